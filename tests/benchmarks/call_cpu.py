"""What one plain call costs the processor: our engine beside baresip and linphone, in one run.

Each calls the same peer (baresip, G.711) and talks for some seconds; counted is the processor time
of its whole process, as a share of one core. First without sound devices (a file, or silence, and
nowhere), then with a microphone and a headset on PulseAudio null sinks; ours also with echo, noise
and gain processed, which baresip does not do and linphone does for the echo.

    .venv/bin/python tests/benchmarks/call_cpu.py [--seconds 20]

Bar: 6 % of a core for our engine in a plain call without devices.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psutil

sys.path[:0] = [str(Path(__file__).parents[1] / "engine"), str(Path(__file__).parents[2])]

from baresip import Baresip  # noqa: E402
from endpoints import Endpoint, quiet_config, write_tone  # noqa: E402
from ports import free_port  # noqa: E402
from pulse import PulseServer  # noqa: E402

from desktop.telephony.engine import messages as m  # noqa: E402
from desktop.telephony.engine.configuration import SoundConfig  # noqa: E402

SETTLE_S = 3.0
LINPHONERC = """
[sip]
bind_address=127.0.0.1
sip_port={port}
sip_tcp_port=0
sip_tls_port=0
guess_hostname=0

[rtp]
audio_rtp_port={rtp}

[sound]
remote_ring=
echocancellation={devices}
"""
BARESIP_DEVICES = """
module alsa.so
audio_source alsa,default
audio_player alsa,default
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One phone in one call."""

    phone: str
    sound: str
    percent: float | None
    """Of one core; None: the program is not installed."""


def share(process: psutil.Process, seconds: float) -> float:
    """Processor time of `process` over the next `seconds`, as percent of one core."""
    time.sleep(SETTLE_S)
    before, begun_s = process.cpu_times(), time.monotonic()
    time.sleep(seconds)
    after, passed_s = process.cpu_times(), time.monotonic() - begun_s
    return 100 * (after.user + after.system - before.user - before.system) / passed_s


def engine(folder: Path, peer: Baresip, seconds: float, sound: SoundConfig) -> float:
    config = msgspec.structs.replace(quiet_config("desk"), sound=sound)
    with Endpoint(folder, config) as desk:
        if "default" in sound.input:
            desk.wait(m.SoundChanged, lambda one: one.input != "null" and one.output != "null")
        desk.wait_confirmed(desk.dial(peer.address))
        assert desk.client.pid is not None
        return share(psutil.Process(desk.client.pid), seconds)


def baresip(folder: Path, peer: Baresip, seconds: float, *, devices: bool) -> float:
    phone = Baresip(folder, "measured")
    if devices:
        config = folder / "config"
        kept = [line for line in config.read_text().splitlines() if not line.startswith("au")]
        config.write_text("\n".join(kept) + BARESIP_DEVICES)
    with phone:
        phone.do("dial", peer.address)
        phone.wait("CALL_ESTABLISHED")
        return share(psutil.Process(phone.pid), seconds)


def linphone(folder: Path, peer: Baresip, seconds: float, *, devices: bool) -> float | None:
    """Without devices it sends silence and throws away what it hears."""
    program = shutil.which("linphone-daemon")
    if program is None:
        return None
    (folder / ".local/share/linphone").mkdir(parents=True)
    port = free_port()
    config = LINPHONERC.format(port=port, rtp=free_port(), devices=int(devices))
    (folder / "rc").write_text(config)
    environment = os.environ | {"HOME": str(folder)}
    if not devices:
        environment["PULSE_SERVER"] = "unix:/nonexistent"
    peer.events.clear()
    phone = subprocess.Popen(
        [program, "--config", str(folder / "rc"), "--auto-answer", "--disable-stats-events"],
        stdin=subprocess.PIPE, stdout=(folder / "log").open("wb"), stderr=subprocess.STDOUT,
        env=environment,
    )  # fmt: skip
    assert phone.stdin is not None
    try:
        # it is called: what it offers by itself is IPv6, on a loopback device without that, too
        time.sleep(SETTLE_S)
        peer.do("dial", f"sip:linphone@127.0.0.1:{port}")
        peer.wait("CALL_ESTABLISHED")
        return share(psutil.Process(phone.pid), seconds)
    finally:
        phone.kill()
        phone.wait()
        phone.stdin.close()
        peer.do("hangup")


def measure(folder: Path, seconds: float) -> list[Row]:
    with ExitStack() as stack:
        wav = write_tone(folder / "voice.wav", 300.0, seconds + 10)
        card = stack.enter_context(PulseServer(folder / "pulse.sock"))
        os.environ.update(card.environment)
        peer = stack.enter_context(Baresip(folder / "peer", account=";audio_codecs=PCMA/8000/1"))
        plain = SoundConfig(input=(f"file:{wav}",), output=("null",), ring=("null",))
        bare = SoundConfig(
            ring=("null",),
            echo_cancellation=False,
            noise_suppression=False,
            gain_control=False,
        )
        cases: list[tuple[str, str, Callable[[Path], float | None]]] = [
            ("engine", "file", lambda at: engine(at, peer, seconds, plain)),
            ("baresip", "file", lambda at: baresip(at, peer, seconds, devices=False)),
            ("linphone", "file", lambda at: linphone(at, peer, seconds, devices=False)),
            ("engine", "devices", lambda at: engine(at, peer, seconds, bare)),
            ("baresip", "devices", lambda at: baresip(at, peer, seconds, devices=True)),
            ("linphone", "devices, echo", lambda at: linphone(at, peer, seconds, devices=True)),
            (
                "engine",
                "devices, echo, noise, gain",
                lambda at: engine(at, peer, seconds, SoundConfig(ring=("null",))),
            ),
        ]
        return [
            Row(phone, sound, run(folder / f"{phone}-{number}"))
            for number, (phone, sound, run) in enumerate(cases)
        ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), options.seconds)
    print(f"{'phone':<12}| {'sound':<28}| % of a core | to baresip alike")
    for row in rows:
        if row.percent is None:
            print(f"{row.phone:<12}| {row.sound:<28}| not installed")
            continue
        alike = next(
            one.percent
            for one in rows
            if one.phone == "baresip" and one.sound == row.sound.partition(",")[0]
        )
        ratio = row.percent / alike if alike else 0.0
        print(f"{row.phone:<12}| {row.sound:<28}| {row.percent:11.1f} | {ratio:.1f}")


if __name__ == "__main__":
    main()
