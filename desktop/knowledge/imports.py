"""Cards out of other systems: Chatwoot's canned responses, Zendesk's macros, a CSV table. Pure.

What comes from elsewhere is a draft: nobody has vouched for it (no `verified`), and unless a table
says so it never comes up by itself. `beistand cards lint` says what is missing.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Any, Final

from desktop.errors import LocalError
from desktop.knowledge.card import Card
from desktop.knowledge.reader import parse_card
from desktop.knowledge.words import words
from desktop.knowledge.writing import card_text, sound_text

LEADS: Final = {
    "de": "Übernommener Text: vor dem ersten Gebrauch prüfen.",
    "en": "Imported text: check it before you use it.",
}
_NAMES: Final = re.compile(r"name", re.IGNORECASE)
_PLACEHOLDER: Final = re.compile(r",?\s*\{\{\s*([^{}|]*?)\s*(?:\|[^{}]*)?\}\}")
_COLUMNS: Final = frozenset(
    (
        *("id", "title", "lang", "lead", "say", "steps", "discretion", "topic", "example", "exact"),
        *("not", "state", "phase", "priority", "owner", "verified", "review_days", "source"),
    )
)
LONGEST_ID: Final = 64


@dataclass(frozen=True, slots=True)
class Imported:
    cards: tuple[Card, ...]
    problems: tuple[LocalError, ...]
    """Entries that could not become a card; the others did."""


def import_cards(raw: bytes, kind: str, *, name: str, lang: str, owner: str) -> Imported:
    """The cards in `raw`, an export of `kind` ("chatwoot", "zendesk", "csv"), called `name`.

    Raises LocalError where it is no such export at all.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        where = f"{name}:{line}"
        raise LocalError(
            "this is not UTF-8 text", where=where, action="Export it as UTF-8"
        ) from None
    cards: list[Card] = []
    problems: list[LocalError] = []
    taken: set[str] = set()
    for place, front, body in _READERS[kind](text, name):
        where = f"{name}:{place}"
        try:
            front = {"lang": lang, "owner": owner} | {k: v for k, v in front.items() if v}
            card = _card(front, body, where)
            if card.id in taken:
                what = f"the card {card.id} is there twice"
                raise LocalError(what, where=where, action="Keep one of them")
        except LocalError as error:
            problems.append(error)
            continue
        taken.add(card.id)
        cards.append(card)
    return Imported(tuple(cards), tuple(problems))


_Entry = tuple[str, Mapping[str, Any], Mapping[str, str]]
"""Where it is, the front matter, and the body's texts: lead, say, steps, discretion."""


def _card(front: Mapping[str, Any], body: Mapping[str, str], where: str) -> Card:
    """The card as `reader` would read it, so that no import makes a file that cannot be read."""
    title = sound_text(str(front.get("title", "")))
    if not title:
        raise LocalError("the entry has no title", where=where, action="Give it one")
    card_id = str(front.get("id") or "-".join(words(title)))[:LONGEST_ID].strip("-")
    draft = Card(
        id=card_id,
        title=title,
        lang=str(front["lang"]),
        lead=sound_text(body.get("lead", "")) or LEADS.get(str(front["lang"]), LEADS["en"]),
        say=sound_text(body.get("say", "")),
        steps=tuple(filter(None, map(sound_text, re.split(r"[|\n]", body.get("steps", ""))))),
        discretion_text=sound_text(body.get("discretion", "")),
        owner=sound_text(str(front.get("owner", ""))),
        source=sound_text(str(front.get("source", ""))),
        extra={k: front[k] for k in ("when", "limits", "verified", "review_days") if front.get(k)},
    )
    try:
        return parse_card(card_text(draft).encode(), where)
    except LocalError as error:
        raise LocalError(error.what, where=where, action=error.action) from None


def _chatwoot(text: str, name: str) -> Iterator[_Entry]:
    for number, entry in enumerate(_items(text, name, "canned_responses"), 1):
        code, content = entry.get("short_code"), entry.get("content")
        title = " ".join(re.split(r"[_\-\s]+", str(code or ""))).capitalize()
        yield f"entry {number}", {"title": title}, {"say": _plain(str(content or ""))}


