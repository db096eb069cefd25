"""The template of a note: a line for each kind of fact, read from a file. Pure but for reading it.

There is no placeholder for a level, a state or a reason: of how somebody felt no template can
speak.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.errors import LocalError

FACTS: Final = ("customer", "date", "time", "minutes", "topics", "cards")
ITEMS: Final = ("said", "granted", "promised")
"""What there may be several of: a line for each."""
MAX_BYTES: Final = 16 * 1024
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_COMMENT: Final = "#"
_ISO_DATE: Final = "%Y-%m-%d"
_DATES: Final = {"de": "%d.%m.%Y"}


@dataclass(frozen=True, slots=True)
class NoteTemplate:
    """The lines as they stand in the file, comments left out. Raises LocalError for a wrong one."""

    lines: tuple[str, ...]
    date_format: str = _ISO_DATE

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for line in self.lines:
            names = _PLACEHOLDER.findall(line)
            for name in names:
                if name not in (*FACTS, *ITEMS):
                    known = ", ".join(f"{{{known}}}" for known in (*FACTS, *ITEMS))
                    raise LocalError(f"nobody knows {{{name}}}", action=f"Known are {known}")
            items = [name for name in names if name in ITEMS]
            if len(items) > 1 or seen.intersection(items):
                what = "each of {said}, {granted}, {promised} stands once, in a line of its own"
                raise LocalError(what, action="Take the second one away")
            seen.update(items)
        if not any(_PLACEHOLDER.search(line) for line in self.lines):
            raise LocalError("there is nothing to fill in", action="Write lines with placeholders")

    def write(self, facts: Mapping[str, str], items: Mapping[str, Sequence[str]]) -> str:
        """The note; `facts` by FACTS, `items` by ITEMS. What is missing takes its line along."""
        written: list[str] = []
        for line in self.lines:
            item = next((name for name in _PLACEHOLDER.findall(line) if name in ITEMS), None)
            each = [""] if item is None else items.get(item, ())
            for value in each:
                known = facts if item is None else {**facts, item: value}
                if all(known.get(name) for name in _PLACEHOLDER.findall(line)):
                    written.append(_filled(line, known))
        return "\n".join(written)

    def line(self, item: str, value: str) -> str:
        """The line of one `item` (of ITEMS); `value` itself where the template has none for it."""
        for line in self.lines:
            names = _PLACEHOLDER.findall(line)
            if names == [item]:
                return _filled(line, {item: value})
        return value


def read_note_template(path: Path, language: str) -> NoteTemplate:
    """The template in `path` (UTF-8), for notes in `language` ("de", "en").

    Raises LocalError that names the file and what is wrong.
    """
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_BYTES:
            raise LocalError(f"it is larger than {MAX_BYTES >> 10} KiB", action="Shorten it")
        lines = raw.decode("utf-8-sig").splitlines()
        lines = [line for line in lines if not line.startswith(_COMMENT)]
        return NoteTemplate(tuple(lines), _DATES.get(language, _ISO_DATE))
    except (OSError, UnicodeDecodeError) as error:
        what = f"it cannot be read ({type(error).__name__})"
        raise LocalError(what, where=path.name, action="Check the file") from error
    except LocalError as error:
        raise LocalError(error.what, where=path.name, action=error.action) from None


def _filled(line: str, values: Mapping[str, str]) -> str:
    # one pass: what is put in is never read again
    return _PLACEHOLDER.sub(lambda match: values[match[1]], line)
