"""The desktop's end of the engine: finds or starts it, keeps it alive, says how it ended.

No pjsua2 here. One thread ("engine-client") owns the engine's life; events arrive on the channel's
reader thread. Callbacks copy, post, return.

    starting -> ready -> died -> restarting -> ready ...     died -> gave_up
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
    DETACH = "detach"
    STOP = "stop"


class EngineClient:
    """`start` once; `detach` or `stop` once. `send` and `configure` from any thread."""

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
        self._thread = threading.Thread(target=self._run, name="engine-client", daemon=True)
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

    def _run(self) -> None:
        self._on_state(EngineState(EngineStateKind.STARTING))
        while True:
            try:
                link = attach(self._runtime_dir, self._command)
            except AttachError as error:
                outcome: str | None = str(error)
            else:
                outcome = self._serve(link)
            if outcome is None or not self._may_restart(outcome):
                return

    def _serve(self, link: EngineLink) -> str | None:
        """Stay with one engine; returns how it ended, or None when the desktop let go of it."""
        self._pong = 0
        self._wrong_protocol = False
        channel = Channel(
            link.connection,
            Event,
            on_message=self._received,
            on_closed=lambda: self._signals.put(_Signal.CLOSED),
            name="engine",
        )
        with self._lock:
            self._channel = channel
            if self._config is not None:
                channel.send(self._config)
        channel.start()
        signal = self._ping_until_something_happens(channel)
        with self._lock:
            self._channel = None
        self._pid = None
        if signal is _Signal.DETACH:
            channel.close()
            link.let_go()
            return None
        if signal is _Signal.STOP:
            channel.send(Shutdown())
            link.wait(SHUTDOWN_S)
            channel.close()
            return None
        channel.close(flush_s=0.0)
        self._drop_stale_signals()
        if signal is None:
            link.kill()
            if self._wrong_protocol:
                return "belonged to another version and was ended"
            return "stopped answering and was ended"
        return link.outcome()

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
            self._on_state(EngineState(EngineStateKind.GAVE_UP, had_call, outcome))
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
            if signal is not _Signal.CLOSED:
                kept.append(signal)
        for signal in kept:
            self._signals.put(signal)

    # ------------------------------------------------------------ the channel's reader thread

    def _received(self, event: Event) -> None:
        match event:
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
