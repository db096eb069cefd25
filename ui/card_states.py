"""View states of the list of cards; see `ui.states`, whose rules hold."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardListEntry:
    card_id: str
    title: str
    lead: str
