"""Personal data in a transcript, made unreadable before anybody sees it. Pure.

Owns what is looked for: card numbers (Luhn, ISO/IEC 7812-1), IBANs (check digits by ISO 13616),
telephone numbers (libphonenumber) and the names that the call's contact is known by. Numbers are
found across the pauses that part them, and also where they were heard as words. Every letter or
digit becomes a dot: the rest stays where it was.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from phonenumbers import Leniency, PhoneNumberMatcher

DOT: Final = "•"
SHORTEST_CARD: Final = 13
LONGEST_CARD: Final = 19
TOO_LONG: Final = 13
"""From so many digits on it is masked in any case: one digit misheard, and no check fits."""
SHORTEST_NAME: Final = 3
"""Letters; shorter parts of names are words as well."""
_BETWEEN: Final = "\n"
_DIGIT_WORDS: Final = {
    word: str(digit)
    for digit, words in enumerate(
        (
            "null zero oh zéro",
            "eins ein one un uno",
            "zwei zwo two deux due",
            "drei three trois tre",
            "vier four quatre quattro",
            "fünf five cinq cinque",
            "sechs six sei",
            "sieben seven sept sette",
            "acht eight huit otto",
            "neun nine neuf nove",
        )
    )
    for word in words.split()
}
_SPOKEN: Final = re.compile(
    r"\b(?:" + "|".join(sorted(_DIGIT_WORDS, key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_RUN: Final = re.compile(r"\d(?:[ \n.,/–-]{0,3}\d)+")
_IBAN: Final = re.compile(r"\b[A-Z]{2}[ \n]?\d{2}(?:[ \n]?[A-Z0-9]){11,30}", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")

Span = tuple[int, int]


def masked(lines: Sequence[str], names: Sequence[str], country: str) -> tuple[str, ...]:
    """`lines` with dots for personal data; as many lines, each as long as before.

    `names`: of the contact, as a whole ("Anna Müller"). `country`: two letters (ISO 3166) whose
    national telephone numbers are meant; unknown: only "+..." is read as one.
    """
    text = _BETWEEN.join(line.replace(_BETWEEN, " ") for line in lines)
    digits, places = _with_digits(text)
    found = [
        (places[start], places[end - 1] + 1)
        for start, end in (*_long_numbers(digits), *_ibans(digits), *_telephones(digits, country))
    ]
    shown = [*text]
    for start, end in (*_whole_words(text, found), *_names(text, names)):
        shown[start:end] = (DOT if sign.isalnum() else sign for sign in text[start:end])
    return tuple("".join(shown).split(_BETWEEN))


def luhn(digits: str) -> bool:
    """Whether the last digit is the right one (ISO/IEC 7812-1, annex B)."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + index % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0


def iban(text: str) -> bool:
    """Whether `text`, without spaces, has the right check digits (ISO 13616-1, 6.1)."""
    moved = text[4:] + text[:4]
    return int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1


def _with_digits(text: str) -> tuple[str, list[int]]:
    """`text` with spoken digits as digits, and for each character where it was in `text`."""
    out: list[str] = []
    places: list[int] = []
    at = 0
    for match in _SPOKEN.finditer(text):
        out += text[at : match.start()]
        places += range(at, match.start())
        out.append(_DIGIT_WORDS[match.group().lower()])
        places.append(match.start())
        at = match.end()
    out += text[at:]
    places += range(at, len(text))
    return "".join(out), places


def _whole_words(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """A spoken digit is a word of several letters: all of it."""
    for start, end in spans:
        while end < len(text) and text[end - 1].isalpha() and text[end].isalpha():
            end += 1
        yield start, end


def _long_numbers(text: str) -> Iterator[Span]:
    for match in _RUN.finditer(text):
        ends = [match.start() + i for i, sign in enumerate(match.group()) if sign.isdecimal()]
        digits = "".join(text[i] for i in ends)
        if len(digits) >= TOO_LONG or (
            SHORTEST_CARD <= len(digits) <= LONGEST_CARD and luhn(digits)
        ):
            yield match.span()


def _ibans(text: str) -> Iterator[Span]:
    for match in _IBAN.finditer(text):
        # what follows an IBAN may be words: the longest beginning that is one
        for end in range(match.end(), match.start() + 14, -1):
            compact = re.sub(r"[ \n]", "", text[match.start() : end])
            if 15 <= len(compact) <= 34 and compact.isascii() and iban(compact):
                yield match.start(), end
                break


def _telephones(text: str, country: str) -> Iterator[Span]:
    flat = text.replace(_BETWEEN, " ")
    for match in PhoneNumberMatcher(flat, country or None, leniency=Leniency.VALID):
        yield match.start, match.end


def _names(text: str, names: Sequence[str]) -> Iterator[Span]:
    known = {
        form
        for name in names
        for part in _WORD.findall(name)
        if len(part) >= SHORTEST_NAME
        for form in _forms(part)
    }
    for match in _WORD.finditer(text):
        word = match.group()
        for form in _forms(word):
            # "Müllers Rechnung": a genitive is the name as well
            if form in known or (form.endswith("s") and form[:-1] in known):
                yield match.span()
                break


def _forms(word: str) -> set[str]:
    """A name as it may be written: "müller", "mueller", "muller"."""
    small = word.casefold()
    umlauts = small.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    bare = unicodedata.normalize("NFKD", small)
    return {small, umlauts, "".join(sign for sign in bare if not unicodedata.combining(sign))}
