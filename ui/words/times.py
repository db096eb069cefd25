"""Numbers as people write them."""

from PySide6.QtCore import QLocale


def clock(seconds: float) -> str:
    """Call time: "04:12", from an hour on "1:04:12"."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"


def duration(seconds: float) -> str:
    """How long something has lasted: "0:42"."""
    whole = max(0, int(seconds))
    return clock(whole) if whole >= 3600 else f"{whole // 60}:{whole % 60:02}"


def whole_number(value: float) -> str:
    """Rounded, in the digits and grouping of the language."""
    return QLocale().toString(round(value))


def quoted(sentence: str) -> str:
    """`sentence` in the language's own quotation marks, unless it already has some."""
    if not sentence or sentence[0] in "„“\"»«‚'‘":
        return sentence
    return QLocale().quoteString(sentence)
