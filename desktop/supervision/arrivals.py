"""Which incoming call a supervisor's desktop answers by itself: the agent's whose request was won,
and no other. Pure.

The caller's address is believed as far as the account's peers are trusted, as it is for messages.
"""

from collections.abc import Iterable

from desktop.errors import RemoteError
from desktop.supervision.inbox import MINE, Request
from desktop.telephony.sip_uri import parse_sip_uri


def awaited(requests: Iterable[Request], caller: str) -> Request | None:
    """The request that the call from the SIP URI `caller` is about; None: ring as usual."""
    try:
        identity = parse_sip_uri(caller).identity
    except RemoteError:
        return None
    mine = (request for request in requests if request.step in MINE)
    return next((one for one in mine if parse_sip_uri(one.sender).identity == identity), None)
