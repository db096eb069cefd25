"""Why a card came up, in plain English, for commands; windows have words of their own."""

from collections.abc import Iterable

from desktop.knowledge.selector import Why


def explained(why: Iterable[tuple[Why, str]]) -> str:
    """'heard "my bill … wrong" · contact no. 3 · the caller is tense'."""
    return " · ".join(_one(kind, value) for kind, value in why) or "by hand"


def _one(kind: Why, value: str) -> str:
    match kind:
        case Why.TOPIC:
            return f'heard "{value}"'
        case Why.CONTACTS:
            return f"contact no. {int(value) + 1} within 30 days"
        case Why.STATE:
            return f"the caller is {value}"
        case Why.PHASE:
            return f"phase: {value}"
