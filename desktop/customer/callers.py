"""What is known of who is on the line: contact, customer, earlier calls. Memory only.

A listener of the call registry: a call begins, everybody who may know something is asked, what
comes is kept until the call ends and not a moment longer. Never touches tension: a customer who
calls for the third time is not an angry one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from desktop.clock import Clock
from desktop.customer.contacts import Contact, Contacts
from desktop.customer.lookup import TIMEOUT_S, Answer, Found, Lookup, NoAnswer, Trouble
from desktop.customer.numbers import Number, Numbering
from desktop.customer.record import Customer
from desktop.records.call_log import NOTHING_EARLIER, Earlier
from desktop.telephony.call import CallSnapshot, Direction

REPEATED_WITHIN_DAYS: Final = 30
"""What `contacts_30d` counts, and the own history with it."""

AskEarlier = Callable[[str, Callable[[Earlier], None]], None]
"""`ask(key, then)`: what the call log knows of a number, on the app thread."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Everything known of the other side of one call."""

    number: Number
    internal: bool = False
    """A colleague: nobody is asked about them."""
    contact: Contact | None = None
    asked_at_s: float | None = None
    """When the lookup was asked, while it has not answered."""
    answer: Answer | None = None
    earlier: Earlier = NOTHING_EARLIER
    reason_dismissed: bool = False

    @property
    def customer(self) -> Customer:
        return self.answer.customer if isinstance(self.answer, Found) else Customer()

    @property
    def name(self) -> str:
        """Of our own contacts first, then the company's; empty where neither knows."""
        return self.contact.name if self.contact is not None else self.customer.name

    @property
    def contacts_30d(self) -> int:
        """Earlier contacts within 30 days: the company's count or our own, whichever is higher."""
        return max(self.customer.contacts_30d or 0, self.earlier.contacts)


class Callers:
    """The callers of the calls that are alive. Lives on the app thread.

    `contacts_known(call_id, count)` hears of every new count of earlier contacts,
    `answered(answer)` of every answer of the lookup, `changed()` of anything else.
    """

    def __init__(
        self,
        *,
        numbering: Numbering,
        lookup: Lookup | None,
        ask_earlier: AskEarlier,
        clock: Clock,
        post: Callable[[Callable[[], None]], None],
        contacts_known: Callable[[str, int], None],
        answered: Callable[[Answer], None],
        changed: Callable[[], None],
        is_internal: Callable[[str], bool] = lambda uri: False,
    ) -> None:
        self._numbering = numbering
        self._lookup = lookup
        self._ask_earlier = ask_earlier
        self._clock = clock
        self._post = post
        self._contacts_known = contacts_known
        self._answered_by = answered
        self._changed = changed
        self._is_internal = is_internal
        self._contacts = Contacts()
        self._callers: dict[str, Caller] = {}

    @property
    def contacts(self) -> Contacts:
        return self._contacts

    def use_contacts(self, contacts: Contacts) -> None:
        """The files have been read; calls that are up get their names."""
        self._contacts = contacts
        for call_id, caller in self._callers.items():
            contact = contacts.find(caller.number.key)
            self._callers[call_id] = replace(caller, contact=contact)
        self._changed()

    def caller(self, call_id: str) -> Caller | None:
        return self._callers.get(call_id)

    def values(self, call: CallSnapshot) -> dict[str, str]:
        """What fills the placeholders of addresses and commands (`templates.PLACEHOLDERS`)."""
        caller = self._callers.get(call.call_id)
        number = caller.number if caller is not None else Number("")
        return {
            "number": number.key,
            "national": self._numbering.national(number),
            "name": (caller.name if caller is not None else "") or call.peer_name,
            "account": call.account,
            "direction": call.direction.value,
        }

    def dismiss_reason(self, call_id: str) -> None:
        """*Stimmt nicht* on the repeated contact: not shown again in this call."""
        caller = self._callers.get(call_id)
        if caller is not None:
            self._callers[call_id] = replace(caller, reason_dismissed=True)
            self._changed()

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`."""
        if not call.alive:
            self._callers.pop(call.call_id, None)
        elif call.call_id not in self._callers:
            self._meet(call)

    def tick(self, now_s: float) -> None:
        """Whoever has not answered by now has not answered."""
        for call_id, caller in list(self._callers.items()):
            if caller.asked_at_s is not None and now_s - caller.asked_at_s >= TIMEOUT_S:
                self._answered(call_id, NoAnswer(Trouble.SLOW))

    def _meet(self, call: CallSnapshot) -> None:
        number = self._numbering.of_address(call.peer_uri)
        call_id = call.call_id
        asks = self._lookup is not None and number.is_number
        internal = self._is_internal(call.peer_uri)
        self._callers[call_id] = Caller(
            number,
            internal=internal,
            contact=self._contacts.find(number.key),
            asked_at_s=self._clock.now_s() if asks and not internal else None,
        )
        if internal or not number.key:
            return
        self._ask_earlier(number.key, lambda earlier: self._remembered(call_id, earlier))
        if self._lookup is not None and asks:
            self._lookup.ask(
                number, lambda answer: self._post(lambda: self._answered(call_id, answer))
            )

    def _remembered(self, call_id: str, earlier: Earlier) -> None:
        caller = self._callers.get(call_id)
        if caller is not None:
            self._become(call_id, caller, replace(caller, earlier=earlier))

    def _answered(self, call_id: str, answer: Answer) -> None:
        caller = self._callers.get(call_id)
        if caller is None or caller.asked_at_s is None:
            return  # the call is over, or the answer is late
        self._answered_by(answer)
        self._become(call_id, caller, replace(caller, asked_at_s=None, answer=answer))

    def _become(self, call_id: str, before: Caller, now: Caller) -> None:
        self._callers[call_id] = now
        if now.contacts_30d != before.contacts_30d:
            self._contacts_known(call_id, now.contacts_30d)
        self._changed()


def is_customers(call: CallSnapshot, caller: Caller | None) -> bool:
    """Whether the CRM may be opened by itself: somebody from outside calls us."""
    return (
        call.direction is Direction.INCOMING
        and caller is not None
        and not caller.internal
        and bool(caller.number.key)
    )
