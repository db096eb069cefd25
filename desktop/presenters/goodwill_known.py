"""What the records know of the customers on the line, and of what was granted to them. No Qt.

Asked when a call begins, and again when more is known of who it is: a lookup may answer in the
middle of a call, and what was granted to that customer before counts from then on.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from babel.dates import format_datetime

from desktop.customer.callers import Callers
from desktop.discretion.at_ledger import Customer, Known
from desktop.discretion.granting import counts_since
from desktop.discretion.money import Language
from desktop.discretion.policy import Policy
from desktop.presenters.notices import Notices
from desktop.records.ledger import Entry
from desktop.records.records import Records
from ui.notice_states import NoticeKind

_SAME_CLOCK_S: Final = 60.0
"""So far apart two clocks, or one that is corrected, may be without a word."""
_NOTHING: Final = Known("", "", ())


class KnownGrants:
    """By call; "" is outside a call. Lives on the app thread, `changed`: look again."""

    def __init__(
        self,
        callers: Callers,
        records: Records,
        notices: Notices,
        language: Language,
        changed: Callable[[], None],
    ) -> None:
        self._callers = callers
        self._records = records
        self._notices = notices
        self._language = language
        self._changed = changed
        self._asked: dict[str, tuple[str, str]] = {}
        """Under which names."""
        self._known: dict[str, Known] = {}
        self.kept = True
        """What is granted can be written down."""

    def of(self, call_id: str) -> Known:
        return self._known.get(call_id, _NOTHING)

    def customer(self, call_id: str, case: str, policy: Policy, now: datetime) -> Customer:
        """Whom the call is with, as far as is known now."""
        caller = self._callers.caller(call_id)
        return Customer(
            crm_id="" if caller is None else caller.customer.id,
            number="" if caller is None else caller.number.key,
            case=case,
            since=counts_since(policy, now),
            now=now.timestamp(),
        )

    def ask(self, call_id: str, customer: Customer) -> None:
        self._asked[call_id] = (customer.crm_id, customer.number)

        def known(found: Known | None) -> None:
            self.kept = found is not None
            if found is not None:
                self.learn(call_id, found, customer.now)
            self._changed()

        self._records.ask(customer.known, known, otherwise=lambda: known(None))

    def is_news(self, call_id: str, customer: Customer) -> bool:
        """Whether more is known of them than when the records were asked."""
        return self._asked.get(call_id) != (customer.crm_id, customer.number)

    def learn(self, call_id: str, known: Known, now_s: float) -> None:
        """It was read at `now_s` (seconds since 1970)."""
        self._known[""] = Known("", "", known.entries)
        if call_id in self._asked:
            self._known[call_id] = known
        ahead = max((one.at for one in known.entries), default=0.0)
        if ahead > now_s + _SAME_CLOCK_S:
            until = datetime.fromtimestamp(ahead, UTC).astimezone()
            time = format_datetime(until, "short", tzinfo=until.tzinfo, locale=self._language)
            self._notices.add(NoticeKind.LEDGER_AHEAD, time=time)
        else:
            self._notices.resolve(NoticeKind.LEDGER_AHEAD)

    def forget(self, call_id: str) -> tuple[Entry, ...]:
        """The call is over; what counted in it."""
        self._asked.pop(call_id, None)
        return self._known.pop(call_id, _NOTHING).entries

    def taken_back(self, entry: Entry) -> None:
        """After its call was over."""
        entries = tuple(one for one in self.of("").entries if one.id != entry.id)
        self._known[""] = Known("", "", entries)

    def newest_s(self) -> float:
        """When the newest of all was granted, in seconds since 1970; 0: there is none."""
        return max((one.at for known in self._known.values() for one in known.entries), default=0.0)
