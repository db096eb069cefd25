"""Real engines for tests and the demo: one process each, waited on by event, never by sleep.

with Endpoint(folder / "agent", agent_config()) as agent: ...
    agent.wait(m.AccountChanged, lambda event: event.account.local_port > 0)
"""

import threading
import time
import wave
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np

from audio.formats import SAMPLE_RATE_HZ
from audio.ring import Frame, RingReader
from desktop.telephony.call import CallSnapshot, CallState, RegistrationState
from desktop.telephony.consent import ConsentEvent, ConsentMode
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.client import EngineClient, EngineState, EngineStateKind
from desktop.telephony.engine.configuration import AccountConfig, SoundConfig
from desktop.telephony.engine.launch import LOG_NAME

LIMIT_S = 15.0
"""Longest wait for any one event on a loaded machine."""

E = TypeVar("E", bound=m.Message)
Anything = Callable[[Any], bool]


def quiet_config(
    name: str = "desk",
    *,
    wav: Path | None = None,
    mode: ConsentMode = ConsentMode.CONSENT,
    notice_wav: Path | None = None,
    **account: Any,
) -> m.Configure:
    """One direct account on loopback, no sound device; `wav` is what this end says."""
    settings: dict[str, Any] = {
        "name": name,
        "uri": f"sip:{name}@127.0.0.1",
        "local_address": "127.0.0.1",
        "trusted_peers": ("127.0.0.1",),
    }
    return m.Configure(
        accounts=(AccountConfig(**(settings | account)),),
        sound=SoundConfig(
            input=(f"file:{wav}" if wav else "null",), output=("null",), ring=("null",)
        ),
        consent_mode=mode,
        notice_wav=str(notice_wav or ""),
    )


