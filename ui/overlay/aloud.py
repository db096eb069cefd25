"""What a screen reader is told when the overlay shows something else. Pure."""

from collections.abc import Iterator

from ui import words
from ui.states import HelpStep, OverlayState


def said_aloud(before: OverlayState, state: OverlayState) -> Iterator[str]:
    """The level, or without levels the fact; who is in the call; that a rule is about to tell."""
    if _news(before) != _news(state):
        yield words.headline(state)
    if before.listener.step is not state.listener.step:
        yield words.listener_line(state.listener)
    if before.help is not state.help and state.help is HelpStep.PENDING:
        yield words.help_line(state.help, eta_s=state.help_eta_s)
        if state.help_rule is not None:
            yield words.rule_line(state.help_rule)


def _news(state: OverlayState) -> tuple[object, ...]:
    first = state.reasons[0].kind if state.facts_only and state.reasons else None
    return state.level, first
