"""Reads one card file: Markdown with YAML front matter.

The format is described by resources/schemas/card.schema.json. Every error is a CardError that
names the file, the line, what is wrong and what to do. Unknown keys are kept; unknown sections are
refused, because their text would silently be missing from the screen.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from desktop.knowledge.card import Card, Discretion, Limits, Phase, When, placeholders_are_sound
from desktop.knowledge.flaws import wrong
from desktop.knowledge.front_matter import FrontMatter, parse_front_matter
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
        *("owner", "verified", "review_days", "source", "note"),
    )
)


Lines = Mapping[str, int]
"""The file's line of every key, and of "lead", "say", "step 1", "step 2" … and "allowed"."""


def read_card(path: Path) -> Card:
    """Read the card in `path`; raises CardError."""
    return parse_card(read_bytes(path), path.name)


def read_bytes(path: Path) -> bytes:
    """What is in the card file `path`, a little more than a card may have at most.

    Raises CardError. A pipe or a device, which would be waited for, is no file.
    """
    try:
        if not path.is_file() and path.exists():
            raise wrong(path.name, 1, "this is no file", "Put a text file in its place")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        what = "the card cannot be read ({problem})"
        problem = error.strerror or type(error).__name__
        raise wrong(path.name, 1, what, "Check the file's rights", problem=problem) from error


def parse_card(raw: bytes, name: str) -> Card:
    """Parse the bytes of a card file; `name` is what errors call it. Raises CardError."""
    return parse_with_lines(raw, name)[0]


def parse_with_lines(raw: bytes, name: str) -> tuple[Card, Lines]:
    """The card, and where in the file it says what. Raises CardError."""
    lines = parse_text(raw, name).split("\n")
    if lines[0].rstrip() != "---":
        raise wrong(name, 1, 'the first line is not "---"', "Begin with the front matter")
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise wrong(name, len(lines), "the front matter does not end", 'Close it with "---"')
    front = parse_front_matter("\n".join(lines[1:end]), name)
    body = _sections(lines[end + 1 :], end + 2, name)
    steps = _steps(body.get(_DO, []))
    where = dict(front.lines)
    for part, section in (("lead", ""), ("say", _SAY), ("allowed", _DISCRETION)):
        where |= [(part, number) for number, _ in body.get(section, [])[:1]]
    where |= {f"step {n}": number for n, (number, _) in enumerate(steps, 1)}
    return _card(front, body, tuple(step for _, step in steps), name), where


def parse_text(raw: bytes, name: str) -> str:
    """The text of a card file, its lines ended by a line feed. Raises CardError."""
    if len(raw) > MAX_BYTES:
        kib = MAX_BYTES // 1024
        raise wrong(name, 1, "the card is larger than {kib} KiB", "Shorten it", kib=kib)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise wrong(name, line, "this is not UTF-8 text", "Save the file as UTF-8") from None
    # Not splitlines(): it also splits at characters that YAML and editors do not count as lines.
    return text.replace("\r\n", "\n")


_Section = list[tuple[int, str]]
"""Lines with their numbers."""


def _sections(lines: list[str], first: int, name: str) -> dict[str, _Section]:
    """The non-empty lines of the body by section; the lead is section ""."""
    sections: dict[str, _Section] = {"": []}
    current = ""
    for number, line in enumerate(lines, first):
        text = line.strip()
        if not placeholders_are_sound(text):
            action = 'Write {{{{customer.name|"instead"}}}} on one line'
            raise wrong(name, number, "a placeholder cannot be read", action)
        if text.startswith("#"):
            title = text.lstrip("#").strip()
            current = _SECTIONS.get(title.lower(), "")
            if not current or not text.startswith("## "):
                what = '"{title}" is no section of a card'
                action = "Use ## Sagen, ## Tun, ## Spielraum or the English"
                raise wrong(name, number, what, action, title=title[:40])
            if current in sections:
                what = '"{title}" is there twice'
                raise wrong(name, number, what, "Join the two", title=title[:40])
            sections[current] = []
        elif text:
            sections[current].append((number, text))
    if not sections[""]:
        raise wrong(name, first, "the card has no lead sentence", 'Write one below the "---"')
    return sections


def _steps(lines: _Section) -> _Section:
    """List items; an unmarked line continues the item before it."""
    steps: _Section = []
    for number, line in lines:
        item = _ITEM.fullmatch(line)
        if item:
            steps.append((number, item[1]))
        elif steps:
            steps[-1] = (steps[-1][0], f"{steps[-1][1]} {line}")
        else:
            steps.append((number, line))
    return steps


def _joined(section: _Section) -> str:
    return " ".join(line for _, line in section)


def _card(
    front: FrontMatter, body: Mapping[str, _Section], steps: tuple[str, ...], name: str
) -> Card:
    card_id, lang = front.text("id", required=True), front.text("lang", required=True)
    if not _ID.fullmatch(card_id):
        what = '"{key}" may hold a-z, 0-9 and - only'
        raise front.wrong("id", what, "Write it like upset-caller")
    if not _LANGUAGE.fullmatch(lang):
        what = '"{key}" is no language code'
        raise front.wrong("lang", what, "Write lang: de or lang: en")
    when, limits, money = (front.section(key) for key in ("when", "limits", "discretion"))
    scope = front.section("scope")
    scope.text("audience")
    usual = Limits()
    priority = limits.whole("priority", 0, 100)
    cooldown_s = limits.number("cooldown_s", 0, 86_400)
    max_per_call = limits.whole("max_per_call", 0, 100)
    extra = {key: value for key, value in front.values.items() if key not in _KNOWN}
    return Card(
        id=card_id,
        title=front.text("title", required=True),
        lang=lang,
        lead=_joined(body[""]),
        say=_joined(body.get(_SAY, [])),
        steps=steps,
        discretion_text=_joined(body.get(_DISCRETION, [])),
        when=When(
            topics=frozenset(topic.lower() for topic in when.texts("topic")),
            examples=frozenset(when.texts("example")),
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
        teams=frozenset(scope.texts("teams")),
        scope=MappingProxyType({k: v for k, v in scope.values.items() if k != "teams"}),
        owner=front.text("owner"),
        verified=front.day("verified"),
        review_days=front.whole("review_days", 1, MAX_REVIEW_DAYS),
        source=front.text("source"),
        note=front.text("note"),
        extra=MappingProxyType(extra),
        file=name,
    )