def _zendesk(text: str, name: str) -> Iterator[_Entry]:
    for number, entry in enumerate(_items(text, name, "macros"), 1):
        if entry.get("active") is False:
            continue
        actions = entry.get("actions")
        said = [
            _joined(action.get("value"))
            for action in (actions if isinstance(actions, list) else [])
            if isinstance(action, dict) and str(action.get("field", "")).startswith("comment_value")
        ]
        # Zendesk parts folders of macros by "::"
        title = str(entry.get("title") or "").split("::")[-1]
        lead = str(entry.get("description") or "")
        yield f"entry {number}", {"title": title}, {"lead": lead, "say": _plain(" ".join(said))}


def _csv(text: str, name: str) -> Iterator[_Entry]:
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [column.strip().lower() for column in next(table, [])]
        _check_columns(columns, name)
        for row in table:
            cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False)}
            if any(cells.values()):
                yield str(table.line_num), _front_of(cells), cells
    except csv.Error as error:
        what = f"the table cannot be read ({error})"
        where = f"{name}:{table.line_num}"
        raise LocalError(what, where=where, action="Check the quotation marks") from None


def _check_columns(columns: list[str], name: str) -> None:
    if unknown := set(columns) - _COLUMNS:
        what = f"the column “{min(unknown)[:40]}” is none of a card's"
        action = f"Use {', '.join(sorted(_COLUMNS))}"
        raise LocalError(what, where=f"{name}:1", action=action)
    if "title" not in columns:
        raise LocalError("there is no column title", where=f"{name}:1", action="Add one")


def _front_of(cells: Mapping[str, str]) -> dict[str, Any]:
    """A row as front matter; empty cells say nothing."""
    front: dict[str, Any] = {
        key: cells.get(key, "") for key in ("id", "title", "lang", "owner", "source")
    }
    when = {
        key: _list(cells.get(key, ""))
        for key in ("topic", "example", "exact", "not", "state", "phase")
    }
    front["when"] = {key: value for key, value in when.items() if value}
    for key in ("verified", "review_days"):
        front[key] = _scalar(cells.get(key, ""))
    priority = _scalar(cells.get("priority", ""))
    front["limits"] = {} if priority is None else {"priority": priority}
    return front


_READERS: Final[dict[str, Callable[[str, str], Iterator[_Entry]]]] = {
    "chatwoot": _chatwoot,
    "zendesk": _zendesk,
    "csv": _csv,
}
KINDS: Final = tuple(_READERS)


def _items(text: str, name: str, key: str) -> list[dict[str, Any]]:
    """The list of objects in a JSON export: as such, or under `key`, or "payload"."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        what = f"this is no JSON ({getattr(error, 'msg', 'nested too deep')})"
        raise LocalError(what, where=f"{name}:{line}", action="Export it anew") from None
    if isinstance(found, dict):
        found = found.get(key, found.get("payload"))
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        what = f"there is no list of {key.replace('_', ' ')} in it"
        raise LocalError(what, where=f"{name}:1", action="Export it anew, as the API gives it")
    return found


class _Text(HTMLParser):
    """The words of an HTML text; scripts and styles are no words."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in ("script", "style")
        self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in ("script", "style")))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def _plain(content: str) -> str:
    """Without HTML; another system's placeholder for a name becomes ours, any other one goes."""
    parser = _Text()
    parser.feed(content)
    parser.close()

    def ours(match: re.Match[str]) -> str:
        return "\0" if _NAMES.search(match[1]) else " "

    flat = sound_text(_PLACEHOLDER.sub(ours, "".join(parser.said)))
    return flat.replace("\0", ', {{customer.name|""}}')


def _joined(value: object) -> str:
    """A macro's text: Zendesk gives it alone or as [channel, text]."""
    return " ".join(map(str, value[-1:])) if isinstance(value, list) else str(value or "")


def _list(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;|\n]", cell) if part.strip()]


def _scalar(cell: str) -> Any:
    """A number or date as YAML reads it; what is neither is for `reader` to refuse."""
    if re.fullmatch(r"\d{1,9}", cell):
        return int(cell)
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return cell or None
