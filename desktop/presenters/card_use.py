"""What becomes of cards in calls, counted once per call and card, and said where that fails."""

from collections.abc import Callable

from desktop.assist.assist import Assist
from desktop.presenters.notices import Notices
from desktop.records.card_counts import CardCounts, Use
from desktop.telephony.call import CallSnapshot
from desktop.telephony.registry import CallRegistry
from ui.notice_states import NoticeKind
from ui.states import CardCounts as CountsView


class CardUse:
    """Lives on the app thread. Which call a card was counted in is forgotten with the call."""

    def __init__(
        self,
        counts: CardCounts,
        *,
        registry: CallRegistry,
        assist: Assist,
        notices: Notices,
        collapsed: Callable[[], bool],
    ) -> None:
        """`collapsed`: then no card can be seen."""
        self._counts = counts
        self._registry = registry
        self._assist = assist
        self._notices = notices
        self._collapsed = collapsed
        self._counted: dict[str, set[tuple[str, Use]]] = {}

    @property
    def wanted(self) -> bool:
        """Whether anything is counted."""
        return self._counts.wanted

    def view(self, card_id: str) -> CountsView | None:
        """The numbers of a card; None: nothing is counted."""
        counted = self._counts.of(card_id)
        if counted is None:
            return None
        return CountsView(counted.shown, counted.used, counted.dismissed)

    def look(self) -> None:
        """Something changed: is another card in front of the agent?"""
        call = self._registry.talking
        session = self._assist.session(call.call_id) if call is not None else None
        if call is None or session is None or self._collapsed():
            return
        suggestion = session.state.suggestion
        if suggestion is not None:
            self._count(call.call_id, suggestion.card.id, Use.SHOWN)

    def used(self, call_id: str, card_id: str) -> None:
        """The agent says that it helped."""
        session = self._assist.session(call_id)
        if session is not None:
            session.use_card(card_id)
            self._count(call_id, card_id, Use.USED)

    def dismissed(self, call_id: str, card_id: str) -> None:
        """The agent put it away for this call."""
        session = self._assist.session(call_id)
        if session is not None:
            session.dismiss_card(card_id)
            self._count(call_id, card_id, Use.DISMISSED)

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`."""
        if not call.alive:
            self._counted.pop(call.call_id, None)

    def counts_changed(self) -> None:
        """What the file's state means for the notices."""
        state = self._counts.state
        for kind, detail in (
            (NoticeKind.CARD_COUNTS_ANEW, state.put_aside),
            (NoticeKind.CARD_COUNTS_FAILED, state.failed),
        ):
            if detail:
                self._notices.add(kind, file=detail, detail=detail)
            else:
                self._notices.resolve(kind)

    def _count(self, call_id: str, card_id: str, use: Use) -> None:
        counted = self._counted.setdefault(call_id, set())
        if (card_id, use) not in counted:
            counted.add((card_id, use))
            self._counts.add(card_id, use)