class Endpoint:
    """An engine process with its client; everything it said is kept in order."""

    def __init__(
        self, folder: Path, config: m.Configure, *, command: list[str] | None = None
    ) -> None:
        self.folder = folder
        self.config = config
        self.command = command
        """How to start the engine; None: as the desktop does."""
        self.events: list[m.Event] = []
        self.states: list[EngineState] = []
        self._news = threading.Condition()
        self.client = self._new_client()

    def _new_client(self) -> EngineClient:
        return EngineClient(
            self.folder, on_event=self._on_event, on_state=self._on_state, command=self.command
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.client.stop()
        # PJSIP survives an exception in a callback of ours, and so would the test
        log = self.folder / LOG_NAME
        text = log.read_text(errors="replace") if log.exists() else ""
        assert "a defect nobody caught" not in text, text[-3000:]

    def start(self) -> None:
        """Start, configure, and wait until the account is bound."""
        self.client.configure(self.config)
        self.client.start()
        self.wait(m.Configured)

    def replace_client(self) -> None:
        """A second desktop comes: what was heard so far is forgotten, the engine stays."""
        with self._news:
            self.events.clear()
            self.states.clear()
        self.client = self._new_client()

    # ------------------------------------------------------------ waiting

    def wait(self, kind: type[E], matches: Anything = lambda event: True, *, after: int = 0) -> E:
        """The first event of `kind` that `matches`, from number `after` on; fails after LIMIT_S."""
        found: list[E] = []

        def look() -> bool:
            found[:] = [
                event for event in self.events[after:] if isinstance(event, kind) and matches(event)
            ]
            return bool(found)

        self.until(look, f"no {kind.__name__}")
        return found[0]

    def wait_state(self, kind: EngineStateKind) -> EngineState:
        self.until(lambda: any(state.kind is kind for state in self.states), f"engine not {kind}")
        return next(state for state in self.states if state.kind is kind)

    def wait_call(self, matches: Callable[[CallSnapshot], bool], *, after: int = 0) -> CallSnapshot:
        """The first snapshot that `matches`."""
        return self.wait(m.CallChanged, lambda event: matches(event.call), after=after).call

    def until(self, done: Callable[[], bool], otherwise: str, limit_s: float = LIMIT_S) -> None:
        with self._news:
            if not self._news.wait_for(done, limit_s):
                raise AssertionError(f"{otherwise} within {limit_s} s; {self.told()}")

    def told(self) -> str:
        """The last that was said, for who finds something else than it should be."""
        events = [event for event in list(self.events) if not isinstance(event, m.StreamStats)]
        stats = self.all(m.StreamStats)[-1:]
        return f"last: {events[-6:]}, {stats}, {self.states[-3:]}"

    def mark(self) -> int:
        """A place in the event list, for `after`."""
        with self._news:
            return len(self.events)

    def all(self, kind: type[E]) -> list[E]:
        with self._news:
            return [event for event in self.events if isinstance(event, kind)]

    def calls(self) -> list[CallSnapshot]:
        """Those that are up."""
        calls = {event.call.call_id: event.call for event in self.all(m.CallChanged)}
        return [call for call in calls.values() if call.alive]

    # ------------------------------------------------------------ doing

    @property
    def port(self) -> int:
        """The SIP port the account is bound to."""
        return self.wait(
            m.AccountChanged, lambda event: event.account.local_port > 0
        ).account.local_port

    @property
    def address(self) -> str:
        return f"sip:{self.config.accounts[0].name}@127.0.0.1:{self.port}"

    def send(self, command: m.Command) -> None:
        assert self.client.send(command), "no engine attached"

    def turn_away(self, code: int) -> None:
        """Whoever calls from here on; 0: nobody."""
        after = self.mark()
        self.send(m.SetAvailability(code))
        self.send(m.HangUp("nobody"))  # commands are carried out in turn
        self.wait(m.CommandFailed, after=after)

    def dial(self, target: str) -> str:
        """Place a call; returns its id."""
        after = self.mark()
        self.send(m.Dial(self.config.accounts[0].name, target))
        return self.wait_call(lambda call: call.state is CallState.CALLING, after=after).call_id

    def incoming(self, *, after: int = 0) -> str:
        """Wait for a ringing call; returns its id."""
        return self.wait_call(lambda call: call.state is CallState.INCOMING, after=after).call_id

    def wait_confirmed(self, call_id: str) -> CallSnapshot:
        return self.wait_call(
            lambda call: call.call_id == call_id and call.state is CallState.CONFIRMED
        )

    def wait_ended(self, call_id: str) -> CallSnapshot:
        return self.wait_call(lambda call: call.call_id == call_id and not call.alive)

    def wait_registered(self) -> None:
        self.wait(
            m.AccountChanged,
            lambda event: event.account.state is RegistrationState.REGISTERED,
        )

    def hang_up_all(self) -> None:
        """Until no call is up."""
        calls = {one.call.call_id: one.call for one in self.all(m.CallChanged)}
        for call in calls.values():
            if call.alive:
                self.send(m.HangUp(call.call_id))
                self.wait_ended(call.call_id)

    def consent(self, call_id: str, event: ConsentEvent) -> None:
        self.send(m.StepConsent(call_id, event))

    def open_tap(self, call_id: str) -> m.TapOpened:
        """Grant consent and wait for the ring."""
        after = self.mark()
        self.consent(call_id, ConsentEvent.GRANT)
        return self.wait(m.TapOpened, lambda tap: tap.call_id == call_id, after=after)

    # ------------------------------------------------------------ callbacks

    def _on_event(self, event: m.Event) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def _on_state(self, state: EngineState) -> None:
        with self._news:
            self.states.append(state)
            self._news.notify_all()


def connect(caller: Endpoint, callee: Endpoint) -> tuple[str, str]:
    """`caller` dials, `callee` answers; their call ids once both are confirmed."""
    after = callee.mark()
    outgoing = caller.dial(callee.address)
    incoming = callee.incoming(after=after)
    callee.send(m.Answer(incoming))
    callee.wait_confirmed(incoming)
    caller.wait_confirmed(outgoing)
    return outgoing, incoming


def write_tone(
    path: Path,
    frequency_hz: float,
    duration_s: float,
    *,
    level: float = 0.25,
    bursts_s: float | None = None,
) -> Path:
    """A sine as WAV, 16 kHz PCM16; with `bursts_s` on and off in turn, that long each."""
    time_s = np.arange(int(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    signal = level * np.sin(2 * np.pi * frequency_hz * time_s)
    if bursts_s is not None:
        signal *= (time_s // bursts_s) % 2 == 0
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes((signal * 32767).astype("<i2").tobytes())
    return path


def listen(reader: RingReader, duration_s: float, owner: Endpoint | None = None) -> list[Frame]:
    """Read frames until `duration_s` of audio has come; fails if it takes three times as long, and
    says what the ring's `owner` was told last."""
    frames: list[Frame] = []
    deadline = time.monotonic() + 3 * duration_s + 2
    wanted = int(duration_s * 50)
    while len(frames) < wanted:
        if time.monotonic() > deadline:
            state = "closed" if reader.closed_by_writer else "open"
            told = "" if owner is None else owner.told()
            raise AssertionError(
                f"only {len(frames)} of {wanted} frames came, the ring is {state}; {told}"
            )
        frames += [one for one in reader.read() if isinstance(one, Frame)]
        time.sleep(0.01)
    return frames


def loudest_db(ring: str, frequency_hz: float, duration_s: float = 2.5) -> float:
    """`spectrum_db` of the loudest half second of what comes through a tap from now on, after half
    a second to settle. As long as this a tone is heard that is off every other second."""
    reader = RingReader(ring)
    list(reader.read())  # what was before
    frames = listen(reader, duration_s)[25:]
    reader.close()
    places = range(0, len(frames) - 24, 12)
    return max(spectrum_db(frames[at : at + 25], frequency_hz) for at in places)


def spectrum_db(frames: list[Frame], frequency_hz: float) -> float:
    """Level of one frequency in dB relative to a full-scale sine (Goertzel over all frames)."""
    samples = np.concatenate([frame.samples for frame in frames]).astype(np.float64) / 32768
    turn = np.exp(-2j * np.pi * frequency_hz * np.arange(samples.size) / SAMPLE_RATE_HZ)
    window = np.hanning(samples.size)
    amplitude = 2 * abs(np.sum(samples * window * turn)) / window.sum()
    return float(20 * np.log10(max(amplitude, 1e-6)))
