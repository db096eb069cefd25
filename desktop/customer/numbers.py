"""Telephone numbers in one form, so that the same customer is the same customer everywhere.

Owns normalisation to E.164 (libphonenumber's rules) and what two numbers are compared by. Which
numbers are colleagues' is the telephone's to know (the number plan), not ours.
"""

import re
from dataclasses import dataclass
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from desktop.telephony.sip_uri import BadSipUri, parse_sip_uri

LONGEST: Final = 64
"""Characters of a number with separators and extension; E.164 has 15 digits at most."""
_NUMBER: Final = re.compile(
    r"(?P<number>\+?[0-9*#()\[\]\s./\u2010-\u2015-]+)"
    r"(?:(?:;ext=|ext\.?|x)\s*(?P<extension>[0-9]{1,7}))?(?:;.*)?",
    re.IGNORECASE,
)
_DIALLED: Final = re.compile(r"\+?[0-9*#]+")
_SEPARATORS: Final = re.compile(r"[^0-9*#+]")
_FEWEST_FOREIGN_DIGITS: Final = 8
"""Digits from which a number without "+" may be an international one without it."""
_FEWEST_DIGITS: Final = 6
"""Below this, leading zeros not counted, what the tables do not know is no public number."""


@dataclass(frozen=True, slots=True)
class Number:
    """One telephone number, or the name part of an address that is none."""

    dialled: str
    """As it came, without separators: "03023125014", "214", "kim@pbx.example"; may be empty."""
    e164: str = ""
    """ "+493023125014"; empty for short, internal and unreadable ones."""
    extension: str = ""
    """Digits behind the number, where they were marked as such."""

    @property
    def key(self) -> str:
        """What two numbers are compared by; empty: nobody's (a withheld number)."""
        return self.e164 or self.dialled

    @property
    def is_number(self) -> bool:
        """Whether it can be dialled on a telephone; addresses and withheld numbers cannot."""
        return bool(_DIALLED.fullmatch(self.dialled))


@dataclass(frozen=True, slots=True)
class Numbering:
    """How numbers are written where this telephone stands."""

    country: str = "DE"
    """Two letters (ISO 3166): whose national numbers are meant. Unknown: only "+..." is read."""
    outside_line: str = ""
    """Digits dialled for an outside line, which some telephone systems also put before numbers."""

    @property
    def knows_country(self) -> bool:
        """Whether there are rules for it."""
        return self.country in phonenumbers.SUPPORTED_REGIONS

    def read(self, text: str) -> Number:
        """The number that a person, a file or a telephone system wrote; never raises.

        National ("030 231 25-014"), international ("+49 (0)30 ...", "0049 ...", "4930 ...") and
        with an extension (";ext=12", "ext. 12", RFC 3966 §5.3).
        """
        match = _NUMBER.fullmatch(text.strip()[:LONGEST])
        if match is None:
            return Number(" ".join(text.split())[:LONGEST].casefold())
        written, extension = match["number"], match["extension"] or ""
        for candidate in self._candidates(written):
            parsed = self._parsed(candidate)
            if parsed is not None:
                e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
                return Number(_digits(written), e164, extension)
        return Number(_digits(written), extension=extension)

    def of_address(self, uri: str) -> Number:
        """The number in a SIP or tel URI; `user@host` where its user is no number.

        A withheld number (RFC 3323: anonymous@anonymous.invalid) and what cannot be read give the
        empty number.
        """
        try:
            address = parse_sip_uri(uri)
        except BadSipUri:
            return Number("")
        if not address.user or address.host.endswith(".invalid"):
            return Number("")
        if address.user.casefold() in ("anonymous", "unavailable", "restricted"):
            return Number("")
        if _NUMBER.fullmatch(address.user):
            return self.read(address.user)
        return Number(f"{address.user}@{address.host}".casefold())

    def shown(self, number: Number) -> str:
        """As people here write it: "030 23125014", "+43 1 5123456"; as it came where it is none."""
        if not number.e164:
            return number.dialled
        try:
            parsed = phonenumbers.parse(number.e164, None)
        except NumberParseException:
            return number.dialled
        at_home = phonenumbers.country_code_for_region(self.country) == parsed.country_code
        style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
        return phonenumbers.format_number(parsed, style)

    def national(self, number: Number) -> str:
        """Digits as dialled inside the country: "03023125014"; abroad "0043..."; as it came."""
        return _digits(self.shown(number)).replace("+", "00") if number.e164 else number.dialled

    def _candidates(self, text: str) -> list[str]:
        """Ways to read `text`, likeliest first."""
        if self.outside_line and _digits(text).startswith(self.outside_line):
            return [_digits(text)[len(self.outside_line) :], text]
        return [text]

    def _parsed(self, text: str) -> PhoneNumber | None:
        """The public number that `text` is; None for extensions and service codes."""
        region = self.country if self.knows_country else None
        digits = _digits(text)
        foreign = f"+{digits}" if len(digits) >= _FEWEST_FOREIGN_DIGITS and digits.isdigit() else ""
        possible: PhoneNumber | None = None
        for written in filter(None, (text, foreign)):
            try:
                parsed = phonenumbers.parse(written, region)
            except NumberParseException:
                continue
            if phonenumbers.is_valid_number(parsed):
                return parsed
            length = phonenumbers.is_possible_number_with_reason(parsed)
            long_enough = len(str(parsed.national_number)) >= _FEWEST_DIGITS
            # one zero too many is dropped at the next reading: then it would be somebody else's
            regular = long_enough and not parsed.italian_leading_zero
            if possible is None and regular and length == ValidationResult.IS_POSSIBLE:
                possible = parsed  # a number range younger than the tables
        return possible


def _digits(text: str) -> str:
    return _SEPARATORS.sub("", text)
