"""A benchmark's outcome as JSON for programs and as Markdown for people, of the same content."""

import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows are as long as `columns`; a figure that could not be had is None."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One benchmark."""

    title: str
    facts: dict[str, Value]
    """What was measured on what: model, data, seed."""
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = field(default=())


def write(report: Report, folder: Path, name: str) -> Path:
    """`folder`/`name`.json and `folder`/`name`.md; the Markdown's path. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(_clean(asdict(report)), indent=1, ensure_ascii=False) + "\n"
    for path, text in (
        (folder / f"{name}.json", content),
        (folder / f"{name}.md", markdown(report)),
    ):
        part = path.with_name(f".{path.name}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    return folder / f"{name}.md"


def markdown(report: Report) -> str:
    """`report` with a heading, a list of facts and its tables."""
    lines = [f"# {report.title}", ""]
    lines += [f"- {name}: {_text(value)}" for name, value in report.facts.items()]
    for table in report.tables:
        lines += ["", f"## {table.title}", ""]
        lines.append("| " + " | ".join(table.columns) + " |")
        lines.append("|" + "---|" * len(table.columns))
        lines += ["| " + " | ".join(map(_text, row)) + " |" for row in table.rows]
        if table.note:
            lines += ["", table.note]
    for note in report.notes:
        lines += ["", note]
    return "\n".join(lines) + "\n"


def rounded(value: float, digits: int = 4) -> float | None:
    """`value` for a table; None where it is not a number."""
    return round(float(value), digits) if math.isfinite(value) else None


def _text(value: Value) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value).replace("|", "\\|")


def _clean(value: object) -> object:
    """JSON knows no nan."""
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
