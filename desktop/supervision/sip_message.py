"""Escalations over SIP MESSAGE (RFC 3428), through the PBX that is there anyway.

Knows bodies and content types, not the engine: sending is a callable, receiving two methods that
whoever owns the engine channel calls. Dropped duplicates and retransmissions are SIP's business;
what still comes twice is harmless to desk and inbox.
"""

import logging
from collections.abc import Callable

from desktop.clock import Clock
from desktop.errors import BeistandError, RemoteError
from desktop.supervision.messages import CONTENT_TYPE, EscalationMessage, encode, parse
from desktop.supervision.transport import Delivery, TransportListener

log = logging.getLogger("beistand.supervision")


class SipMessageTransport:
    """The `Transport` whose wire is SIP MESSAGE.

    `send_message(target, content_type, body)` starts a MESSAGE and returns its request id; it may
    raise BeistandError. `on_rejected(sender, error)` is told of what a peer sent that we do not
    accept, for the window to show. Without a listener (the settings name a team's broker) that is
    everything.
    """

    def __init__(
        self,
        send_message: Callable[[str, str, str], str],
        *,
        clock: Clock,
        on_rejected: Callable[[str, RemoteError], None],
    ) -> None:
        self._send_message = send_message
        self._clock = clock
        self._on_rejected = on_rejected
        self._listener: TransportListener | None = None

    def connect(self, listener: TransportListener) -> None:
        """Give what arrives to `listener`; desk and inbox need the transport to be built first."""
        self._listener = listener

    def send(self, target: str, message: EscalationMessage) -> str | None:
        try:
            return self._send_message(target, CONTENT_TYPE, encode(message))
        except BeistandError as error:
            log.warning("message not sent", extra={"fault": error.fault.value})
            return None

    def is_away(self, target: str) -> bool:
        return False

    def message_received(self, from_uri: str, content_type: str, body: str) -> bool:
        """An incoming MESSAGE; False where its content type is not ours and nothing was done."""
        if content_type.partition(";")[0].strip().lower() != CONTENT_TYPE:
            return False
        try:
            message = parse(body)
            if self._listener is None:
                raise RemoteError(
                    "it came over the telephone system, but this desktop's team has a broker",
                    action="Write the same [team] into the settings of both desktops",
                )
            self._listener.receive(from_uri, message, self._clock.now_s())
        except RemoteError as error:
            log.warning("message rejected", extra={"why": error.what})
            self._on_rejected(from_uri, error)
        return True

    def message_delivered(self, request_id: str, code: int, reason: str) -> None:
        """The final answer to a MESSAGE; ids that are not ours are ignored further on."""
        if self._listener is not None:
            delivery = Delivery(request_id, 200 <= code < 300, code, reason)
            self._listener.delivery_ended(delivery, self._clock.now_s())
