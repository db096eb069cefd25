"""How long from a window's last frame to its estimate, with a ring fed in real time.

    python tests/benchmarks/worker_latency.py [seconds]

Starts a real worker, plays the demo's customer into a ring at 50 frames a second and prints a
table. Also: start to Ready, and the cost of one hop in this process on one thread.
"""

import json
import subprocess
import sys
import time
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from audio.formats import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm, to_pcm, to_signal  # noqa: E402
from audio.resample import resample  # noqa: E402
from audio.ring import RingWriter  # noqa: E402
from audio.wav import read_wav  # noqa: E402
from inference.messages import (  # noqa: E402
    AttachLeg,
    Estimate,
    FromWorker,
    Initialize,
    Ready,
    Shutdown,
)


def main(argv: list[str]) -> int:
    seconds = float(argv[0]) if argv else 60.0
    recording = read_wav(ROOT / "resources" / "demo" / "call_de.wav")
    pcm = to_pcm(resample(to_signal(recording.samples), recording.rate_hz, SAMPLE_RATE_HZ))
    listener = Listener(authkey=b"benchmark")
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop", "--role", "worker"],
        stdin=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdin is not None
    start = {"address": listener.address, "authkey": b"benchmark".hex()}
    process.stdin.write(json.dumps(start) + "\n")
    process.stdin.flush()
    connection = listener.accept()
    connected_s = time.monotonic() - started
    connection.send_bytes(msgspec.msgpack.encode(Initialize()))
    decoder = msgspec.msgpack.Decoder(FromWorker)
    ready = decoder.decode(connection.recv_bytes())
    assert isinstance(ready, Ready)
    ready_s = time.monotonic() - started
    ring = RingWriter()
    try:
        connection.send_bytes(msgspec.msgpack.encode(AttachLeg("bench", 1, ring.name, 0.0)))
        estimates = play(pcm, seconds, ring, connection, decoder)
        connection.send_bytes(msgspec.msgpack.encode(Shutdown()))
        process.wait(10)
    finally:
        ring.close()
        connection.close()
        listener.close()
        process.stdin.close()
    print(f"device                    {ready.device}")
    print(f"start to connected        {connected_s:8.2f} s")
    print(f"start to Ready            {ready_s:8.2f} s")
    table("window end to emitted", [(e.emitted_ns - e.captured_ns) / 1e6 for e, _ in estimates])
    table("window end to received", [(ns - e.captured_ns) / 1e6 for e, ns in estimates])
    table("one hop, one thread", hop_costs(pcm))
    return 0


def play(
    pcm: Pcm, seconds: float, ring: RingWriter, connection: Connection, decoder: Any
) -> list[tuple[Estimate, int]]:
    """Feed in real time; each estimate with its time of arrival, monotonic ns."""
    estimates: list[tuple[Estimate, int]] = []
    begin = time.monotonic()
    for index in range(min(int(seconds * 50), len(pcm) // FRAME_SAMPLES)):
        due = begin + index * 0.02
        while (left := due - time.monotonic()) > 0:
            if connection.poll(left):
                message = decoder.decode(connection.recv_bytes())
                if isinstance(message, Estimate):
                    estimates.append((message, time.monotonic_ns()))
        frame = pcm[index * FRAME_SAMPLES : (index + 1) * FRAME_SAMPLES]
        ring.write(frame, agent_speaking=False)
    return estimates


def hop_costs(pcm: Pcm) -> list[float]:
    """Milliseconds of computing per hop: 25 frames of voice activity, facts, features, network."""
    from audio.ring import Frame
    from inference.leg import LegAnalysis
    from inference.worker.loading import load_models

    models = load_models(Initialize(device="cpu", threads=1))
    leg = LegAnalysis("bench", 1, 0.0, models.new_voice(), models.scorer)
    costs = []
    begin = time.perf_counter()
    for index in range(50 * 40):
        samples = pcm[index * FRAME_SAMPLES : (index + 1) * FRAME_SAMPLES]
        leg.feed(Frame(index, samples, False, 0))
        if leg.hops_due:
            leg.estimate(time.monotonic_ns)
            costs.append((time.perf_counter() - begin) * 1e3)
            begin = time.perf_counter()
    return costs


def table(what: str, milliseconds: list[float]) -> None:
    p50, p95, p99 = np.percentile(milliseconds, [50, 95, 99])
    print(
        f"{what:25} {p50:8.1f} ms p50 {p95:8.1f} ms p95 {p99:8.1f} ms p99 "
        f"{max(milliseconds):8.1f} ms max  n={len(milliseconds)}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
