"""pjsua2's Account, reduced to copies: every callback posts what it saw and returns."""

from dataclasses import dataclass
from typing import Any, Final, Protocol

import pjsua2 as pj

from desktop.processes.inbox import Post
from desktop.telephony.engine.auto_answer import asked_delay_s
from desktop.telephony.engine.headers import cut_short, field
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.messages import MessageReceived
from desktop.telephony.engine.name_addr import clean, parse_name_addr, who_called
from desktop.telephony.engine.objection import objection_in
from desktop.telephony.engine.sdp import only_ipv6

_NOT_ACCEPTABLE_HERE: Final = 488
_TOO_LARGE: Final = 513
_CUT: Final = " […]"
"""Behind a text whose end has not come: PJSIP has said 200 to it before anybody is asked."""


@dataclass(frozen=True, slots=True)
class RegistrationAnswer:
    """What a REGISTER came to."""

    code: int
    reason: str
    registered: bool
    source: str
    """"ip:port" it came from; empty when nothing came."""


@dataclass(frozen=True, slots=True)
class Invite:
    """What matters of an INVITE before the call is ours."""

    source: str
    """"ip:port" it came from."""
    remote: str
    """From, as a name-addr."""
    auto_answer_s: float | None
    """It asks to be answered by itself, after so long; None: it does not ask."""
    objection: bool
    """The customer has said no to the analysis, to whoever sends the call on to us."""
    unusable: int
    """SIP status to refuse it with: 513, its end is missing and with it its sound; 488, its sound
    can only be had over IPv6, which the library does not speak. 0: it can be taken."""


class AccountListener(Protocol):
    """Who is told. `take_call`, `trusts`, `follows_transfers` and `reaches` are asked on PJSIP's
    thread, the others on the engine's."""

    def trusts(self, source: str) -> bool: ...
    @property
    def follows_transfers(self) -> bool: ...
    def reaches(self, target: str) -> bool: ...
    def take_call(self, pj_call_id: int) -> Leg: ...
    def registration_answered(self, answer: RegistrationAnswer) -> None: ...
    def call_arrived(self, leg: Leg, invite: Invite) -> None: ...
    def message_arrived(self, message: MessageReceived, source: str) -> None: ...
    def message_answered(self, token: int, code: int, reason: str) -> None: ...


class PjAccount(pj.Account):  # type: ignore[misc]
    """One pjsua2 account that reports to one listener."""

    def __init__(
        self, name: str, codecs: tuple[str, ...], listener: AccountListener, post: Post
    ) -> None:
        super().__init__()
        self._name = name
        self._codecs = codecs
        self._listener = listener
        self._post = post

    def trusts(self, source: str) -> bool:
        """Whether requests from "ip:port" are taken."""
        return self._listener.trusts(source)

    def follows(self, target: str) -> bool:
        """Whether a REFER to `target` is carried out: PJSIP does so by itself and at once, and must
        not have to ask for a name."""
        return self._listener.follows_transfers and self._listener.reaches(target)

    @property
    def codecs(self) -> tuple[str, ...]:
        """In the order in which they are offered."""
        return self._codecs

    def onRegState(self, prm: Any) -> None:
        answer = RegistrationAnswer(
            code=prm.code,
            reason=clean(prm.reason),
            registered=prm.code // 100 == 2 and prm.expiration > 0,
            source=prm.rdata.srcAddress,
        )
        self._post(lambda: self._listener.registration_answered(answer))

    def onIncomingCall(self, prm: Any) -> None:
        leg = self._listener.take_call(prm.callId)
        message = clean(prm.rdata.wholeMsg)
        unusable = _NOT_ACCEPTABLE_HERE if only_ipv6(message) else 0
        if cut_short(prm.rdata.wholeMsg):
            unusable = _TOO_LARGE
        invite = Invite(
            source=prm.rdata.srcAddress,
            remote=who_called(clean(leg.call().getInfo().remoteUri), field(message, "from", "f")),
            auto_answer_s=asked_delay_s(message),
            objection=objection_in(message),
            unusable=unusable,
        )
        self._post(lambda: self._listener.call_arrived(leg, invite))

    def onInstantMessage(self, prm: Any) -> None:
        source = prm.rdata.srcAddress
        sender = who_called(clean(prm.fromUri), field(clean(prm.rdata.wholeMsg), "from", "f"))
        cut = cut_short(prm.rdata.wholeMsg)
        message = MessageReceived(
            account=self._name,
            from_uri=parse_name_addr(sender).uri,
            content_type=clean(prm.contentType),
            body=clean(prm.msgBody) + (_CUT if cut else ""),
        )
        self._post(lambda: self._listener.message_arrived(message, source))

    def onInstantMessageStatus(self, prm: Any) -> None:
        token, code, reason = int(prm.userData), prm.code, clean(prm.reason)
        self._post(lambda: self._listener.message_answered(token, code, reason))
