"""Cards as the cards page lists them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardListEntry:
    card_id: str
    title: str
    lead: str
