"""The engine process: builds its parts, joins them, and serves until nobody needs it any more.

Its main thread is the only one that calls pjsua2 (FIELD-NOTES §2.9).
"""

import argparse
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Final

from desktop.clock import Clock, MonotonicClock
from desktop.logging import set_up_logging
from desktop.processes.inbox import Inbox
from desktop.processes.rendezvous import dispose, new_rendezvous, prepare, publish, withdraw
from desktop.telephony.engine.launch import ENGINE, LOG_NAME
from desktop.telephony.engine.messages import PROTOCOL, EngineReady
from desktop.telephony.engine.server import Server
from desktop.telephony.engine.user_agent import UserAgent

log = logging.getLogger("beistand.engine")

LINGER_S: Final = 10.0
"""Without a desktop and without a call: time enough for a desktop to restart."""
UNSEEN_S: Final = 3.0
"""Without a desktop nobody sees that a supervisor is in the call: so long, and it is hung up."""
TICK_S: Final = 1.0
SWITCH_INTERVAL_S: Final = 0.001
"""The media clock's thread may have to wait this long for the interpreter (default 5 ms)."""
NICENESS: Final = -10
REALTIME_PRIORITY: Final = 5
"""Of 99; below every driver and sound server."""


class Engine:
    """One user agent behind one door."""

    def __init__(self, runtime_dir: Path, clock: Clock, linger_s: float) -> None:
        self._runtime_dir = runtime_dir
        self._clock = clock
        self._linger_s = linger_s
        self._needed_at_s = self._seen_at_s = clock.now_s()
        self._rendezvous = new_rendezvous(runtime_dir, ENGINE)
        self._inbox = Inbox(clock)
        self._server = Server(
            self._rendezvous,
            self._inbox.post,
            on_command=lambda command: self._user_agent.execute(command),
            on_attached=self._greet,
        )
        self._user_agent = UserAgent(self._inbox, self._server.send)

    def run(self) -> None:
        """Serve until Shutdown, SIGTERM, or until nobody has needed us for the linger time."""
        # The tracker unlinks our rings if we are killed; its start is too slow for mid call.
        resource_tracker.ensure_running()
        self._user_agent.start()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._inbox.post(self._inbox.stop))
        self._server.start()
        publish(self._runtime_dir, ENGINE, self._rendezvous)
        self._inbox.post(self._tick)  # now: what has never looked around sleeps without knowing
        gc.collect()
        gc.freeze()  # what exists now lives for ever: keeps collections short
        log.info("engine is up", extra={"pid": os.getpid()})
        self._inbox.run()
        log.info("engine is going down")
        withdraw(self._runtime_dir, ENGINE, os.getpid())
        self._user_agent.close()
        self._server.close()
        dispose(self._runtime_dir, self._rendezvous)

    def _greet(self) -> None:
        calls, accounts = self._user_agent.snapshots()
        self._server.send(
            EngineReady(PROTOCOL, os.getpid(), calls, accounts, self._user_agent.availability)
        )
        self._user_agent.sound.watch_levels(False)  # the desktop that looked may be gone
        self._server.send(self._user_agent.sound.current)
        for tap in self._user_agent.open_taps():
            self._server.send(tap)

    def _tick(self) -> None:
        self._inbox.after(TICK_S, self._tick)
        self._user_agent.calls.report_stats()
        self._user_agent.configure_postponed()
        now_s = self._clock.now_s()
        self._user_agent.look_around(now_s, time.time())
        if self._server.attached:
            self._seen_at_s = now_s
        elif now_s - self._seen_at_s >= UNSEEN_S:
            self._user_agent.calls.monitoring.end()
        if self._server.attached or self._user_agent.calls.any_alive:
            self._needed_at_s = now_s
        elif now_s - self._needed_at_s >= self._linger_s:
            log.info("nobody needs the engine any more")
            self._inbox.stop()


def main(argv: Sequence[str]) -> int:
    """Entry of the engine's role. `argv` is without the program and the role."""
    parser = argparse.ArgumentParser(prog="beistand --role engine", description=__doc__)
    parser.add_argument("--runtime-dir", type=Path, required=True)
    parser.add_argument("--linger-s", type=float, default=LINGER_S)
    parser.add_argument("--normal-priority", action="store_true", help="do not ask for more")
    arguments = parser.parse_args(list(argv))
    prepare(arguments.runtime_dir)
    set_up_logging(arguments.runtime_dir / LOG_NAME)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    if not arguments.normal_priority:
        _raise_priority()
    Engine(arguments.runtime_dir, MonotonicClock(), arguments.linger_s).run()
    logging.shutdown()
    sys.stdout.flush()
    # Not by returning: freeing pjsua2 objects after libDestroy aborts (FIELD-NOTES §2.8), and the
    # interpreter frees in no particular order.
    os._exit(0)


def _raise_priority() -> None:
    """Sound before everything else, where this user may; otherwise as it is."""
    if sys.platform == "win32":
        import ctypes

        high_priority_class = 0x80
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), high_priority_class)
        return
    try:
        if sys.platform == "linux":
            # As sound servers do: 20 ms deadlines, little work. The kernel keeps 5 % for others.
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(REALTIME_PRIORITY))
        else:
            os.nice(NICENESS)
        return
    except OSError:
        pass
    try:
        os.nice(NICENESS)
    except OSError:
        log.info("normal priority: this user may not raise it")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
