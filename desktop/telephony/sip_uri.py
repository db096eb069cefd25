"""SIP addresses: what a person types and what a peer sends, turned into one typed value.

Owns parsing, dialling rules and how an address is shown; knows no account and no network. Covers
the parts of RFC 3261 §19.1/§20.10 (SIP URI, name-addr) and RFC 3966 (tel URI) that name somebody.
A password inside a URI (§19.1.1 calls it a risk) and header fields (`?...`) are dropped.

Errors never repeat the address: they end up in logs.
"""

import ipaddress
import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from desktop.errors import LocalError, RemoteError

MAX_LENGTH: Final = 1024
"""Characters; real addresses have under 100, and a UDP message under 1300 bytes in all."""

MAX_DIALLED: Final = 64
"""Characters of a number or name; E.164 has 15 digits, feature codes add some."""

_USER_SAFE: Final = (
    "-_.!~*'()&=+$,;/"  # RFC 3261 §25.1: mark and user-unreserved ("?" is safer escaped)
)
_HOST_NAME: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?\.?")
_PARAM: Final = re.compile(r"[A-Za-z0-9_.!~*'\[\]/:&+$%-]+")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"\s*', re.DOTALL)
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
"""Control and bidirectional characters: they could make one address look like another."""

_NUMBER: Final = re.compile(r"\+?[0-9*#]+")
_TYPED_NUMBER: Final = re.compile(r"\+?[0-9*#()\[\]\s./\u2010-\u2015-]+")
_TRUNK_ZERO: Final = re.compile(r"^(\+[0-9\s]+)\(0\)")
_TYPED_USER: Final = re.compile(r"[^\W\d][\w.+-]*")


class BadSipUri(RemoteError, ValueError):
    """The text is no SIP or tel URI; the words say what is wrong with it."""


class BadNumber(LocalError, ValueError):
    """What was typed cannot be dialled."""


