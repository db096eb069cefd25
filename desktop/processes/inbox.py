"""One thread of action: a queue of things to do, some of them later.

Other threads only `post` here; whoever calls `run` does everything, in order. So the engine has one
thread that ever calls pjsua2, and a phone without a window one that its domain lives on.
"""

import heapq
import itertools
import logging
import queue
from collections.abc import Callable
from typing import Protocol

from desktop.clock import Clock

log = logging.getLogger("beistand.processes")

Action = Callable[[], None]


class Post(Protocol):
    """Run `action` on the inbox's thread, soon. From any thread; never blocks."""

    def __call__(self, action: Action) -> None: ...


class Timer:
    """A posted action that can still be called off."""

    def __init__(self, action: Action) -> None:
        self._action: Action | None = action

    def cancel(self) -> None:
        self._action = None

    def fire(self) -> None:
        action, self._action = self._action, None
        if action is not None:
            action()


class Inbox:
    """First come, first served; timers are served when due, between two actions."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queue: queue.SimpleQueue[Action] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._running = False

    def post(self, action: Action) -> None:
        self._queue.put(action)

    def after(self, delay_s: float, action: Action) -> Timer:
        """Run `action` in `delay_s` seconds. Only from the thread that runs the inbox."""
        timer = Timer(action)
        heapq.heappush(self._timers, (self._clock.now_s() + delay_s, next(self._order), timer))
        return timer

    def run(self) -> None:
        """Serve until `stop`."""
        self._running = True
        while self._running:
            self._serve_one(None)

    def run_until(self, done: Callable[[], bool], limit_s: float) -> bool:
        """Serve until `done()` or `limit_s` seconds have passed; returns `done()`."""
        deadline = self._clock.now_s() + limit_s
        while not done():
            if self._clock.now_s() >= deadline:
                return False
            self._serve_one(deadline)
        return True

    def stop(self) -> None:
        """End `run` after the current action."""
        self._running = False

    def _serve_one(self, deadline: float | None) -> None:
        now = self._clock.now_s()
        due = self._timers[0][0] if self._timers else None
        if due is not None and due <= now:
            _perform(heapq.heappop(self._timers)[2].fire)
            return
        limits = [limit for limit in (due, deadline) if limit is not None]
        try:
            action = self._queue.get(timeout=max(0.0, min(limits) - now) if limits else None)
        except queue.Empty:
            return
        _perform(action)


def _perform(action: Action) -> None:
    try:
        action()
    except Exception:
        # A defect in one action must not end the calls that are up.
        log.exception("an action failed")
