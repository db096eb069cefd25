"""What one plain call costs the processor: our engine beside baresip and linphonec, in one run.

Each calls the same peer (baresip, G.711) and talks for some seconds; counted is the processor time
of its whole process, as a share of one core. First without sound devices (a file, or silence, and
nowhere), then with a microphone and a headset on PulseAudio null sinks; ours also with echo, noise
and gain processed, which baresip does not do and linphonec does for the echo.

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
from kamailio import free_port  # noqa: E402
from pulse import PulseServer  # noqa: E402

from desktop.telephony.engine import messages as m  # noqa: E402
from desktop.telephony.engine.configuration import SoundConfig  # noqa: E402

SETTLE_S = 3.0
LINPHONERC = """
[sip]
sip_port={port}
sip_tcp_port=-1
sip_tls_port=-1
default_proxy=-1
contact="linphone" <sip:linphone@127.0.0.1>
[net]
bind_address=127.0.0.1
stun_server=
[sound]
echocancellation={echo}
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
    with Baresip(folder, "measured", devices=devices) as phone:
        phone.do("dial", peer.address)
        phone.wait("CALL_ESTABLISHED")
        return share(psutil.Process(phone.pid), seconds)


def linphonec(folder: Path, peer: Baresip, seconds: float, *, devices: bool) -> float | None:
    program = shutil.which("linphonec")
    if program is None:
        return None
    folder.mkdir()
    (folder / "rc").write_text(LINPHONERC.format(port=free_port(), echo=int(devices)))
    phone = subprocess.Popen(
        [program, "-c", str(folder / "rc")],
        stdin=subprocess.PIPE, stdout=(folder / "log").open("wb"), stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert phone.stdin is not None
    try:
        if not devices:
            phone.stdin.write(b"soundcard use files\n")
        phone.stdin.write(f"call {peer.address}\n".encode())
        phone.stdin.flush()
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
            ("linphonec", "file", lambda at: linphonec(at, peer, seconds, devices=False)),
            ("engine", "devices", lambda at: engine(at, peer, seconds, bare)),
            ("baresip", "devices", lambda at: baresip(at, peer, seconds, devices=True)),
            ("linphonec", "devices, echo", lambda at: linphonec(at, peer, seconds, devices=True)),
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
