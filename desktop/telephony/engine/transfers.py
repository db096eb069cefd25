"""Transfers that we ask for: REFER (RFC 3515), with Replaces (RFC 3891) when attended.

A call is only given up once the NOTIFYs say that the new one stands; whatever goes wrong before,
the customer is still ours. Only on the engine's thread.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pjsua2 as pj

from desktop.errors import LocalError
from desktop.processes.inbox import Inbox, Timer
from desktop.telephony.call import TransferStep
from desktop.telephony.consent import FINAL
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.objection import CONTENT_TYPE, with_objection
from desktop.telephony.engine.pj_call import TransferFacts

log = logging.getLogger("beistand.engine")

PATIENCE_S: Final = 60.0
"""Without news for this long a transfer has failed: so long rings what nobody answers."""
REPLACED_S: Final = 1.0
"""The colleague's telephone ends our call itself when it is replaced; if not by then, we do."""
NO_REQUIRE_REPLACES: Final = 1
"""PJSUA_XFER_NO_REQUIRE_REPLACES, which the binding leaves out. A telephone that knows no Replaces
then rings once more; required, it would refuse the call (420)."""


@dataclass(slots=True)
class _Pending:
    consultation: Leg | None
    deadline: Timer


class Transfers:
    """Follows each REFER to its end; at most one per call. `hang_up` ends a leg of ours."""

    def __init__(self, inbox: Inbox, hang_up: Callable[[Leg], None]) -> None:
        self._inbox = inbox
        self._hang_up = hang_up
        self._pending: dict[Leg, _Pending] = {}

    def blind(self, leg: Leg, target: str) -> None:
        """Raises LocalError when not even the REFER can be sent."""
        if pj.Endpoint.instance().utilVerifySipUri(target) != pj.PJ_SUCCESS:
            raise LocalError("this is no address to connect to")
        to = with_objection(target) if leg.snapshot.consent in FINAL else target
        self._refer(leg, None, lambda: leg.call().xfer(to, pj.CallOpParam()))

    def attended(self, leg: Leg, consultation: Leg) -> None:
        """Refer `leg`'s other side into our call with `consultation`'s. Raises LocalError."""
        if leg.snapshot.consent in FINAL:
            _tell_objection(consultation)
        parameters = pj.CallOpParam()
        parameters.options = NO_REQUIRE_REPLACES
        self._refer(
            leg,
            consultation,
            lambda: leg.call().xferReplaces(consultation.call(), parameters),
        )

    def progressed(self, leg: Leg, facts: TransferFacts) -> None:
        pending = self._pending.get(leg)
        connected = facts.code // 100 == 2 and facts.final
        if pending is None:
            if connected:  # long after we had given it up: they talk all the same
                leg.set_transfer(TransferStep.DONE)
                self._leave(leg)
            return
        pending.deadline.cancel()
        if connected:
            del self._pending[leg]
            leg.set_transfer(TransferStep.DONE)
            # Until we hang up, the customer still hears the agent (FIELD-NOTES §2.10).
            self._leave(leg)
            if pending.consultation is not None:
                consultation = pending.consultation
                self._inbox.after(REPLACED_S, lambda: self._leave(consultation))
        elif facts.final or facts.code >= 300:
            self._failed(leg, facts.code)
        else:
            if facts.code > 100:
                leg.set_transfer(TransferStep.RINGING)
            pending.deadline = self._inbox.after(PATIENCE_S, lambda: self._failed(leg, 0))

    def ended(self, leg: Leg) -> None:
        """The call is over: its transfer, too."""
        pending = self._pending.pop(leg, None)
        if pending is not None:
            pending.deadline.cancel()

    def _refer(self, leg: Leg, consultation: Leg | None, send: Callable[[], None]) -> None:
        if leg in self._pending:
            raise LocalError("this call is being connected already")
        try:
            send()
        except pj.Error as error:
            raise LocalError(f"not possible now: {error.reason}") from error
        deadline = self._inbox.after(PATIENCE_S, lambda: self._failed(leg, 0))
        self._pending[leg] = _Pending(consultation, deadline)
        to = "" if consultation is None else consultation.snapshot.call_id
        leg.publish(transfer=TransferStep.REQUESTED, transfer_code=0, transfer_to=to)

    def _failed(self, leg: Leg, code: int) -> None:
        if self._pending.pop(leg, None) is not None:
            log.info("a transfer failed", extra={"code": code})
            leg.set_transfer(TransferStep.FAILED, code)

    def _leave(self, leg: Leg) -> None:
        if leg.snapshot.alive and leg.pj is not None:
            try:
                self._hang_up(leg)
            except LocalError:
                log.info("a transferred call ended by itself")


def _tell_objection(consultation: Leg) -> None:
    """To the colleague, of the customer whom the call with them makes room for."""
    message = pj.SendInstantMessageParam()
    message.contentType, message.content = CONTENT_TYPE, "no"
    try:
        consultation.call().sendInstantMessage(message)
    except pj.Error:
        log.warning("an objection to the analysis could not be told")
