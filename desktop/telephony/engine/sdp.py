"""The order of codecs in an SDP that PJSIP is about to send (RFC 4566 §5.14, RFC 3264 §6.1).

PJSIP's own priorities are the same for all accounts; an order of each account's own is written
into its offers and answers.
"""

import re
from collections.abc import Sequence
from typing import Final

_RTPMAP: Final = re.compile(r"a=rtpmap:(\d+) ([A-Za-z0-9.-]+)/")
_PAYLOAD_ATTRIBUTE: Final = re.compile(r"a=(?:rtpmap|fmtp):(\d+)\b")
_STATIC: Final = {"0": "PCMU", "8": "PCMA", "9": "G722"}  # RFC 3551 §6; the others are dynamic
_CONNECTION: Final = re.compile(r"^c=IN IP([46]) ", re.MULTILINE)
_EVENTS: Final = "TELEPHONE-EVENT"


def only_ipv6(message: str) -> bool:
    """Whether the SDP in a SIP message names IPv6 addresses only (RFC 4566 §5.7)."""
    families = {match[1] for match in _CONNECTION.finditer(message)}
    return families == {"6"}


def order_codecs(sdp: str, codecs: Sequence[str]) -> str:
    """`sdp` with only `codecs` in its audio, in that order; telephone events stay.

    Unchanged where none of them is in it: then the other side decides that it does not fit.
    """
    lines = sdp.splitlines()
    names = _STATIC | {m[1]: m[2].upper() for m in map(_RTPMAP.match, lines) if m is not None}
    wanted = [codec.upper() for codec in codecs]
    dropped: set[str] = set()
    ordered: list[str] = []
    for line in lines:
        if line.startswith("m="):
            dropped = set()
            media, *payloads = line.split(" ")
            head, payloads = [media, *payloads[:2]], payloads[2:]
            named = {payload: names.get(payload, "") for payload in payloads}
            kept = sorted(
                (payload for payload in payloads if named[payload] in wanted),
                key=lambda payload: wanted.index(named[payload]),
            )
            if media == "m=audio" and kept:
                events = (payload for payload in payloads if named[payload] == _EVENTS)
                kept += [payload for payload in events if payload not in kept]
                dropped = set(payloads) - set(kept)
                line = " ".join([*head, *kept])
        attribute = _PAYLOAD_ATTRIBUTE.match(line)
        if attribute is None or attribute[1] not in dropped:
            ordered.append(line)
    return "\r\n".join(ordered) + "\r\n"
