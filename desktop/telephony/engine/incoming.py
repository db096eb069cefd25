"""The seam between an account, which says who may call, and the calls."""

from typing import Any, Protocol

from desktop.telephony.engine.leg import Leg


class IncomingCalls(Protocol):
    """Who takes incoming calls; `Calls` does. `receive` is called on PJSIP's thread."""

    def receive(self, pj_account: Any, account: str, pj_call_id: int) -> Leg: ...
    def admit(self, leg: Leg, remote: str, auto_answer_s: float | None) -> None: ...
    def turn_away(self, leg: Leg, code: int = ...) -> None: ...
    def contact_changed(self, account: str) -> None: ...
