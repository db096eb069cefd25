"""Which numbers belong to colleagues: they are never analysed, whoever calls whom."""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from desktop.telephony.sip_uri import BadSipUri, parse_sip_uri

_SEPARATORS = re.compile(r"[\s().\-/]")


@dataclass(frozen=True, slots=True)
class NumberPlan:
    """Patterns of internal numbers: "?" is one character, "*" any run of them.

    "2??" are the extensions 200 to 299, "+49301234*" a block of numbers; with an "@" the whole
    address is compared ("*@office.example").
    """

    internal: tuple[str, ...] = ()

    def is_internal(self, uri: str) -> bool:
        """Whether the SIP or tel URI is a colleague's. What cannot be read is nobody's."""
        try:
            address = parse_sip_uri(uri)
        except BadSipUri:
            return False
        user = _bare(address.user)
        whole = f"{user}@{address.host}"
        return bool(user) and any(
            fnmatchcase(whole if "@" in pattern else user, pattern)
            for pattern in map(_bare, self.internal)
        )


def _bare(text: str) -> str:
    """Without case and, in a number, without what makes it readable."""
    lowered = text.casefold().strip()
    if re.fullmatch(r"[+0-9?*#\s().\-/]+", lowered):
        lowered = _SEPARATORS.sub("", lowered)
    return lowered.replace("[", "[[]")
