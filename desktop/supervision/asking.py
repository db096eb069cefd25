"""Who is asked for help, and whether anything of it is still under way. Decides nothing."""

from dataclasses import replace
from typing import Final

from msgspec.structs import replace as replace_struct

from desktop.supervision.escalation import Escalation
from desktop.supervision.messages import EscalationMessage, HelpReason, Raise
from desktop.supervision.request import OpenRequest, added
from desktop.supervision.transport import Delivery, Transport
from desktop.telephony.sip_uri import parse_sip_uri

RAISE_AGAIN_S: Final = 10.0
"""How long a request that the network took may go unseen before it is sent again: the proxy that
said "OK" may have kept it, and the supervisor's desktop may just be starting."""


class Asking:
    """Owns the chain of supervisors and the raises of escalations that have not ended."""

    def __init__(self, transport: Transport, chain: tuple[tuple[str, ...], ...]) -> None:
        self._transport = transport
        self.chain = tuple(group for group in chain if group)
        self._supervisors = {
            parse_sip_uri(uri).identity: uri for group in self.chain for uri in group
        }
        self._open: dict[str, OpenRequest] = {}
        self._awaited: dict[str, str] = {}  # request id of a raise -> escalation
        self._failures: dict[str, Delivery] = {}

    def supervisor(self, address: str) -> str | None:
        """The configured URI of who writes from `address`; None: no supervisor. RemoteError."""
        return self._supervisors.get(parse_sip_uri(address).identity)

    def asked(self, escalation: Escalation) -> tuple[str, ...]:
        """Everybody who was asked so far, each once."""
        groups = self.chain[: escalation.asked]
        return tuple(dict.fromkeys(uri for group in groups for uri in group))

    def begin(self, escalation: Escalation, message: Raise, now_s: float) -> None:
        self._open[escalation.id] = OpenRequest(message, now_s)
        self.ask(escalation, self.asked(escalation), now_s)

    def ask(self, escalation: Escalation, targets: tuple[str, ...], now_s: float) -> None:
        """Send the raise, true as of now."""
        message = self._open[escalation.id].at(now_s, escalation.expires_at_s)
        for target in targets:
            sending = self._transport.send(target, message)
            if sending is not None:
                self._awaited[sending] = escalation.id

    def ask_again(self, escalation: Escalation, now_s: float) -> None:
        """Send it to everybody once more, where it was due because nobody has seen it."""
        request = self._open[escalation.id]
        if request.again_at_s is not None and now_s >= request.again_at_s:
            self._open[escalation.id] = replace(request, again_at_s=None)
            self.ask(escalation, self.asked(escalation), now_s)

    def add_reasons(
        self, escalation: Escalation, why: tuple[HelpReason, ...], now_s: float
    ) -> None:
        """What the agent adds to a request that is out; nothing where that is known."""
        request = self._open[escalation.id]
        more = added(request.message.why, why)
        if more != request.message.why:
            message = replace_struct(request.message, why=more)
            self._open[escalation.id] = replace(request, message=message)
            self.ask(escalation, self.asked(escalation), now_s)

    def tell(self, escalation: Escalation, message: EscalationMessage, but: str = "") -> None:
        """Everybody who was asked, except one."""
        for target in self.asked(escalation):
            if target != but:
                self._transport.send(target, message)

    def delivery_ended(self, delivery: Delivery, now_s: float) -> str | None:
        """The escalation whose raise that was; None: it was something else, or is over."""
        escalation_id = self._awaited.pop(delivery.request_id, None)
        request = self._open.get(escalation_id or "")
        if escalation_id is None or request is None:
            return None
        if delivery.delivered:
            self._open[escalation_id] = replace(request, again_at_s=now_s + RAISE_AGAIN_S)
        else:
            self._failures[escalation_id] = delivery
        return escalation_id

    def under_way(self, escalation: Escalation) -> bool:
        """Whether somebody may still get it: a network has it, or is trying."""
        taken = self._open[escalation.id].again_at_s is not None
        return taken or escalation.id in self._awaited.values()

    def failure(self, escalation_id: str) -> Delivery | None:
        """Why the latest sending failed."""
        return self._failures.get(escalation_id)

    def open_ids(self) -> tuple[str, ...]:
        return tuple(self._open)

    def open_request(self, escalation_id: str) -> OpenRequest | None:
        return self._open.get(escalation_id)

    def end(self, escalation_id: str) -> None:
        self._open.pop(escalation_id, None)

    def forget(self, escalation_id: str) -> None:
        self._failures.pop(escalation_id, None)
