"""Spacing of the engine's outgoing RTP while everything around it is busy.

A receiver of its own (another process would compete; this is a socket with kernel time stamps, so
that being late in reading does not count) places a call to the engine by hand-written SIP. Then the
desktop's main thread is blocked with the interpreter lock held, and two processes burn both cores
at nice 10, as the worker does at full load.

    .venv/bin/python tests/benchmarks/rtp_spacing.py [--seconds 20] [--devices]

With --devices the agent's voice comes from a microphone and the customer's goes to a headset (null
sinks), with echo, noise and gain processed; else from a file and nowhere.

Bar: 40 ms at p99.9, no packet missing.
"""

import argparse
import contextlib
import ctypes
import multiprocessing
import os
import socket
import struct
import sys
import tempfile
import threading
import time
from pathlib import Path

import msgspec
import numpy as np

sys.path[:0] = [str(Path(__file__).parents[1] / "engine"), str(Path(__file__).parents[2])]

from endpoints import Endpoint, quiet_config, write_tone  # noqa: E402
from pulse import PulseServer  # noqa: E402
from spacing import SO_TIMESTAMPNS, stolen_s  # noqa: E402
from wire import WirePhone  # noqa: E402

from desktop.telephony.engine import messages as m  # noqa: E402
from desktop.telephony.engine.configuration import SoundConfig  # noqa: E402
from desktop.telephony.engine.launch import engine_command  # noqa: E402

PACKET_MS = 20.0
CASES = ((False, False), (False, True), (True, False), (True, True))


class Receiver(threading.Thread):
    """Collects sequence numbers and kernel arrival times."""

    def __init__(self, rtp: socket.socket) -> None:
        super().__init__(daemon=True)
        self._rtp = rtp
        self._rtp.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._rtp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self._rtp.settimeout(0.5)
        self.packets: list[tuple[int, float]] = []
        self.running = True

    def run(self) -> None:
        while self.running:
            try:
                raw, ancillary, _, _ = self._rtp.recvmsg(2048, 256)
            except TimeoutError:
                continue
            seconds, nanoseconds = struct.unpack("qq", ancillary[0][2][:16])
            (sequence,) = struct.unpack_from("!H", raw, 2)
            self.packets.append((sequence, seconds * 1e3 + nanoseconds / 1e6))


def burn() -> None:
    """Like a worker at full load: matrix products on one core, at nice 10."""
    os.nice(10)
    matrix = np.random.default_rng(0).random((400, 400), dtype=np.float32)
    while True:
        matrix = matrix @ matrix
        matrix /= matrix.max()


def hold_the_interpreter(duration_s: float) -> None:
    """Block this thread, and with the lock held every other thread of this process."""
    ctypes.PyDLL(None).usleep(int(duration_s * 1e6))


def measure(
    folder: Path,
    seconds: float,
    *,
    busy: bool,
    tapped: bool,
    normal_priority: bool,
    devices: bool,
) -> list[str]:
    """One call; returns the row of the table."""
    wav = write_tone(folder / "voice.wav", 300.0, seconds + 10)
    config = quiet_config("desk", wav=wav, auto_answer=True)
    if devices:
        config = msgspec.structs.replace(config, sound=SoundConfig(ring=("null",)))
    hogs = [multiprocessing.Process(target=burn, daemon=True) for _ in range(2 if busy else 0)]
    home = folder / f"desk-{busy}-{tapped}"
    command = engine_command(home) + ["--normal-priority"] * normal_priority
    with Endpoint(home, config, command=command) as desk, WirePhone(desk.port) as wire:
        for hog in hogs:
            hog.start()
        if devices:
            desk.wait(m.SoundChanged, lambda one: one.input != "null" and one.output != "null")
        receiver = Receiver(wire.rtp)
        receiver.start()
        wire.establish()
        call_id = desk.incoming()
        desk.wait_confirmed(call_id)
        if tapped:
            desk.open_tap(call_id)
        start = time.monotonic()
        # held in this process, which is the desktop's here; the receiver's thread stops too, and
        # the kernel goes on stamping
        while time.monotonic() - start < seconds:
            if busy:
                hold_the_interpreter(5.0)
            time.sleep(0.2 if busy else 1.0)
        wire.bye()
        desk.wait_ended(call_id)
        stats = [one for one in desk.all(m.StreamStats) if one.call_id == call_id][-1]
        time.sleep(0.6)
        receiver.running = False
        receiver.join()
    for hog in hogs:
        hog.terminate()
        hog.join()
    times = np.array([stamp for _, stamp in receiver.packets])
    spacing = np.diff(times)
    span = receiver.packets[-1][0] - receiver.packets[0][0] & 0xFFFF
    missing = span + 1 - len({sequence for sequence, _ in receiver.packets})
    percentiles = [f"{np.percentile(spacing, q):.1f}" for q in (50, 99, 99.9)]
    return [
        "busy" if busy else "idle",
        "tapped" if tapped else "plain",
        *percentiles,
        f"{spacing.max():.1f}",
        f"{len(receiver.packets)}/{round((times[-1] - times[0]) / PACKET_MS) + 1}",
        str(missing),
        f"{stats.rtp_sent}/{stats.rtp_expected}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument(
        "--normal-priority", action="store_true", help="as for a user who may not raise it"
    )
    parser.add_argument("--devices", action="store_true", help="with a microphone and a headset")
    options = parser.parse_args()
    names = [
        "load",
        "tap",
        "p50 ms",
        "p99",
        "p99.9",
        "max",
        "got/expected",
        "missing",
        "engine",
        "stolen s",
    ]
    rows = []
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        if options.devices:
            card = stack.enter_context(PulseServer(Path(folder) / "pulse.sock"))
            os.environ.update(card.environment)
        for busy, tapped in CASES:
            before_s = stolen_s()
            row = measure(
                Path(folder),
                options.seconds,
                busy=busy,
                tapped=tapped,
                normal_priority=options.normal_priority,
                devices=options.devices,
            )
            rows.append([*row, f"{stolen_s() - before_s:.1f}"])
    print(" | ".join(f"{name:>12}" for name in names))
    for row in rows:
        print(" | ".join(f"{cell:>12}" for cell in row))


if __name__ == "__main__":
    main()
