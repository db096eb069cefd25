"""The YAML between two "---" lines, with the line of every key, checked value by value.

Knows YAML and how to complain about it; what the keys mean is `reader`'s.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

import yaml

from desktop.knowledge.flaws import CardError, wrong

Choice = TypeVar("Choice", bound=StrEnum)

FIRST_LINE = 2
"""Line of the file on which the front matter begins: line 1 is "---"."""


_SafeLoader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""The one in C reads ten thousand cards in seconds; both are safe: no tag makes an object."""


def _refuse_aliases(node: yaml.Node | None) -> None:
    """A card needs no aliases, and nested ones explode when walked. Raises MarkedYAMLError."""
    seen: set[int] = set()
    waiting = deque([(node, node)])
    while waiting:
        one, near = waiting.popleft()
        if one is None or near is None:
            continue
        if id(one) in seen:
            raise yaml.MarkedYAMLError(
                problem="aliases are not allowed", problem_mark=near.start_mark
            )
        seen.add(id(one))
        if isinstance(one, yaml.MappingNode):
            # a mark is where the anchor was; the key beside it is where the alias is
            waiting += [(value, key) for key, value in one.value] + [(k, k) for k, _ in one.value]
        elif isinstance(one, yaml.SequenceNode):
            waiting += [(item, near) for item in one.value]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A mapping that knows where it stands. Every getter raises CardError on a wrong value."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]
    """The file's line of every key."""
    name: str
    """What errors call the file."""
    line: int = FIRST_LINE
    """Where the mapping begins; for keys that are missing."""

    def section(self, key: str) -> "FrontMatter":
        """A nested mapping; errors inside it name the line where it begins."""
        value = self.values.get(key)
        if value is None:
            value = {}
        if not isinstance(value, dict) or not all(isinstance(k, str) for k in value):
            raise self.wrong(key, '"{key}" must be a mapping', "Write {key}: {{name: value}}")
        return FrontMatter(value, {}, self.name, self.lines.get(key, self.line))

    def wrong(self, key: str, what: str, action: str, **values: object) -> CardError:
        return wrong(self.name, self.lines.get(key, self.line), what, action, key=key, **values)

    def text(self, key: str, *, required: bool = False) -> str:
        """One line of text; "" where it is missing and may be."""
        value = self.values.get(key)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, '"{key}" must be a text', 'Write {key}: "…"')
        return " ".join(value.split())

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, '"{key}" must be true or false', "Write {key}: true")
        return value

    def number(self, key: str, low: float, high: float) -> float | None:
        """A number from `low` to `high`; None where it is missing."""
        value = self.values.get(key)
        if value is None:
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not low <= value <= high
        ):
            what = '"{key}" must be a number from {low} to {high}'
            raise self.wrong(key, what, "Correct it", low=f"{low:g}", high=f"{high:g}")
        return float(value)

    def whole(self, key: str, low: int, high: int) -> int | None:
        """A whole number from `low` to `high`; None where it is missing."""
        number = self.number(key, low, high)
        if number is not None and not number.is_integer():
            raise self.wrong(key, '"{key}" must be a whole number', "Leave out the decimals")
        return None if number is None else int(number)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        value = self.values.get(key)
        items = [] if value is None else value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) and item.strip() for item in items):
            raise self.wrong(key, '"{key}" must be a list of texts', "Write {key}: [a, b]")
        return tuple(item.strip() for item in items)

    def choices(self, key: str, kind: type[Choice]) -> frozenset[Choice]:
        """A list of values of the enumeration `kind`."""
        allowed = ", ".join(kind)
        try:
            return frozenset(kind(item) for item in self.texts(key))
        except ValueError:
            what = '"{key}" has an unknown value'
            raise self.wrong(key, what, "Choose from {allowed}", allowed=allowed) from None

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(key, '"{key}" must be a date', "Write {key}: 2026-12-31")
        return value


def parse_front_matter(text: str, name: str) -> FrontMatter:
    """Parse YAML `text` of the file called `name`; raises CardError."""
    try:
        loader = _SafeLoader(text)
        try:
            node = loader.get_single_node()
            _refuse_aliases(node)
            values = loader.construct_document(node) if node else {}
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        # an end that is missing is marked behind the last line
        line = FIRST_LINE + (min(mark.line, text.count("\n")) if mark else 0)
        what = "the front matter is no valid YAML ({problem})"
        action = 'Put texts with ":" or "#" in quotes'
        raise wrong(name, line, what, action, problem=error.problem) from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        what = "the front matter is no valid YAML ({problem})"
        action = "Check dates and special characters"
        raise wrong(name, FIRST_LINE, what, action, problem=type(error).__name__) from None
    if not isinstance(node, yaml.MappingNode) or not all(isinstance(key, str) for key in values):
        what = 'the front matter is no list of "key: value"'
        raise wrong(name, FIRST_LINE, what, "Rewrite it")
    lines: dict[str, int] = {}
    for key, _ in node.value:
        line = FIRST_LINE + key.start_mark.line
        if key.value in lines:
            raise wrong(name, line, '"{key}" is there twice', "Keep one of them", key=key.value)
        lines[key.value] = line
    return FrontMatter(values, lines, name)