@dataclass(frozen=True, slots=True)
class SipUri:
    """One address; `str()` gives the URI without the display name."""

    scheme: str
    """"sip", "sips" or "tel"."""
    user: str
    """Unescaped; with scheme tel the number without visual separators. May be empty."""
    host: str = ""
    """Lower case; IPv6 without brackets. Empty with scheme tel only."""
    port: int | None = None
    params: tuple[tuple[str, str], ...] = ()
    """URI parameters in order, names in lower case, a flag has the value ""."""
    display_name: str = ""
    """Printable, without quotes; may be empty."""

    def __str__(self) -> str:
        params = "".join(f";{name}={value}" if value else f";{name}" for name, value in self.params)
        user = quote(self.user, safe=_USER_SAFE)
        if self.scheme == "tel":
            return f"tel:{user}{params}"
        return f"{self.scheme}:{user}{'@' if user else ''}{self.host_port}{params}"

    @property
    def host_port(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def identity(self) -> tuple[str, str]:
        """Who it is: user and host. Ports, transports and sips/sip are ways to reach, not whom."""
        return self.user, self.host


def parse_sip_uri(text: str | bytes) -> SipUri:
    """Parse a URI or a name-addr (`"Name" <sip:user@host;transport=tcp>;tag=1`).

    Any input gives a value or raises BadSipUri, nothing else.
    """
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError:
            raise BadSipUri("the address is not UTF-8 text") from None
    if len(text) > MAX_LENGTH:
        raise BadSipUri(f"the address is longer than {MAX_LENGTH} characters")
    name, uri = _split_name(text.strip())
    if _UNSEEN.search(uri):
        raise BadSipUri("the address contains invisible characters")
    scheme, colon, rest = uri.partition(":")
    scheme = scheme.strip().lower()
    if not colon or scheme not in ("sip", "sips", "tel"):
        raise BadSipUri('the address does not begin with "sip:", "sips:" or "tel:"')
    parsed = _tel(rest) if scheme == "tel" else _sip(scheme, rest)
    return replace(parsed, display_name=name)


def parse_place(text: str) -> SipUri:
    """A server as people write it: `host`, `host:port` or a SIP URI. Raises BadSipUri."""
    place = text.strip()
    if not re.match(r"(sips?|tel):|.*<", place, re.IGNORECASE):
        place = f"sip:{place}"
    return parse_sip_uri(place)


def dial_target(text: str, account_uri: str, registrar: str = "") -> str:
    """The SIP URI to send an INVITE to for what a person typed.

    A full URI is taken as it is; a bare number or name is asked of the account's `registrar`
    (URI or host[:port]), or, without one, of the host in `account_uri`. Raises BadNumber.
    """
    typed = _UNSEEN.sub("", text).strip()
    if not typed:
        raise BadNumber("there is nothing to dial", action="Type a number or an address")
    if re.match(r"sips?:", typed, re.IGNORECASE) or "@" in typed:
        uri = typed if re.match(r"sips?:", typed, re.IGNORECASE) else f"sip:{typed}"
        try:
            return str(parse_sip_uri(uri))
        except BadSipUri as error:
            raise BadNumber(error.what, action="Check the address") from error
    if typed.lower().startswith("tel:"):
        user = _typed_number(typed[4:].partition(";")[0])
    else:
        user = _typed_number(typed) or (typed if _TYPED_USER.fullmatch(typed) else "")
    if not user or len(user) > MAX_DIALLED:
        raise BadNumber(
            "this is neither a telephone number nor an address",
            action='Type digits (with "+" for a country) or name@company.example',
        )
    return str(_domain_of(account_uri, registrar, user))


def display_number(text: str) -> str:
    """How an address is shown where there is no name: the number, else user@host.

    Never raises: what cannot be read is shown as it came, without invisible characters.
    """
    try:
        uri = parse_sip_uri(text)
    except BadSipUri:
        return _UNSEEN.sub("", text[:MAX_LENGTH]).strip()
    if not uri.user:
        return uri.host
    if uri.scheme == "tel" or _NUMBER.fullmatch(uri.user):
        return uri.user
    return f"{uri.user}@{uri.host}"


def seen(text: str) -> str:
    """What is shown of a text that somebody else wrote: one line, without control and
    bidirectional characters, which could make it look like something else."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def _split_name(text: str) -> tuple[str, str]:
    """Split a name-addr into display name and URI; header parameters after ">" are not ours."""
    quoted = _QUOTED.match(text)
    if quoted:
        name, rest = re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL), text[quoted.end() :]
        if not rest.startswith("<"):
            raise BadSipUri('a name must be followed by the address in "<" and ">"')
    else:
        before, bracket, after = text.partition("<")
        if not bracket:
            return "", text
        name, rest = before, f"<{after}"
    uri, bracket, _ = rest[1:].partition(">")
    if not bracket:
        raise BadSipUri('the address has a "<" without a ">"')
    return seen(name), uri.strip()


def _tel(rest: str) -> SipUri:
    number, *raw_params = rest.split(";")
    digits = re.sub(r"[-.()\s]", "", number)
    if not _NUMBER.fullmatch(digits):
        raise BadSipUri("the tel: address holds no telephone number")
    return SipUri("tel", digits, params=_params(raw_params))


def _sip(scheme: str, rest: str) -> SipUri:
    rest = rest.partition("?")[0]
    userinfo, at, hostinfo = rest.rpartition("@")  # a user may hold ";", so the last @ decides
    if at and not userinfo:
        raise BadSipUri('the address has nothing before the "@"')
    host_port, *raw_params = hostinfo.split(";")
    host, port = _host_port(host_port)
    return SipUri(scheme, _unescape(userinfo.partition(":")[0]), host, port, _params(raw_params))


def _unescape(user: str) -> str:
    try:
        plain = unquote_to_bytes(user).decode("utf-8")
    except UnicodeDecodeError:
        raise BadSipUri("the user part of the address is not UTF-8 text") from None
    # An escaped line break would become a header of its own wherever the value is pasted.
    if _UNSEEN.search(plain) or re.search(r'[\s<>"]', plain):
        raise BadSipUri("the user part of the address contains spaces or invisible characters")
    return plain


def _host_port(text: str) -> tuple[str, int | None]:
    match = re.fullmatch(r"(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]{1,5}))?", text.strip(), re.ASCII)
    if not match:
        raise BadSipUri("host and port of the address cannot be read")
    host, port = match[1], int(match[2]) if match[2] else None
    if port is not None and not 1 <= port <= 65_535:
        raise BadSipUri("the port of the address is not between 1 and 65535")
    if host.startswith("["):
        try:
            return str(ipaddress.IPv6Address(host[1:-1].partition("%")[0])), port
        except ValueError:
            raise BadSipUri("the address in brackets is no IPv6 address") from None
    if not _HOST_NAME.fullmatch(host) or len(host) > 255:
        raise BadSipUri("the host of the address is missing or not a host name")
    return host.lower().removesuffix("."), port


def _params(raw: list[str]) -> tuple[tuple[str, str], ...]:
    params = []
    for text in filter(None, raw):
        name, equals, value = text.partition("=")
        if not _PARAM.fullmatch(name) or (equals and not _PARAM.fullmatch(value)):
            raise BadSipUri("a parameter of the address cannot be read")
        params.append((name.lower(), value))
    return tuple(params)


def _typed_number(typed: str) -> str:
    """A number without its visual separators; "" where `typed` is none."""
    if not _TYPED_NUMBER.fullmatch(typed):
        return ""
    # "+49 (0)30" is how Germans print it: the zero is for callers inside the country only.
    number = re.sub(r"[^0-9*#+]", "", _TRUNK_ZERO.sub(r"\1", typed))
    return number if _NUMBER.fullmatch(number) else ""


def _domain_of(account_uri: str, registrar: str, user: str) -> SipUri:
    """The address of `user` at the account's registrar, else at its own host."""
    try:
        domain = parse_place(registrar.strip() or account_uri)
    except BadSipUri as error:
        raise BadNumber(
            f"the account has no address to dial at: {error.what}",
            action="Check uri and registrar of the account",
        ) from error
    if not domain.host:
        raise BadNumber("the account has no address to dial at", action="Check its uri")
    transport = tuple(param for param in domain.params if param[0] == "transport")
    return SipUri(domain.scheme, user, domain.host, domain.port, transport)
