"""Builds what knows the customers: numbers, contacts, lookup, CRM, call log, history."""

from collections.abc import Callable
from pathlib import Path

from desktop.assist.assist import Assist
from desktop.clock import Clock
from desktop.compositions.profile import Profile
from desktop.customer.callers import REPEATED_WITHIN_DAYS, Callers
from desktop.customer.contact_files import ContactFiles
from desktop.customer.contacts import Contacts
from desktop.customer.lookup import Lookup
from desktop.customer.numbers import Numbering
from desktop.customer.pop import Pop, PopWhen
from desktop.customer.record import FieldMap
from desktop.customer.templates import PLACEHOLDERS
from desktop.errors import LocalError
from desktop.presenters.call_notes import Who
from desktop.presenters.customers import CustomerPresenter
from desktop.presenters.history import History
from desktop.presenters.notices import Notices
from desktop.presenters.typed_number import TypedNumber
from desktop.records.call_log import DAY_S, Earlier, LoggedCall
from desktop.records.records import Records
from desktop.settings.customer import Customer
from desktop.settings.secrets import CUSTOMER_LOOKUP, NoKeyring, Secrets, SystemSecrets
from desktop.telephony.call import CallSnapshot
from desktop.telephony.registry import CallRegistry
from ui.notice_states import NoticeKind


def numbering_of(settings: Customer) -> Numbering:
    return Numbering(settings.country, settings.outside_line)


def pop_of(settings: Customer) -> Pop:
    schemes = tuple(scheme.lower().rstrip(":/") for scheme in settings.pop_schemes)
    return Pop(settings.pop_url, settings.pop_command, schemes, PopWhen(settings.pop_when))


def lookup_of(settings: Customer, numbering: Numbering, secrets: Secrets) -> Lookup | None:
    """The lookup that the settings name; None: none. Raises LocalError."""
    fields = FieldMap(
        name=settings.name_field,
        since=settings.since_field,
        tariff=settings.tariff_field,
        contacts_30d=settings.contacts_30d_field,
        open_matters=settings.open_matters_field,
        notes=settings.notes_field,
        id=settings.id_field,
    )
    # the window does not wait for what is not used
    if settings.lookup_url:
        from desktop.customer.https_lookup import HttpsLookup

        return HttpsLookup(
            settings.lookup_url,
            fields,
            numbering,
            header=settings.lookup_header,
            secret=lambda: secret_of(secrets),
        )
    if settings.lookup_file:
        from desktop.customer.csv_lookup import CsvLookup

        return CsvLookup(Path(settings.lookup_file), settings.lookup_columns, fields, numbering)
    return None


def secret_of(secrets: Secrets) -> str | None:
    """The lookup's secret (or BEISTAND_PASSWORD_CUSTOMER_LOOKUP).

    None where there is none, or no keyring: the server will say so.
    """
    try:
        return secrets.password_for(CUSTOMER_LOOKUP)
    except NoKeyring:
        return None


