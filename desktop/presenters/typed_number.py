"""Whose number is being typed: of our contacts first, then of the past calls."""

from collections.abc import Callable

from desktop.customer.contacts import Contacts
from desktop.customer.numbers import Number, Numbering
from desktop.records.call_log import LoggedCall
from ui.customer_states import TypedPeer

AskLast = Callable[[str, Callable[[LoggedCall | None], None]], None]
"""`ask(key, then)`: the last call with a number, on the app thread."""


class TypedNumber:
    """Lives on the app thread; `changed`: look again."""

    def __init__(
        self,
        *,
        numbering: Numbering,
        contacts: Callable[[], Contacts],
        ask_last: AskLast,
        changed: Callable[[], None],
    ) -> None:
        self._numbering = numbering
        self._contacts = contacts
        self._ask_last = ask_last
        self._changed = changed
        self._typed = ""
        self._last: LoggedCall | None = None

    def type(self, typed: str) -> None:
        """What stands in the field now; empty: nothing."""
        self._typed, self._last = typed, None
        key = self._number().key
        if key:
            self._ask_last(key, lambda call: self._remembered(typed, call))
        self._changed()

    def view(self) -> TypedPeer | None:
        """None where nobody is known."""
        contact = self._contacts().find(self._number().key)
        last = self._last
        if contact is None and last is None:
            return None
        return TypedPeer(
            typed=self._typed,
            peer=contact.name if contact is not None else last.peer_name if last else "",
            organisation=contact.organisation if contact is not None else "",
            last_at=None if last is None else last.started_at,
        )

    def _remembered(self, typed: str, call: LoggedCall | None) -> None:
        if typed == self._typed and call is not None:  # else something else is typed by now
            self._last = call
            self._changed()

    def _number(self) -> Number:
        typed = self._typed
        if "@" not in typed:
            return self._numbering.read(typed)
        return self._numbering.of_address(typed if ":" in typed else f"sip:{typed}")
