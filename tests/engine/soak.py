"""Many short calls and one long one with a real telephone: what grows, what is left, how evenly it
sends.

    .venv/bin/python tests/engine/soak.py [--calls 200] [--call-s 3] [--long-min 60] [--report FILE]

The engine calls baresip, which answers; the customer's leg is tapped in every call. The report goes
to FILE and is printed; exit code 1 where a bar is missed.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from baresip import Baresip  # noqa: E402
from endpoints import Endpoint, quiet_config, write_tone  # noqa: E402
from spacing import Spacing, stolen_s  # noqa: E402

from desktop.telephony.engine import messages as m  # noqa: E402

MOST_GROWTH_MB_H = 2.0
LEAST_MINUTES = 5.0
"""A slope over less says nothing: a page more or less is megabytes an hour."""
MOST_SPACING_MS = 40.0
SETTLING_CALLS = 3
"""Before counting begins: ports, thread stacks and pools are made once and kept."""
RELEASE_S = 5.0
"""A call's sockets are freed half a second after its end."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure against its bar."""

    name: str
    text: str
    held: bool | None
    """None: said, not judged."""

    def __str__(self) -> str:
        verdict = {True: "ok", False: "MISSED", None: ""}[self.held]
        return f"{self.name:<22} {self.text:<72} {verdict}".rstrip()


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a process holds, apart from memory."""

    threads: int
    files: int
    segments: int

    @classmethod
    def of(cls, process: psutil.Process) -> "Footprint":
        mapped = {Path(one.path).name for one in process.memory_maps() if "/dev/shm/" in one.path}
        return cls(process.num_threads(), process.num_fds(), len(mapped))

    def within(self, before: "Footprint") -> bool:
        """Nothing was added; what was given back meanwhile is no leak."""
        return (
            self.threads <= before.threads
            and self.files <= before.files
            and self.segments <= before.segments
        )

    def __str__(self) -> str:
        return f"{self.threads} threads, {self.files} files, {self.segments} segments"


@dataclass(slots=True)
class Growth:
    """Resident memory, sampled; `mb_h` is the slope of a straight line through it."""

    process: psutil.Process
    samples: list[tuple[float, float]] = field(default_factory=list)

    def sample(self) -> None:
        self.samples.append((time.monotonic(), self.process.memory_info().rss / 1e6))

    @property
    def mb_h(self) -> float:
        seconds, mb = np.array(self.samples).T
        return float(np.polyfit((seconds - seconds[0]) / 3600, mb, 1)[0])

    @property
    def bar(self) -> Bar:
        minutes = (self.samples[-1][0] - self.samples[0][0]) / 60
        begin, end = self.samples[0][1], self.samples[-1][1]
        text = f"{self.mb_h:+.2f} MB/h over {minutes:.1f} min ({begin:.1f} -> {end:.1f} MB)"
        long_enough = minutes >= LEAST_MINUTES
        return Bar("  memory", text, self.mb_h <= MOST_GROWTH_MB_H if long_enough else None)


class Soak:
    """An engine, a peer, and what is measured of the engine."""

    def __init__(self, peer: Baresip, spacing: Spacing | None, desk: Endpoint) -> None:
        self._peer = peer
        self._desk = desk
        self._spacing = spacing
        assert desk.client.pid is not None
        self.process = psutil.Process(desk.client.pid)

    def call(self, duration_s: float, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Dial, be answered, be tapped, talk for `duration_s`, hang up."""
        desk = self._desk
        call_id = desk.dial(self._peer.address)
        desk.wait_confirmed(call_id)
        desk.open_tap(call_id)
        end_s = time.monotonic() + duration_s
        while (left_s := end_s - time.monotonic()) > 0:
            meanwhile()
            time.sleep(min(left_s, 1.0))
        desk.send(m.HangUp(call_id))
        desk.wait_ended(call_id)
        self._peer.wait("CALL_CLOSED")
        stats = [one for one in desk.all(m.StreamStats) if one.call_id == call_id][-1]
        assert stats.rtp_received >= 0.9 * 50 * (duration_s - 0.2), "the peer was not heard"
        desk.events.clear()

    def calls(self, number: int, duration_s: float, say: Callable[[str], None]) -> list[Bar]:
        """Short ones, one after the other."""
        for _ in range(SETTLING_CALLS):
            self.call(0.5)
        time.sleep(RELEASE_S)
        before = Footprint.of(self.process)
        growth = Growth(self.process)
        growth.sample()
        for count in range(1, number + 1):
            self.call(duration_s)
            growth.sample()
            if count % 20 == 0:
                say(f"{count} of {number} calls")
        after = self._released(before)
        each_kb = (growth.samples[-1][1] - growth.samples[0][1]) * 1e3 / number
        return [
            Bar(f"{number} calls of {duration_s:g} s", f"{each_kb:+.2f} kB a call", None),
            growth.bar,
            Bar("  before and after", f"{before} / {after}", after.within(before)),
        ]

    def long_call(self, duration_s: float) -> list[Bar]:
        before = Footprint.of(self.process)
        growth = Growth(self.process)
        self.call(duration_s, growth.sample)
        # the first tenth is the call's own buffers being used for the first time
        growth.samples = growth.samples[len(growth.samples) // 10 :]
        after = self._released(before)
        return [
            Bar(f"one call of {duration_s / 60:g} min", "", None),
            growth.bar,
            Bar("  before and after", f"{before} / {after}", after.within(before)),
        ]

    def evenness(self) -> Bar:
        if self._spacing is None:
            return Bar("RTP spacing", "not measured: capturing is not permitted", None)
        p50, p99, p999, longest = self._spacing.percentiles_ms(50, 99, 99.9, 100)
        text = f"p50 {p50:.1f}, p99 {p99:.1f}, p99.9 {p999:.1f}, max {longest:.1f} ms"
        text += f" ({len(self._spacing)} packets, {self._spacing.streams} calls)"
        return Bar("RTP spacing", text, p999 <= MOST_SPACING_MS)

    def _released(self, before: Footprint) -> Footprint:
        """What is held once it is no more than before, or after RELEASE_S all the same."""
        end_s = time.monotonic() + RELEASE_S
        while True:
            now = Footprint.of(self.process)
            if now.within(before) or time.monotonic() >= end_s:
                return now
            time.sleep(0.1)


def soak(
    folder: Path,
    *,
    calls: int,
    call_s: float,
    long_s: float,
    say: Callable[[str], None] = lambda text: None,
) -> list[Bar]:
    """Run both, one after the other; needs baresip."""
    # nobody else sends from it: every address of 127/8 is this machine's
    own = f"127.{os.getpid() >> 16 & 63 | 64}.{os.getpid() >> 8 & 255}.{os.getpid() & 255 or 1}"
    before_s = stolen_s()
    with ExitStack() as stack:
        wav = write_tone(folder / "voice.wav", 440.0, max(long_s, call_s) + 10)
        peer = stack.enter_context(Baresip(folder / "peer"))
        config = quiet_config("desk", wav=wav, local_address=own)
        desk = stack.enter_context(Endpoint(folder / "desk", config))
        try:
            spacing = stack.enter_context(Spacing(own))
        except (PermissionError, AttributeError):
            spacing = None
        run = Soak(peer, spacing, desk)
        bars = run.calls(calls, call_s, say)
        if long_s:
            say(f"one call of {long_s / 60:g} min")
            bars += run.long_call(long_s)
        return [*bars, run.evenness(), machine(before_s)]


def machine(before_s: float) -> Bar:
    """What else the machine had to do: no priority helps against a core that is not there."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    text = f"{os.cpu_count()} cores, load {load}, stolen {stolen_s() - before_s:.0f} s"
    return Bar("the machine", text, None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--call-s", type=float, default=3.0)
    parser.add_argument("--long-min", type=float, default=60.0)
    parser.add_argument("--report", type=Path, default=Path("build/soak.txt"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bars = soak(
            Path(folder),
            calls=options.calls,
            call_s=options.call_s,
            long_s=options.long_min * 60,
            say=lambda text: print(text, file=sys.stderr, flush=True),
        )
    options.report.parent.mkdir(parents=True, exist_ok=True)
    options.report.write_text("".join(f"{bar}\n" for bar in bars), "utf-8")
    return int(any(bar.held is False for bar in bars))


if __name__ == "__main__":
    sys.exit(main())
