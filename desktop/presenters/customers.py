"""Customers as the windows show them: names, the panel, the CRM, and what went wrong with them."""

import logging
from collections.abc import Callable
from typing import Final

from desktop.clock import Clock
from desktop.customer.callers import Caller, Callers, is_customers
from desktop.customer.lookup import Answer, Found, NoAnswer, Trouble, Unknown
from desktop.customer.pop import Pop, PopWhen, open_target
from desktop.customer.record import Customer
from desktop.errors import LocalError
from desktop.presenters.notices import Notices
from desktop.presenters.phone import peer_of
from desktop.telephony.call import CallSnapshot, CallState
from desktop.telephony.registry import CallRegistry
from ui.customer_states import CustomerView, LookupView
from ui.notice_states import NoticeKind
from ui.states import ReasonChip, ReasonKind

log = logging.getLogger("beistand.customer")

TROUBLES: Final = {
    Trouble.SLOW: "no whole answer within 1.5 s",
    Trouble.UNREACHABLE: "nobody answers",
    Trouble.UNTRUSTED: "its certificate is not trusted",
    Trouble.REFUSED: "it refuses the secret",
    Trouble.FAILING: "it fails",
    Trouble.ELSEWHERE: "it sends us to another host",
    Trouble.UNREADABLE: "its answer cannot be read",
}
"""For whoever looks after the computer: the second line of a notice."""


class CustomerPresenter:
    """A call listener: opens the CRM by itself where the settings say so."""

    def __init__(
        self,
        *,
        callers: Callers,
        registry: CallRegistry,
        pop: Pop,
        open_url: Callable[[str], bool],
        notices: Notices,
        clock: Clock,
        repeated_from: int,
        changed: Callable[[], None],
    ) -> None:
        self._callers = callers
        self._registry = registry
        self._pop = pop
        self._open_url = open_url
        self._notices = notices
        self._clock = clock
        self._repeated_from = repeated_from
        self._changed = changed

    # ------------------------------------------------------------ views

    def name(self, call: CallSnapshot) -> str:
        """Who it is: of our contacts, the customer system, the caller's telephone; the number."""
        caller = self._callers.caller(call.call_id)
        return (caller.name if caller is not None else "") or peer_of(call)

    def names(self, call: CallSnapshot) -> tuple[str, ...]:
        """Everything the customer is called by, for what must not be shown."""
        caller = self._callers.caller(call.call_id)
        ours = (caller.name, caller.customer.name) if caller is not None else ()
        return tuple(filter(None, (*ours, call.peer_name)))

    def view(self, call: CallSnapshot) -> CustomerView | None:
        """The panel; None where there is nothing to say."""
        caller = self._callers.caller(call.call_id)
        if caller is None:
            return None
        customer = caller.customer
        return CustomerView(
            lookup=_lookup(caller),
            organisation=caller.contact.organisation if caller.contact is not None else "",
            since=customer.since,
            tariff=customer.tariff,
            contacts_30d=caller.contacts_30d,
            last_at=caller.earlier.last_at,
            open_matters=customer.open_matters,
            notes=customer.notes,
            can_open=self._pop.configured and bool(caller.number.key) and not caller.internal,
        )

    def reasons(self, call_id: str) -> tuple[ReasonChip, ...]:
        """The repeated contact, while it holds and nobody said that it is not right."""
        caller = self._callers.caller(call_id)
        if caller is None or caller.reason_dismissed or caller.contacts_30d < self._repeated_from:
            return ()
        return (ReasonChip(ReasonKind.CONTACTS, caller.contacts_30d),)

    def card_values(self, call: CallSnapshot) -> dict[str, str]:
        """What fills a card's placeholders; what is not known is not in it."""
        caller = self._callers.caller(call.call_id)
        customer = caller.customer if caller is not None else Customer()
        known = {
            "customer.name": (caller.name if caller is not None else "") or call.peer_name,
            "customer.since": customer.since,
            "customer.tariff": customer.tariff,
        }
        return {name: value for name, value in known.items() if value}

    # ------------------------------------------------------------ intents and events

    def tick(self) -> None:
        """About twice a second."""
        self._callers.tick(self._clock.now_s())

    def dismiss_reason(self, call_id: str) -> None:
        self._callers.dismiss_reason(call_id)

    def open_crm(self, call_id: str) -> None:
        """Open the customer of a call that is alive."""
        call = self._registry.call(call_id)
        if call is None or not self._pop.configured:
            return
        self._notices.resolve(NoticeKind.CRM_FAILED)
        try:
            open_target(self._pop.target(self._callers.values(call)), self._open_url)
        except LocalError as error:
            self._notices.add(NoticeKind.CRM_FAILED, detail=str(error))
        self._changed()

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`; after `Callers`, who know the number."""
        if not is_customers(call, self._callers.caller(call.call_id)):
            return
        rings = before is None and call.state in (CallState.INCOMING, CallState.EARLY)
        answered = (
            before is not None
            and call.state is CallState.CONFIRMED
            and before.state is not CallState.CONFIRMED
        )
        if (self._pop.when is PopWhen.RINGING and rings) or (
            self._pop.when is PopWhen.ANSWERED and answered
        ):
            self.open_crm(call.call_id)

    def lookup_answered(self, answer: Answer) -> None:
        """Say what is wrong with the customer system, and take it back once it is right."""
        if isinstance(answer, NoAnswer):
            detail = ", ".join(filter(None, (TROUBLES[answer.trouble], answer.detail)))
            where = {"where": answer.where} if answer.where else {}
            self._notices.add(NoticeKind.LOOKUP_FAILED, **where, detail=detail)
            return
        self._notices.resolve(NoticeKind.LOOKUP_FAILED)
        if isinstance(answer, Found) and answer.wrong:
            self._notices.add(NoticeKind.LOOKUP_FACTS, facts=", ".join(answer.wrong))


def _lookup(caller: Caller) -> LookupView:
    if caller.asked_at_s is not None:
        return LookupView.ASKING
    match caller.answer:
        case None:
            return LookupView.OFF
        case Found():
            return LookupView.FOUND
        case Unknown():
            return LookupView.UNKNOWN
        case NoAnswer():
            return LookupView.FAILED
