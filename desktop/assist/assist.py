"""All sessions: calls, taps, evidence and time go in, each to its session.

A listener of the call registry. Decides nothing about consent (the engine's tap does); a session
whose tap is shut simply gets no evidence and says *unknown*.
"""

from collections.abc import Callable
from typing import Final

from desktop.assist.session import AssistSession
from desktop.assist.worker import WorkerClient, WorkerState, WorkerStatus
from desktop.knowledge.catalogue import Catalogue
from desktop.telephony.call import CallSnapshot, CallState
from desktop.telephony.consent import FINAL
from desktop.telephony.engine.messages import TapClosed, TapOpened
from inference.messages import Estimate, Evidence, Population, Utterance
from inference.tension.reading import TensionState

LATE_FOR_S: Final = 10.0
"""How long "late" is said after the last skipped window: long enough to be read."""


class Assist:
    """Owns the sessions of the calls that are alive. Lives on the app thread."""

    def __init__(self, new_session: Callable[[], AssistSession]) -> None:
        self._new_session = new_session
        self._sessions: dict[str, AssistSession] = {}
        self._confirmed_at_s: dict[str, float] = {}
        self._contacts_30d: dict[str, int] = {}
        self._worker: WorkerClient | None = None
        self._late_at_s = float("-inf")
        self._population = Population()

    def use_worker(self, worker: WorkerClient) -> None:
        self._worker = worker

    def late(self, now_s: float) -> bool:
        """The worker skipped windows lately: it cannot keep up."""
        return now_s - self._late_at_s < LATE_FOR_S

    def session(self, call_id: str) -> AssistSession | None:
        return self._sessions.get(call_id)

    def tension(self, call_id: str) -> TensionState:
        """How the customer of a call sounds; unknown where nothing is known of it."""
        session = self._sessions.get(call_id)
        return TensionState.UNKNOWN if session is None else session.state.reading.state

    # ------------------------------------------------------------ calls and taps

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`."""
        if not call.alive:
            self._sessions.pop(call.call_id, None)
            self._confirmed_at_s.pop(call.call_id, None)
            self._contacts_30d.pop(call.call_id, None)
            if self._worker is not None:
                self._worker.detach(call.call_id)
            return
        if call.state is CallState.CONFIRMED and call.confirmed_at_s is not None:
            self._confirmed_at_s[call.call_id] = call.confirmed_at_s
            refused = call.consent in FINAL and (before is None or before.consent not in FINAL)
            if call.call_id not in self._sessions or refused:
                # after a withdrawal nothing that was read stays on the screen
                session = self._sessions[call.call_id] = self._new_session()
                session.use_model(self._population)
                session.know_contacts(self._contacts_30d.get(call.call_id, 0))

    def contacts_known(self, call_id: str, contacts_30d: int) -> None:
        """Earlier contacts within 30 days of the customer in a call that is alive."""
        self._contacts_30d[call_id] = contacts_30d
        if (session := self._sessions.get(call_id)) is not None:
            session.know_contacts(contacts_30d)

    def use_cards(self, catalogue: Catalogue) -> None:
        """The library was read anew, perhaps in mid call."""
        for session in self._sessions.values():
            session.use_cards(catalogue)

    def tap_opened(self, tap: TapOpened) -> None:
        confirmed_at_s = self._confirmed_at_s.get(tap.call_id)
        if confirmed_at_s is not None and self._worker is not None:
            start_s = tap.opened_at_s - confirmed_at_s
            self._worker.attach(tap.call_id, tap.epoch, tap.ring, start_s)

    def tap_closed(self, tap: TapClosed, now_s: float) -> None:
        if self._worker is not None:
            self._worker.detach(tap.call_id)
        self._interrupt(tap.call_id, now_s)

    # ------------------------------------------------------------ the worker

    def evidence(self, message: Evidence, now_s: float) -> None:
        session = self._sessions.get(message.leg)
        if session is None:
            return
        if isinstance(message, Estimate):
            session.observe(message)
        elif isinstance(message, Utterance):
            session.heard(message, max(message.end_s, now_s - self._confirmed_at_s[message.leg]))
        elif message.kind == "late":
            self._late_at_s = now_s
        else:
            session.interrupted(message.t_s)

    def worker_changed(self, status: WorkerStatus, now_s: float) -> None:
        """Without a worker there is no evidence, and the overlay must not pretend.

        Another model in the middle of a call has another scale.
        """
        if status.state is not WorkerState.READY:
            for call_id in self._sessions:
                self._interrupt(call_id, now_s)
        elif status.in_use.profile:
            self._population = status.in_use.population
            for session in self._sessions.values():
                session.use_model(self._population)

    def tick(self, now_s: float) -> None:
        for call_id, session in self._sessions.items():
            session.tick(now_s - self._confirmed_at_s[call_id])

    def _interrupt(self, call_id: str, now_s: float) -> None:
        session = self._sessions.get(call_id)
        if session is not None:
            session.interrupted(now_s - self._confirmed_at_s[call_id])
