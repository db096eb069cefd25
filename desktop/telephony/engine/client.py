"""The desktop's end of the engine: finds or starts it, keeps it alive, says how it ended.

No pjsua2 here. One thread ("engine-client") owns the engine's life; events arrive on the channel's
reader thread. Callbacks copy, post, return.

    starting -> ready -> died -> restarting -> ready ...
    died -> gave_up            and then only `retry`
    ready -> replaced          a newer desktop has the engine now
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import Path
from typing import Final

from desktop.clock import Clock, MonotonicClock
from desktop.processes.channel import Channel
from desktop.processes.restarts import RestartPolicy
from desktop.telephony.engine.attachment import AttachError, EngineLink, attach
from desktop.telephony.engine.launch import engine_command
from desktop.telephony.engine.messages import (
    PROTOCOL,
    CallChanged,
    Command,
    Configure,
    EngineReady,
    Event,
    Ping,
    Pong,
    Replaced,
    Shutdown,
)

log = logging.getLogger("beistand.engine")

PING_S: Final = 1.0
MISSED_PONGS: Final = 3
SHUTDOWN_S: Final = 5.0
"""The engine hangs up and unregisters first, which takes it up to about 3 s."""


class EngineStateKind(StrEnum):
    STARTING = "starting"
    READY = "ready"
    DIED = "died"
    RESTARTING = "restarting"
    GAVE_UP = "gave_up"
    REPLACED = "replaced"


GONE: Final = frozenset({EngineStateKind.DIED, EngineStateKind.GAVE_UP, EngineStateKind.REPLACED})
"""No engine is ours any more: what it knew is over for this desktop."""


@dataclass(frozen=True, slots=True)
class EngineState:
    """How the engine stands; with DIED and GAVE_UP, how it ended."""

    kind: EngineStateKind
    had_call: bool = False
    """A call was up when it died, and is lost."""
    outcome: str = ""
    """In words: "was ended by SIGKILL", "ended with exit code 1"."""
    retry_in_s: float | None = None
    """With RESTARTING: when the next attempt is made."""


class _Signal(Enum):
    """What other threads tell the engine-client thread."""

    CLOSED = "closed"
    REPLACED = "replaced"
    DETACH = "detach"
    STOP = "stop"


class EngineClient:
    """`start` once; `detach` or `stop` once. `send`, `configure`, `retry` from any thread."""

    def __init__(
        self,
        runtime_dir: Path,
        *,
        on_event: Callable[[Event], None],
        on_state: Callable[[EngineState], None],
        clock: Clock | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        self._runtime_dir = runtime_dir
        self._on_event = on_event
        self._on_state = on_state
        self._clock = clock or MonotonicClock()
        self._command = list(command or engine_command(runtime_dir))
        self._signals: queue.SimpleQueue[_Signal] = queue.SimpleQueue()
        self._thread = self._new_thread()
        self._ended = False
        """The thread has given up or was replaced, and `retry` may start another."""
        self._lock = threading.Lock()
        self._config: Configure | None = None
        self._channel: Channel | None = None
        self._live_calls: set[str] = set()
        self._pong = 0
        self._pid: int | None = None
        self._wrong_protocol = False
        self._restarts = RestartPolicy()

    # ------------------------------------------------------------ for the desktop

    def start(self) -> None:
        """Find a running engine or start one; returns at once."""
        self._thread.start()

    def retry(self) -> None:
        """After GAVE_UP or REPLACED: begin anew, as if nothing had happened; else nothing."""
        with self._lock:
            if not self._ended:
                return
            self._ended = False
        self._restarts.reset()
        self._thread = self._new_thread()
        self._thread.start()

    def configure(self, config: Configure) -> None:
        """Accounts and sound from now on; sent again after every attach."""
        with self._lock:
            self._config = config
            if self._channel is not None:
                self._channel.send(config)

    def send(self, command: Command) -> bool:
        """Pass `command` on; False when no engine is attached, and then nothing happens."""
        with self._lock:
            if self._channel is None:
                return False
            self._channel.send(command)
            return True

    @property
    def pid(self) -> int | None:
        """The attached engine's process id."""
        return self._pid

    def detach(self) -> None:
        """Let go of the engine; it stays while a call is up. Idempotent; waits at most 2 s."""
        self._finish(_Signal.DETACH, 2.0)

    def stop(self) -> None:
        """Have the engine hang up, unregister and end; waits for it, at most about 7 s."""
        self._finish(_Signal.STOP, SHUTDOWN_S + 2.0)

    def _finish(self, signal: _Signal, limit_s: float) -> None:
        self._signals.put(signal)
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(limit_s)

    # ------------------------------------------------------------ the engine-client thread

    def _new_thread(self) -> threading.Thread:
        return threading.Thread(target=self._run, name="engine-client", daemon=True)

    def _run(self) -> None:
        self._on_state(EngineState(EngineStateKind.STARTING))
        while True:
            try:
                link = attach(self._runtime_dir, self._command)
            except AttachError as error:
                outcome: str | None = str(error)
            except OSError as error:
                outcome = f"could not be reached: {error.strerror or error}"
            else:
                outcome = self._serve(link)
            if outcome is None or not self._may_restart(outcome):
                return

    def _serve(self, link: EngineLink) -> str | None:
        """Stay with one engine; returns how it ended, or None when we let go of it."""
        self._pong = 0
        self._wrong_protocol = False
        channel: Channel

        def received(event: Event) -> None:
            self._received(channel, event)

        channel = Channel(
            link.connection,
            Event,
            on_message=received,
            on_closed=lambda: self._signals.put(_Signal.CLOSED),
            name="engine",
        )
        with self._lock:
            self._channel = channel
            if self._config is not None:
                channel.send(self._config)
        channel.start()
        signal = self._ping_until_something_happens(channel)
        outcome = self._part(link, channel, signal)
        with self._lock:
            self._channel = None  # from here on its events are a stranger's
        self._pid = None
        channel.close()
        self._drop_stale_signals()
        if signal is _Signal.REPLACED:
            self._end(EngineState(EngineStateKind.REPLACED))
        return outcome

    def _part(self, link: EngineLink, channel: Channel, signal: _Signal | None) -> str | None:
        """Leave the engine as `signal` says; returns how it ended, or None when it goes on."""
        match signal:
            case _Signal.DETACH:
                channel.close()
                link.let_go()
                return None
            case _Signal.REPLACED:
                link.let_go()
                return None
            case _Signal.STOP:
                channel.send(Shutdown())
                link.wait(SHUTDOWN_S)
                return None
            case _Signal.CLOSED:
                return link.outcome()
        link.kill()
        if self._wrong_protocol:
            return "belonged to another version and was ended"
        return "stopped answering and was ended"

    def _end(self, state: EngineState) -> None:
        """Report the last state there is; only `retry` goes on from it."""
        with self._lock:
            self._ended = True
        self._on_state(state)

    def _ping_until_something_happens(self, channel: Channel) -> _Signal | None:
        """The signal that ends it; None: the engine does not answer any more."""
        number = 0
        while True:
            try:
                return self._signals.get(timeout=PING_S)
            except queue.Empty:
                if self._wrong_protocol or number - self._pong >= MISSED_PONGS:
                    return None
                number += 1
                channel.send(Ping(number))

    def _may_restart(self, outcome: str) -> bool:
        """Report the death and wait out the back-off; False: no further attempt."""
        had_call, self._live_calls = bool(self._live_calls), set()
        log.warning("the engine died", extra={"outcome": outcome})
        self._on_state(EngineState(EngineStateKind.DIED, had_call, outcome))
        delay_s = self._restarts.died(self._clock.now_s())
        if delay_s is None:
            self._end(EngineState(EngineStateKind.GAVE_UP, had_call, outcome))
            return False
        self._on_state(
            EngineState(EngineStateKind.RESTARTING, had_call, outcome, retry_in_s=delay_s)
        )
        try:
            return self._signals.get(timeout=delay_s) is _Signal.CLOSED
        except queue.Empty:
            return True

    def _drop_stale_signals(self) -> None:
        kept = []
        while not self._signals.empty():
            signal = self._signals.get()
            if signal not in (_Signal.CLOSED, _Signal.REPLACED):
                kept.append(signal)
        for signal in kept:
            self._signals.put(signal)

    # ------------------------------------------------------------ the channel's reader thread

    def _received(self, channel: Channel, event: Event) -> None:
        if channel is not self._channel:
            return
        match event:
            case Replaced():
                self._signals.put(_Signal.REPLACED)
                return
            case Pong(number=number):
                self._pong = number
                return
            case EngineReady(protocol=protocol) if protocol != PROTOCOL:
                # Left over from another version: it must go, and a new one be started.
                self._wrong_protocol = True
                return
            case EngineReady(pid=pid, calls=calls):
                self._pid = pid
                self._live_calls = {call.call_id for call in calls if call.alive}
                self._on_state(EngineState(EngineStateKind.READY))
            case CallChanged(call=call):
                if call.alive:
                    self._live_calls.add(call.call_id)
                else:
                    self._live_calls.discard(call.call_id)
        self._on_event(event)
