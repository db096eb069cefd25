"""`beistand rules`: what the agreed rules say, and when they would have told the supervisors.

Knows its own words (`desktop.__main__` only lists it). Data on stdout, the rest on stderr.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from desktop.assist.replay import Transcript, followed, read_transcript
from desktop.compositions.card_folders import card_folders
from desktop.compositions.profile import Profile, load_profile
from desktop.errors import LocalError
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import CardFolder, Library, load_library
from desktop.knowledge.search import CardSearch
from desktop.knowledge.topics import TopicIndex
from desktop.presenters.agreed_rules import situation_of
from desktop.presenters.notices import Notices
from desktop.supervision.rules import Fired, Rule, Situation, dry_run, read_rules

OK: Final = 0
EVERY_S: Final = 0.5
"""How often a phone looks at its rules."""


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands; the exit code as in the command line contract.

    Raises BeistandError for what cannot be read, which is exit code 2.
    """
    options = _parser().parse_args(arguments)
    profile = load_profile(options.settings, "command", Notices())
    rules = read_rules(options.rule or profile.settings.supervision.rules)
    library = _library(options, profile)
    _tell_unknown(rules, library)
    return (_check if options.action == "check" else _dry_run)(rules, library, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="beistand rules",
        description="Agreed rules by which difficulties tell the supervisors by themselves.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="COMMAND")
    check = actions.add_parser("check", help="whether the rules can be read")
    dry = actions.add_parser(
        "dry-run",
        help="when they would have told the supervisors in written calls",
        description="Every call as for `beistand cards select`: JSON with utterances, and "
        "voice_states where the voice is to count. Nobody is told, and nobody stops it.",
    )
    dry.add_argument("calls", type=Path, nargs="+", metavar="FILE", help="a call (JSON)")
    for command in (check, dry):
        command.add_argument(
            "--rule",
            action="append",
            default=[],
            metavar="RULE",
            help="a rule instead of those of the settings; may be given again",
        )
        command.add_argument(
            "--library",
            type=Path,
            action="append",
            default=[],
            metavar="DIR",
            help="a folder of cards instead of those of the settings; may be given again",
        )
        command.add_argument("--settings", type=Path, metavar="FILE")
        command.add_argument("--json", action="store_true", help='{"v":1,"items":[...]}')
    return parser


def _check(rules: Sequence[Rule], library: Library, options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps({"v": 1, "items": [rule.name for rule in rules]}))  # noqa: T201
    for rule in () if options.json else rules:
        print(rule.name)  # noqa: T201
    _tell(f"{len(rules)} rules can be read")
    return OK


def _dry_run(rules: Sequence[Rule], library: Library, options: argparse.Namespace) -> int:
    if not rules:
        raise LocalError("there are no rules", action="Set supervision.rules, or give --rule")
    catalogue = Catalogue(library, TopicIndex(library.versions), CardSearch(()))
    items: list[dict[str, Any]] = []
    for file in options.calls:
        call = read_transcript(_bytes(file), file.name)
        items += [_item(file.name, one) for one in dry_run(rules, _situations(call, catalogue))]
    if options.json:
        print(json.dumps({"v": 1, "items": items}, ensure_ascii=False))  # noqa: T201
    for item in () if options.json else items:
        print(f"{item['t_s']:8.1f} s  {item['call']:<24}{item['rule']:<24}{_why(item)}")  # noqa: T201
    _tell(f"the supervisors would have been told {len(items)} times")
    return OK


def _situations(call: Transcript, catalogue: Catalogue) -> list[tuple[float, Situation]]:
    today = datetime.now().astimezone().date()
    course = followed(call, catalogue, today=today, every_s=EVERY_S)
    return [(t_s, situation_of(session, t_s)) for t_s, session in course]


def _item(call: str, fired: Fired) -> dict[str, Any]:
    situation = fired.situation
    return {
        "call": call,
        "t_s": round(fired.at_s, 1),
        "rule": fired.rule,
        "level": situation.level.value,
        "level_s": round(situation.level_s, 1),
        "topics": sorted(situation.topics),
        "phase": situation.phase.value,
        "contacts": situation.contacts,
    }


def _why(item: dict[str, Any]) -> str:
    return " · ".join(_facts(item))


def _facts(item: dict[str, Any]) -> Iterator[str]:
    if item["level"] != "unknown":
        yield f"{item['level']} for {item['level_s']:.0f} s"
    yield from item["topics"]
    yield item["phase"]
    if item["contacts"]:
        yield f"{item['contacts']} earlier contacts"


def _tell_unknown(rules: Sequence[Rule], library: Library) -> None:
    for rule in rules:
        for topic in sorted(rule.topics):
            if library.find(topic) is None:
                _tell(f"{rule.name}: there is no card {topic}, so it never fires by that")


def _library(options: argparse.Namespace, profile: Profile) -> Library:
    settings = profile.settings
    folders = tuple(map(CardFolder, options.library))
    library = load_library(
        folders or card_folders(settings.knowledge, profile.paths), "de", settings.agent.team
    )
    if library.missing:
        raise library.missing[0]
    return library


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        what = f"the call cannot be read ({error.strerror or error})"
        raise LocalError(what, where=str(file)) from error


def _tell(line: str) -> None:
    sys.stderr.write(f"beistand: {line}\n")
