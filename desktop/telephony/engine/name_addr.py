"""SIP addresses as the engine meets them: name-addr, sources, registrars (RFC 3261 §20).

Reads what a peer sent and never raises: anything that does not parse is returned as it came.
"""

import re
from dataclasses import dataclass
from typing import Final

from desktop.telephony.sip_uri import seen

# Each part ends where the next begins, so that no text takes longer than its length.
_NAME_ADDR: Final = re.compile(r'(?:"((?:[^"\\]|\\.)*)"\s*|([^<"]*))<([^>]*)>')
_PORT: Final = re.compile(r"(@(?:\[[^\]>]*\]|[^\[:;?>]*)):\d+(?=[;?>]|$)")
_ESCAPED: Final = re.compile(r"\\(.)")
_HOST_PORT: Final = re.compile(
    r"^(?:sips?:)?(?:[^@]*@)?(\[[0-9A-Fa-f:.]+\]|[^:;?>]+)(?::(\d+))?", re.IGNORECASE
)
DEFAULT_PORT: Final = {"udp": 5060, "tcp": 5060, "tls": 5061}


@dataclass(frozen=True, slots=True)
class NameAddr:
    """A display name (may be empty) and a URI without angle brackets or header parameters."""

    name: str
    uri: str


def clean(text: str) -> str:
    """What came from the network as text that can be passed on: a byte that is no UTF-8, which
    SWIG hands over as a lone surrogate, becomes U+FFFD."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def parse_name_addr(text: str) -> NameAddr:
    match = _NAME_ADDR.match(text.lstrip())
    if match is None:
        return NameAddr("", text.strip().split(";", 1)[0])
    quoted, token, uri = match.groups()
    name = _ESCAPED.sub(r"\1", quoted) if quoted is not None else (token or "")
    return NameAddr(seen(name), uri.strip())


def who_called(told: str, from_field: str) -> str:
    """From, as a name-addr: what PJSIP has `told` of it, or where that is too long for PJSIP, the
    field as it came, without the port that may not be there (RFC 3261 §19.1.1)."""
    return told if readable(told) else _PORT.sub(r"\1", from_field)


def readable(told: str) -> bool:
    """Whether PJSIP has had room for an address: it keeps 256 bytes."""
    return not told.lstrip("<").startswith("-error: ")


def name_addr(name: str, uri: str) -> str:
    """`uri` with a display name before it, quoted; just `uri` where there is no name."""
    quoted = " ".join(name.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{uri}>' if quoted else uri


def without_headers(address: str) -> str:
    """`address`, a URI with or without <>, without the header fields in it (RFC 3261 §19.1.1)."""
    before, _, headers = address.partition("?")
    _, bracket, behind = headers.partition(">")
    return before + bracket + behind


def reachable(from_uri: str, source: str) -> str:
    """`from_uri` with the "ip:port" that the request came from.

    From may carry no port (RFC 3261 §19.1.1) and MESSAGE no Contact (RFC 3428 §4), so between two
    phones without a proxy only the packet says where the sender listens.
    """
    user, at, _ = from_uri.rpartition("@")
    return f"{user}{at}{source}" if at else f"sip:{source}"


def host_of(source: str) -> str:
    """The address of "ip:port" or "[ip]:port", without brackets."""
    if source.startswith("["):
        return source[1 : source.find("]")]
    return source.rpartition(":")[0] if source.count(":") == 1 else source


def host_port(uri: str, transport: str) -> str:
    """ "host:port" of a SIP URI or "host[:port]", the port made explicit (RFC 3261 §19.1.2)."""
    match = _HOST_PORT.match(uri.strip().strip("<>"))
    if match is None:
        return uri
    host, port = match.groups()
    return f"{host}:{port or DEFAULT_PORT.get(transport, 5060)}"


def host_in(uri: str) -> str:
    """The host of a SIP URI or "host[:port]", without brackets; empty where there is none."""
    match = _HOST_PORT.match(uri.strip().strip("<>"))
    return match[1].strip("[]") if match is not None else ""


def with_transport(uri: str, transport: str) -> str:
    """`uri` with the transport parameter that makes PJSIP use `transport`."""
    if transport == "udp" or ";transport=" in uri.lower():
        return uri
    return f"{uri};transport={transport}"


def registrar_uri(registrar: str, transport: str) -> str:
    """A registrar as people write it ("pbx.example", "10.0.0.5:5070", "sip:...") as a SIP URI."""
    text = registrar.strip().strip("<>")
    if not text.lower().startswith(("sip:", "sips:")):
        text = f"sip:{text}"
    return with_transport(text, transport)


def user_of(uri: str) -> str:
    """The user part of a SIP URI; empty where there is none."""
    scheme, _, rest = uri.partition(":")
    return rest.partition("@")[0] if scheme.lower() in ("sip", "sips") and "@" in rest else ""