class Customers:
    """Everything about customers, joined. `start` first, `stop` last; lives on the app thread."""

    def __init__(
        self,
        profile: Profile,
        notices: Notices,
        *,
        registry: CallRegistry,
        assist: Assist,
        clock: Clock,
        post: Callable[[Callable[[], None]], None],
        open_url: Callable[[str], bool],
        changed: Callable[[], None],
        is_internal: Callable[[str], bool] = lambda uri: False,
    ) -> None:
        """`is_internal`: whether an address is a colleague's, about whom nobody is asked."""
        settings = profile.settings.customer
        keep_days = profile.settings.records.keep_days
        self._notices = notices
        self._numbering = numbering_of(settings)
        places = tuple(map(Path, settings.contacts))
        self._contact_files = (
            ContactFiles(
                places, self._numbering, lambda contacts: post(lambda: self._use(contacts))
            )
            if places
            else None
        )
        secrets = SystemSecrets()
        if not self._numbering.knows_country:
            self._unusable("country", "nobody knows the numbers of this country (ISO 3166)")
        self._lookup = self._lookup_or_none(settings, secrets)
        self.records = Records(
            profile.paths.records,
            secrets,
            keep_days=keep_days,
            with_ledger=bool(profile.settings.discretion.policy),
            post=post,
            changed=lambda: self.history.records_changed(),
        )
        self.callers = Callers(
            numbering=self._numbering,
            lookup=self._lookup,
            ask_earlier=self._ask_earlier,
            clock=clock,
            post=post,
            contacts_known=assist.contacts_known,
            answered=lambda answer: self.presenter.lookup_answered(answer),
            changed=changed,
            is_internal=is_internal,
        )
        self.history = History(
            records=self.records,
            numbering=self._numbering,
            contacts=lambda: self.callers.contacts,
            keep_days=keep_days,
            notices=notices,
            clock=clock,
            changed=changed,
        )
        self.typed = TypedNumber(
            numbering=self._numbering,
            contacts=lambda: self.callers.contacts,
            ask_last=self._ask_last,
            changed=changed,
        )
        self.presenter = CustomerPresenter(
            callers=self.callers,
            registry=registry,
            pop=self._pop_or_none(settings),
            open_url=open_url,
            notices=notices,
            clock=clock,
            repeated_from=settings.repeated_from,
            changed=changed,
        )
        for listener in (self.callers, self.presenter, self.history):
            registry.add_listener(listener)
        self._registry = registry

    def start(self) -> None:
        """Open records, contacts and lookup, all behind the window."""
        self.records.start()
        if self._lookup is not None:
            self._lookup.start()
        if self._contact_files is not None:
            self._contact_files.start()

    def stop(self) -> None:
        """Calls that end with the program are written; then everything is closed."""
        self.history.program_ends(self._registry.calls)
        if self._contact_files is not None:
            self._contact_files.stop()
        self.records.stop()
        if self._lookup is not None:
            self._lookup.stop()

    def who(self, call: CallSnapshot) -> Who:
        """For the call's note."""
        shown = self.presenter
        return Who(
            shown.name(call),
            shown.names(call),
            shown.card_values(call),
            self.callers.values(call),
        )

    def _lookup_or_none(self, settings: Customer, secrets: Secrets) -> Lookup | None:
        try:
            return lookup_of(settings, self._numbering, secrets)
        except LocalError as error:
            self._unusable("lookup_url", str(error))
            return None

    def _pop_or_none(self, settings: Customer) -> Pop:
        """A CRM that can be opened: a button that can only fail is none."""
        pop = pop_of(settings)
        try:
            if pop.configured:
                pop.target(dict.fromkeys(PLACEHOLDERS, "0"))
            return pop
        except LocalError as error:
            self._unusable("pop_command" if pop.command else "pop_url", str(error))
            return Pop()

    def _unusable(self, key: str, detail: str) -> None:
        name = f"customer.{key}"
        self._notices.add(NoticeKind.CUSTOMER_SETTING, name, setting=name, detail=detail)

    def _ask_earlier(self, key: str, then: Callable[[Earlier], None]) -> None:
        since = self.history.now() - REPEATED_WITHIN_DAYS * DAY_S
        self.records.ask(lambda tables: tables.calls.earlier(key, since), then)

    def _ask_last(self, key: str, then: Callable[[LoggedCall | None], None]) -> None:
        self.records.ask(lambda tables: tables.calls.last_with(key), then)

    def _use(self, contacts: Contacts) -> None:
        self._notices.resolve(NoticeKind.CONTACTS_UNREADABLE)
        for problem in contacts.problems:
            self._notices.add(
                NoticeKind.CONTACTS_UNREADABLE,
                problem.where,
                file=problem.where,
                detail=problem.what,
            )
        self.callers.use_contacts(contacts)
        self.history.contacts_changed()
