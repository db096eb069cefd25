"""The cards page: all cards, or those that fit what is typed, and what is wrong with some."""

from typing import Final

from desktop.knowledge.card import Card
from desktop.knowledge.catalogue import Catalogue
from desktop.presenters.notices import Notices
from ui.card_states import CardListEntry
from ui.notice_states import NoticeKind

MOST_LISTED: Final = 300
"""Without a question; nobody scrolls further, and a list of ten thousand is slow to fill."""
MOST_NOTICES: Final = 5
"""Of files that are wrong: more are one trouble, not many."""


class Cards:
    """Owns which library is in use. Lives on the app thread."""

    def __init__(self, catalogue: Catalogue, notices: Notices) -> None:
        self._notices = notices
        self._sought = ""
        self._said: dict[tuple[NoticeKind, str], str] = {}
        self.use(catalogue)

    def use(self, catalogue: Catalogue) -> None:
        """The library was read anew."""
        self.catalogue = catalogue
        self._list()
        library = catalogue.library
        self._say(
            {
                (kind, problem.where): problem.what
                for kind, problems in (
                    (NoticeKind.CARD_UNREADABLE, library.problems[:MOST_NOTICES]),
                    (NoticeKind.CARDS_UNREACHABLE, library.missing),
                )
                for problem in problems
            }
        )

    def seek(self, typed: str) -> None:
        """List what fits `typed`; all cards for nothing."""
        self._sought = typed
        self._list()

    def find(self, card_id: str) -> Card | None:
        return self.catalogue.library.find(card_id)

    def _list(self) -> None:
        if self._sought.strip():
            cards = [card for card, _ in self.catalogue.search.find(self._sought)]
        else:
            cards = list(self.catalogue.library.cards[:MOST_LISTED])
        self.entries = tuple(CardListEntry(card.id, card.title, card.lead) for card in cards)

    def _say(self, problems: dict[tuple[NoticeKind, str], str]) -> None:
        """Show what is new, take back what is mended; what was dismissed stays away."""
        for kind, where in self._said.keys() - problems.keys():
            self._notices.resolve(kind, subject=where)
        for (kind, where), what in problems.items():
            if self._said.get((kind, where)) != what:
                self._notices.add(kind, where, file=where, detail=what)
        self._said = problems
