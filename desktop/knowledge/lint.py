"""What makes a readable card a good one: short, owned, looked after.

A card that fails here still works; the words are for whoever writes it.
"""

import re
from datetime import date
from typing import Final

from desktop.knowledge.card import MAX_STEPS, Card

LEAD_MAX_CHARS: Final = 120
"""Two lines of the 360 wide overlay at 14 pt, measured on the mock-ups."""
SAY_MAX_CHARS: Final = 220
"""What one breath carries: about 15 s of speech."""
STEP_MAX_CHARS: Final = 90
TITLE_MAX_CHARS: Final = 48

_SENTENCE_END: Final = re.compile(r"[.!?…][\"”“«»']?(?=\s+[A-ZÄÖÜ„\"“])")
_ABBREVIATION: Final = re.compile(r"\b(?:z\. ?B|d\. ?h|u\. ?a|e\.g|i\.e|ca|bzw|Nr|Mr|Ms)\.")


def lint_card(card: Card, today: date) -> tuple[str, ...]:
    """What is wrong with `card`, in words, most important first; empty: nothing."""
    found: list[str] = []
    if _SENTENCE_END.search(_ABBREVIATION.sub("", card.lead)):
        found.append("the lead is more than one sentence; move the rest to the steps")
    for what, text, most in (
        ("title", card.title, TITLE_MAX_CHARS),
        ("lead", card.lead, LEAD_MAX_CHARS),
        ("sentence to say", card.say, SAY_MAX_CHARS),
        *(("step", step, STEP_MAX_CHARS) for step in card.steps),
    ):
        if len(text) > most:
            found.append(f"a {what} has {len(text)} characters; at most {most} are read in a call")
    if len(card.steps) > MAX_STEPS:
        found.append(f"there are {len(card.steps)} steps; only {MAX_STEPS} are shown")
    if not card.owner:
        found.append("nobody owns the card; add owner")
    if card.review_due is None:
        found.append("nobody looks after the card; add verified and review_days")
    elif card.expired(today):
        found.append(f"the review was due on {card.review_due}; check the card and set verified")
    elif card.verified is not None and card.verified > today:
        found.append("verified lies in the future")
    limits = (card.discretion.agent_max_eur, card.discretion.ask_above_eur)
    if limits[0] is not None and limits[1] is not None and limits[0] > limits[1]:
        found.append("discretion: agent_max_eur is above ask_above_eur")
    return tuple(found)
