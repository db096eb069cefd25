"""Reads one card file: Markdown with YAML front matter.

The format is described by resources/schemas/card.schema.json. Every error is a LocalError that
names the file, the line, what is wrong and what to do. Unknown keys are kept; unknown sections are
refused, because their text would silently be missing from the screen.
"""

import re
from pathlib import Path
from types import MappingProxyType
from typing import Final

from desktop.errors import LocalError
from desktop.knowledge.card import Card, Discretion, Limits, Phase, When, placeholders_are_sound
from desktop.knowledge.front_matter import FrontMatter, parse_front_matter, wrong
from inference.tension.reading import TensionState

MAX_BYTES: Final = 16_384
"""A card is one glance; the shipped ones have about 1 KiB. More is a wrong file."""
MAX_REVIEW_DAYS: Final = 3_650
MAX_CONTACTS: Final = 100

_SAY, _DO, _DISCRETION = "say", "do", "discretion"
_SECTIONS: Final = {
    "sagen": _SAY,
    "say": _SAY,
    "tun": _DO,
    "do": _DO,
    "spielraum": _DISCRETION,
    "discretion": _DISCRETION,
}
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")
_ITEM: Final = re.compile(r"(?:[0-9]{1,2}[.)]|[-*])\s+(.*)")
_KNOWN: Final = frozenset(
    (
        *("id", "title", "lang", "when", "limits", "scope", "discretion"),
        *("owner", "verified", "review_days", "source"),
    )
)


def read_card(path: Path) -> Card:
    """Read the card in `path`; raises LocalError."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        what = f"the card cannot be read ({error.strerror or type(error).__name__})"
        raise LocalError(what, where=path.name, action="Check the file's rights") from error
    return parse_card(raw, path.name)


def parse_card(raw: bytes, name: str) -> Card:
    """Parse the bytes of a card file; `name` is what errors call it. Raises LocalError."""
    if len(raw) > MAX_BYTES:
        raise wrong(name, 1, f"the card is larger than {MAX_BYTES // 1024} KiB", "Shorten it")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise wrong(name, line, "this is not UTF-8 text", "Save the file as UTF-8") from None
    # Not splitlines(): it also splits at characters that YAML and editors do not count as lines.
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != "---":
        raise wrong(name, 1, 'the first line is not "---"', "Begin with the front matter")
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise wrong(name, len(lines), "the front matter does not end", 'Close it with "---"')
    front = parse_front_matter("\n".join(lines[1:end]), name)
    body = _sections(lines[end + 1 :], end + 2, name)
    return _card(front, body, name)


def _sections(lines: list[str], first: int, name: str) -> dict[str, list[str]]:
    """The non-empty lines of the body by section; the lead is section ""."""
    sections: dict[str, list[str]] = {"": []}
    current = ""
    for number, line in enumerate(lines, first):
        text = line.strip()
        if not placeholders_are_sound(text):
            what = "a placeholder cannot be read"
            raise wrong(name, number, what, 'Write {{customer.name|"instead"}} on one line')
        if text.startswith("#"):
            title = text.lstrip("#").strip()
            current = _SECTIONS.get(title.lower(), "")
            if not current or not text.startswith("## "):
                what = f'"{title[:40]}" is no section of a card'
                raise wrong(name, number, what, "Use ## Sagen, ## Tun, ## Spielraum or the English")
            if current in sections:
                raise wrong(name, number, f'"{title[:40]}" is there twice', "Join the two")
            sections[current] = []
        elif text:
            sections[current].append(text)
    if not sections[""]:
        raise wrong(name, first, "the card has no lead sentence", 'Write one below the "---"')
    return sections


def _steps(lines: list[str]) -> tuple[str, ...]:
    """List items; an unmarked line continues the item before it."""
    steps: list[str] = []
    for line in lines:
        item = _ITEM.fullmatch(line)
        if item:
            steps.append(item[1])
        elif steps:
            steps[-1] += f" {line}"
        else:
            steps.append(line)
    return tuple(steps)


def _card(front: FrontMatter, body: dict[str, list[str]], name: str) -> Card:
    card_id, lang = front.text("id", required=True), front.text("lang", required=True)
    if not _ID.fullmatch(card_id):
        raise front.wrong("id", "may hold a-z, 0-9 and - only", "Write it like upset-caller")
    if not _LANGUAGE.fullmatch(lang):
        raise front.wrong("lang", "is no language code", "Write lang: de or lang: en")
    when, limits, money = (front.section(key) for key in ("when", "limits", "discretion"))
    usual = Limits()
    priority = limits.whole("priority", 0, 100)
    cooldown_s = limits.number("cooldown_s", 0, 86_400)
    max_per_call = limits.whole("max_per_call", 0, 100)
    extra = {key: value for key, value in front.values.items() if key not in _KNOWN}
    return Card(
        id=card_id,
        title=front.text("title", required=True),
        lang=lang,
        lead=" ".join(body[""]),
        say=" ".join(body.get(_SAY, ())),
        steps=_steps(body.get(_DO, [])),
        discretion_text=" ".join(body.get(_DISCRETION, ())),
        when=When(
            topics=frozenset(topic.lower() for topic in when.texts("topic")),
            hints=frozenset(hint.lower() for hint in when.texts("hint")),
            exact=frozenset(phrase.lower() for phrase in when.texts("exact")),
            not_topics=frozenset(topic.lower() for topic in when.texts("not")),
            states=when.choices("state", TensionState),
            phases=when.choices("phase", Phase),
            silence=when.flag("silence"),
            contacts_30d=when.whole("contacts_30d", 1, MAX_CONTACTS) or 0,
        ),
        limits=Limits(
            priority=usual.priority if priority is None else priority,
            cooldown_s=usual.cooldown_s if cooldown_s is None else cooldown_s,
            max_per_call=usual.max_per_call if max_per_call is None else max_per_call,
        ),
        discretion=Discretion(
            agent_max_eur=money.number("agent_max_eur", 0, 1e6),
            inform_above_eur=money.number("inform_above_eur", 0, 1e6),
            ask_above_eur=money.number("ask_above_eur", 0, 1e6),
        ),
        scope=MappingProxyType(dict(front.section("scope").values)),
        owner=front.text("owner"),
        verified=front.day("verified"),
        review_days=front.whole("review_days", 1, MAX_REVIEW_DAYS),
        source=front.text("source"),
        extra=MappingProxyType(extra),
        file=name,
    )
