"""`beistand cards`: check, begin, import, find and try out knowledge cards, without a window.

Knows its own words (`desktop.__main__` only lists it). Data on stdout, the rest on stderr.
"""

import argparse
import json
import sqlite3
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from desktop.assist.replay import read_transcript, replay
from desktop.compositions.card_folders import card_folders
from desktop.compositions.profile import Profile, load_profile
from desktop.errors import LocalError
from desktop.knowledge.card import Card
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.explaining import explained
from desktop.knowledge.imports import KINDS, import_cards
from desktop.knowledge.library import CardFolder, Library, load_library
from desktop.knowledge.lint import lint_folder
from desktop.knowledge.reader import parse_card
from desktop.knowledge.search import CardSearch
from desktop.knowledge.topics import TopicIndex
from desktop.knowledge.writing import card_text, draft
from desktop.presenters.notices import Notices
from desktop.records.card_counts import read_counts

OK: Final = 0
FAILED: Final = 1
_MOST_BYTES: Final = 50_000_000


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands; the exit code as in the command line contract.

    Raises BeistandError for what cannot be read, which is exit code 2.
    """
    options = _parser().parse_args(arguments)
    match options.action:
        case "lint":
            return _lint(options)
        case "new":
            return _new(options)
        case "import":
            return _import(options)
        case "counts":
            return _counts(options)
        case "search":
            return _search(options)
        case _:
            return _select(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="beistand cards", description="Knowledge cards: Markdown files in folders."
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    lint = actions.add_parser(
        "lint", help="what is wrong with cards, and what is doubtful; 1 if anything is wrong"
    )
    lint.add_argument("folders", nargs="*", type=Path, metavar="DIR")
    new = actions.add_parser("new", help="begin a card")
    new.add_argument("id", metavar="ID", help="a-z, 0-9 and -; the same in every language")
    new.add_argument("--title", required=True)
    new.add_argument("--owner", required=True, help="who looks after the card")
    new.add_argument("--topic", action="append", default=[], help="words that bring it up; again")
    imports = actions.add_parser("import", help="cards out of another system; 1 if some were not")
    imports.add_argument("kind", choices=KINDS)
    imports.add_argument("file", type=Path, metavar="FILE", help="JSON of the API, or the table")
    imports.add_argument("--owner", default="", help="who looks after the cards")
    for command in (new, imports):
        command.add_argument("--library", type=Path, required=True, metavar="DIR")
        command.add_argument("--lang", choices=("de", "en"), default="de")
    counts = actions.add_parser("counts", help="in how many calls each card was shown, and helped")
    search = actions.add_parser("search", help="find cards by words, whole or begun")
    search.add_argument("words", nargs="+", metavar="WORD")
    search.add_argument("--limit", type=int, default=20, metavar="N")
    select = actions.add_parser(
        "select", help="the cards that would have come up in a call", description=_SELECT
    )
    select.add_argument("--transcript", type=Path, required=True, metavar="FILE")
    select.add_argument(
        "--contacts", type=int, default=0, metavar="N", help="earlier contacts within 30 days"
    )
    counts.add_argument("--settings", type=Path, metavar="FILE")
    for command in (lint, search, select):
        command.add_argument(
            "--library",
            type=Path,
            action="append",
            default=[],
            metavar="DIR",
            help="instead of the folders of the settings; again: a layer above",
        )
        command.add_argument("--settings", type=Path, metavar="FILE")
    for command in (search, select):
        command.add_argument("--language", choices=("de", "en"), default="de")
        command.add_argument("--team", default="", metavar="NAME", help="only what holds for it")
    for command in (lint, imports, counts, search, select):
        command.add_argument("--json", action="store_true", help="for machines")
    return parser


_SELECT: Final = (
    "FILE is {sid, utterances: [{speaker: agent|caller|customer, start_s, end_s, text}]}. What the "
    "agent says brings up nothing: a phone hears the customer only. Topics are spotted in the "
    "language of the call: the key language (de, en, fr, it), or as the words tell; until they "
    "do, in every language that the library has."
)


def _lint(options: argparse.Namespace) -> int:
    folders = [*options.library, *options.folders]
    if not folders:
        folders = [folder.path for folder in _folders(options)]
    found = [finding for folder in folders for finding in lint_folder(folder, _today())]
    if options.json:
        _print_json(
            {
                "file": finding.file,
                "line": finding.flaw.line,
                "card": finding.card_id,
                "problem": finding.flaw.said,
                "action": finding.flaw.advice,
                "level": "warning" if finding.flaw.doubt else "error",
            }
            for finding in found
        )
    for finding in () if options.json else found:
        card = f" [{finding.card_id}]" if finding.card_id else ""
        flaw = finding.flaw
        level = " warning:" if flaw.doubt else ""
        print(f"{finding.file}:{flaw.line}:{card}{level} {flaw.said}. {flaw.advice}")  # noqa: T201
    errors = sum(not finding.flaw.doubt for finding in found)
    _tell(f"{errors} findings, {len(found) - errors} warnings")
    return FAILED if errors else OK


def _new(options: argparse.Namespace) -> int:
    card = draft(
        options.id,
        options.title,
        options.lang,
        _today(),
        owner=options.owner,
        topics=options.topic,
    )
    text = card_text(card)
    parse_card(text.encode(), f"{options.id}.md")
    print(_write(options.library, card, text))  # noqa: T201
    return OK


def _import(options: argparse.Namespace) -> int:
    imported = import_cards(
        _bytes(options.file),
        options.kind,
        name=options.file.name,
        lang=options.lang,
        owner=options.owner,
    )
    problems = list(imported.problems)
    written: list[tuple[Card, Path]] = []
    for card in imported.cards:
        try:
            written.append((card, _write(options.library, card, card_text(card))))
        except LocalError as error:
            problems.append(error)
    if options.json:
        _print_json({"card": card.id, "file": str(path)} for card, path in written)
    for _, path in () if options.json else written:
        print(path)  # noqa: T201
    for problem in problems:
        _tell(str(problem))
    _tell(f"{len(written)} cards written, {len(problems)} entries left out")
    return FAILED if problems else OK


def _counts(options: argparse.Namespace) -> int:
    profile = _profile(options)
    if not profile.settings.knowledge.count_cards:
        _tell("nothing is counted (knowledge.count_cards is false)")
    try:
        counts = read_counts(profile.paths.card_counts)
    except (sqlite3.Error, OSError) as error:
        where = str(profile.paths.card_counts)
        action = "Start Beistand: it puts a damaged file aside"
        raise LocalError(
            f"the counts cannot be read ({error})", where=where, action=action
        ) from None
    rows = sorted(counts.items(), key=lambda item: (-item[1].shown, item[0]))
    if options.json:
        _print_json({"card": card_id, **asdict(numbers)} for card_id, numbers in rows)
    for card_id, numbers in () if options.json else rows:
        said = f"{numbers.shown:6} shown {numbers.used:6} helped {numbers.dismissed:6} put away"
        print(f"{card_id:<32}{said}")  # noqa: T201
    return OK


def _search(options: argparse.Namespace) -> int:
    library = _library(options)
    search = CardSearch(library.cards)
    began_s = time.perf_counter()
    found = search.find(" ".join(options.words), options.limit)
    took_ms = (time.perf_counter() - began_s) * 1000
    if options.json:
        _print_json(
            {
                "card": card.id,
                "title": card.title,
                "lang": card.lang,
                "score": round(score, 3),
                "file": card.file,
            }
            for card, score in found
        )
    for card, _ in () if options.json else found:
        print(f"{card.id:<32}{card.title}")  # noqa: T201
    _tell(f"{len(found)} of {len(library.cards)} cards in {took_ms:.1f} ms")
    return OK


def _select(options: argparse.Namespace) -> int:
    transcript = read_transcript(_bytes(options.transcript), options.transcript.name)
    library = _library(options)
    catalogue = Catalogue(library, TopicIndex(library.versions), CardSearch(()))
    pushes = replay(transcript, catalogue, today=_today(), contacts_30d=options.contacts)
    items: list[dict[str, Any]] = [
        {
            "t_s": round(push.t_s, 3),
            "card": push.suggestion.card.id,
            "score": round(push.suggestion.score, 3),
            "reason": explained(push.suggestion.why),
        }
        for push in pushes
    ]
    if options.json:
        print(json.dumps({"pushes": items}, ensure_ascii=False))  # noqa: T201
    for item in () if options.json else items:
        print(f"{item['t_s']:8.1f} s  {item['card']:<32}{item['reason']}")  # noqa: T201
    return OK


def _folders(options: argparse.Namespace) -> tuple[CardFolder, ...]:
    if options.library:
        return tuple(CardFolder(folder) for folder in options.library)
    profile = _profile(options)
    return card_folders(profile.settings.knowledge, profile.paths)


def _profile(options: argparse.Namespace) -> Profile:
    return load_profile(options.settings, "command", Notices())


def _library(options: argparse.Namespace) -> Library:
    """The library asked for; its bad cards are named. Raises LocalError for a missing folder."""
    team = options.team or ("" if options.library else _profile(options).settings.agent.team)
    library = load_library(_folders(options), options.language, team)
    for problem in library.problems:
        _tell(str(problem))
    if library.missing:
        raise library.missing[0]
    return library


def _write(folder: Path, card: Card, text: str) -> Path:
    """Write a new file into the folder of cards, or its folder of that language."""
    by_language = folder / card.lang
    path = (by_language if by_language.is_dir() else folder) / f"{card.id}.md"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("x", encoding="utf-8")
    except FileExistsError:
        action = "Nothing was overwritten: choose another id, or remove the file"
        raise LocalError("there is such a card already", where=str(path), action=action) from None
    except OSError as error:
        raise _unwritten(path, error) from None
    try:
        with file:
            file.write(text)
    except OSError as error:
        path.unlink(missing_ok=True)  # half a card is none
        raise _unwritten(path, error) from None
    return path


def _unwritten(path: Path, error: OSError) -> LocalError:
    what = f"the card cannot be written ({error.strerror or type(error).__name__})"
    return LocalError(what, where=str(path), action="Check the disk and its rights")


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except OSError as error:
        what = f"the file cannot be read ({error.strerror or type(error).__name__})"
        raise LocalError(what, where=str(path), action="Check its name and rights") from None
    if len(raw) > _MOST_BYTES:
        what = f"the file is larger than {_MOST_BYTES // 1_000_000} MB"
        raise LocalError(what, where=str(path), action="Part it")
    return raw


def _today() -> date:
    return datetime.now().astimezone().date()


def _print_json(items: Any) -> None:
    print(json.dumps({"v": 1, "items": list(items)}, ensure_ascii=False))  # noqa: T201


def _tell(line: str) -> None:
    print(f"beistand cards: {line}", file=sys.stderr)  # noqa: T201
