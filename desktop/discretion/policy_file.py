"""A policy read from its file, and everything that is wrong with it, line by line."""

import difflib
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from desktop.discretion.checking import Finding, check
from desktop.discretion.policy import Budget, Policy, Rule, amount_of
from desktop.errors import LocalError

MAX_BYTES: Final = 1 << 20

_RULE: Final = re.compile(r"\s*\[\[\s*rules\s*\]\]")
_TABLE: Final = re.compile(r"\s*\[\s*rules\s*\.\s*(\w+)\s*\]")
_KEY: Final = re.compile(r"\s*([A-Za-z_][\w.]*)\s*=")
_PATH: Final = re.compile(r"\$(?:\.rules\[(\d+)\])?(?:\.(budget))?(?:\.(\w+))?")
_LINE: Final = re.compile(r"at line (\d+)")
_ENDLESS: Final = re.compile(r"[\d_]{4301}")
"""An integer that Python refuses to read, without a word of where it is."""


class NoPolicy(LocalError):
    """The folder is there, and the policy is not."""


class PolicyError(LocalError):
    """The file holds no policy that could be followed.

    `findings`: all that is wrong with what it says, once its shape is right; before, all unknown
    keys and the first value that has the wrong shape.
    """

    def __init__(self, file: str, findings: Sequence[Finding]) -> None:
        first = findings[0]
        super().__init__(first.what, where=f"{file}:{first.line}", action=first.action)
        self.file = file
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Places:
    """Where in the file something stands; lines from 1."""

    rules: tuple[int, ...] = ()
    """Of each rule's header."""
    keys: dict[tuple[int | None, str], int] = field(default_factory=dict)
    """By the rule's number (None: the policy's own) and key, "budget.per_day" for a table's."""

    def of(self, rule: int | None, key: str = "") -> int:
        """The key's line, else its rule's, else the first."""
        found = self.keys.get((rule, key)) or self.keys.get((rule, key.partition(".")[0]))
        if found is not None:
            return found
        return self.rules[rule] if rule is not None and rule < len(self.rules) else 1


def read_policy(path: Path) -> Policy:
    """Raises LocalError where the file cannot be read, PolicyError with what is wrong."""
    return parse_policy(policy_bytes(path), str(path))


def policy_bytes(path: Path) -> bytes:
    """Of a larger file the first of them, which `parse_policy` refuses. Raises LocalError, NoPolicy
    where somebody has taken it away."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        gone = isinstance(error, FileNotFoundError) and path.parent.is_dir()
        raise (NoPolicy if gone else LocalError)(
            f"the policy cannot be read ({error.strerror or error})",
            where=str(path),
            action="Check the path and who may read the file",
        ) from error


def parse_policy(raw: bytes, name: str) -> Policy:
    """Raises PolicyError."""
    if len(raw) > MAX_BYTES:
        raise PolicyError(name, [Finding(1, "the file is larger than 1 MB", "Is it the policy?")])
    try:
        text = raw.decode("utf-8-sig")
        content = tomllib.loads(text, parse_float=amount_of)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise PolicyError(name, [Finding(line, "this is no UTF-8", "Save it as UTF-8")]) from error
    except (ValueError, RecursionError) as error:
        at, endless = _LINE.search(str(error)), _ENDLESS.search(text)
        line = int(at[1]) if at else text.count("\n", 0, endless.start() if endless else None) + 1
        raise PolicyError(
            name, [Finding(line, f"this is no TOML: {error}", "Mend the line")]
        ) from error
    places = _places(text)
    unknown = list(_unknown(content, places))
    try:
        policy = msgspec.convert(content, Policy)
    except msgspec.ValidationError as error:
        # an unknown key is an error to the library, too: it is said with what was meant instead
        raise PolicyError(name, unknown or [_finding(error, places)]) from error
    findings = check(policy, places.of)
    if findings:
        raise PolicyError(name, findings)
    return policy


def _places(text: str) -> Places:
    rules: list[int] = []
    keys: dict[tuple[int | None, str], int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        if _RULE.match(line):
            rules.append(number)
            table = ""
            continue
        rule = len(rules) - 1 if rules else None
        if header := _TABLE.match(line):
            table = f"{header[1]}."
            keys.setdefault((rule, header[1]), number)
        elif key := _KEY.match(line):
            keys.setdefault((rule, table + key[1]), number)
    return Places(tuple(rules), keys)


def _unknown(content: dict[str, Any], places: Places) -> Iterator[Finding]:
    """Keys that nobody would follow: all of them at once, with what was probably meant."""
    yield from _strange(content, Policy, None, "", places)
    rules = content.get("rules")
    for number, rule in enumerate(rules if isinstance(rules, list) else ()):
        if not isinstance(rule, dict):
            continue
        yield from _strange(rule, Rule, number, "", places)
        if isinstance(rule.get("budget"), dict):
            yield from _strange(rule["budget"], Budget, number, "budget.", places)


def _strange(
    table: dict[str, Any],
    struct: type[msgspec.Struct],
    rule: int | None,
    inside: str,
    places: Places,
) -> Iterator[Finding]:
    known = struct.__struct_fields__
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            action = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}"
            yield Finding(places.of(rule, inside + key), f"nobody knows the key {key}", action)


def _finding(error: msgspec.ValidationError, places: Places) -> Finding:
    what, _, path = str(error).rpartition(" - at `")
    at = _PATH.match(path)
    if at is None or not what:
        return Finding(1, str(error), "Mend the value")
    rule = None if at[1] is None else int(at[1])
    key = ".".join(part for part in (at[2], at[3]) if part)
    named = f"{key}: " if key else ""
    return Finding(places.of(rule, key), f"{named}{what[:1].lower()}{what[1:]}", "Mend the value")
