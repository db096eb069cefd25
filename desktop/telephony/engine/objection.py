"""How a customer's no to the analysis travels to the colleague whom the call is transferred to.

Blindly: as a header in Refer-To's address, which the other telephone copies into the INVITE that it
then sends (RFC 3261 §19.1.5). After asking: as a MESSAGE in the call with the colleague, whose
Beistand keeps it for the call that takes that one's place; other telephones answer 415. It can only
forbid: whoever sends it wrongly costs an analysis, no more.
"""

from typing import Final

from desktop.telephony.engine.headers import header_fields

CONTENT_TYPE: Final = "application/vnd.beistand.objection"
_HEADER: Final = "X-Beistand-Analysis"
_NO: Final = "no"


def with_objection(target: str) -> str:
    """The address to refer to, a URI with or without <>."""
    uri, bracket, rest = target.partition(">")
    return f"{uri}{'&' if '?' in uri else '?'}{_HEADER}={_NO}{bracket}{rest}"


def objection_in(invite: str) -> bool:
    """Whether an INVITE brings a customer who has said no to whoever sent the call on."""
    return (_HEADER.lower(), _NO) in header_fields(invite)
