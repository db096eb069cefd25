"""What is typed and chosen in the *Kulanz* panels, one draft per call. No Qt."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from desktop.discretion.policy import Kind
from desktop.presenters.goodwill_view import Draft
from ui.goodwill_states import GoodwillKind, GoodwillStep


class Drafts:
    """Of customers' calls that are up. Lives on the app thread; `changed`: look again."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._drafts: dict[str, Draft] = {}

    def __iter__(self) -> Iterator[str]:
        """Their calls."""
        return iter(tuple(self._drafts))

    def of(self, call_id: str) -> Draft | None:
        return self._drafts.get(call_id)

    def keep(self, call_id: str, draft: Draft) -> None:
        self._drafts[call_id] = draft

    def forget(self, call_id: str) -> None:
        self._drafts.pop(call_id, None)

    def change(self, call_id: str, **changes: Any) -> None:
        """Nothing while something is being written: what was shown is what was meant."""
        draft = self._drafts.get(call_id)
        if draft is not None and draft.step is not GoodwillStep.WRITING:
            calm = replace(draft, step=GoodwillStep.NONE, refused="")
            self._drafts[call_id] = replace(calm, **changes)
            self._changed()

    # ------------------------------------------------------------ intents

    def choose(self, call_id: str, kind: GoodwillKind) -> None:
        self.change(call_id, kind=Kind(kind.value))

    def type_amount(self, call_id: str, text: str) -> None:
        self.change(call_id, amount=text)

    def type_return(
        self, call_id: str, refund: str, value: str, shipping: str, handling: str
    ) -> None:
        self.change(call_id, refund=refund, value=value, shipping=shipping, handling=handling)

    def give_reason(self, call_id: str, reason: str) -> None:
        self.change(call_id, reason=reason)

    def type_override(self, call_id: str, what: str, good_for: str) -> None:
        self.change(call_id, what=what, good_for=good_for)
