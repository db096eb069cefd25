"""The doctor's look at what knows the customers: contacts, lookup, CRM, history."""

import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from desktop.compositions.customers import lookup_of, numbering_of, pop_of
from desktop.compositions.findings import Finding, Verdict
from desktop.compositions.notes import post_of, template_of
from desktop.customer.contacts import load_contacts
from desktop.customer.lookup import TIMEOUT_S, Answer, NoAnswer, Trouble
from desktop.customer.numbers import Number
from desktop.customer.pop import OpenAddress
from desktop.customer.templates import PLACEHOLDERS
from desktop.errors import LocalError
from desktop.paths import Paths
from desktop.presenters.customers import TROUBLES
from desktop.records.call_log import CallLog
from desktop.records.key import key_of_records
from desktop.records.store import StoreError, open_store
from desktop.settings.model import Settings
from desktop.settings.secrets import RECORDS_KEY, NoKeyring, Secrets

_READY_S: Final = 10.0
_NOBODY: Final = Number("0")
"""What the lookup is asked for: a number that nobody has."""


def examine_customers(settings: Settings, paths: Paths, secrets: Secrets) -> Iterator[Finding]:
    """Contacts, lookup and CRM where they are set up, and the history."""
    if not numbering_of(settings.customer).knows_country:
        what = f"nobody knows the numbers of {settings.customer.country}"
        yield Finding("numbers", Verdict.MISSING, what, "Correct customer.country (ISO 3166)")
    yield from _contacts(settings)
    yield from _lookup(settings, secrets)
    yield from _crm(settings)
    yield from _notes(settings, secrets)
    yield _history(settings, paths, secrets)


def _contacts(settings: Settings) -> Iterator[Finding]:
    places = settings.customer.contacts
    if not places:
        return
    contacts = load_contacts(map(Path, places), numbering_of(settings.customer))
    for problem in contacts.problems:
        yield Finding("contacts", Verdict.MISSING, str(problem), problem.action)
    yield Finding("contacts", Verdict.OK, f"with a number: {len(contacts.everybody)}")


def _lookup(settings: Settings, secrets: Secrets) -> Iterator[Finding]:
    try:
        lookup = lookup_of(settings.customer, numbering_of(settings.customer), secrets)
    except LocalError as error:
        yield Finding("lookup", Verdict.MISSING, error.what, error.action)
        return
    if lookup is None:
        return
    answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    lookup.start()
    try:
        lookup.ready(_READY_S)
        lookup.ask(_NOBODY, answers.put)
        answer = answers.get(timeout=2 * TIMEOUT_S)
    except queue.Empty:
        answer = NoAnswer(Trouble.SLOW)
    finally:
        lookup.stop()
    if isinstance(answer, NoAnswer):
        said = ", ".join(filter(None, (TROUBLES[answer.trouble], answer.detail)))
        where = f"{answer.where}: " if answer.where else ""
        action = "Check the address, the secret and the network; beistand customer NUMBER shows all"
        yield Finding("lookup", Verdict.MISSING, f"{where}{said}", action)
    else:
        yield Finding("lookup", Verdict.OK, "the customer system answers")


def _crm(settings: Settings) -> Iterator[Finding]:
    pop = pop_of(settings.customer)
    if not pop.configured:
        return
    try:
        target = pop.target(dict.fromkeys(PLACEHOLDERS, "0"))
    except LocalError as error:
        yield Finding("crm", Verdict.MISSING, error.what, error.action)
        return
    said = target.url if isinstance(target, OpenAddress) else " ".join(target.arguments)
    yield Finding("crm", Verdict.OK, f"would open {said}")


def _notes(settings: Settings, secrets: Secrets) -> Iterator[Finding]:
    """Whether notes could be drafted and posted; posts nothing."""
    try:
        for language in ("de", "en"):
            template_of(settings.note, language)
        post = post_of(settings.note, secrets)
    except LocalError as error:
        where = f"{error.where}: " if error.where else ""
        yield Finding("notes", Verdict.MISSING, f"{where}{error.what}", error.action)
        return
    if post is not None:
        post.stop()
        yield Finding("notes", Verdict.OK, "notes can be posted to the CRM")


def _history(settings: Settings, paths: Paths, secrets: Secrets) -> Finding:
    days = settings.records.keep_days
    if not days:
        return Finding("history", Verdict.OK, "the settings keep nothing")
    exists = paths.records.exists()
    try:
        if not exists:
            secrets.password_for(RECORDS_KEY)  # is there a keyring at all? The phone makes the key
            return Finding("history", Verdict.OK, "none yet; there is a keyring for its key")
        connection = open_store(paths.records, key_of_records(secrets, exists=True))
    except NoKeyring as error:
        what = f"{error.what}: calls are kept in memory only"
        return Finding("history", Verdict.MISSING, what, error.action)
    except LocalError as error:
        return Finding("history", Verdict.MISSING, error.what, error.action)
    try:
        count = sum(1 for _ in CallLog(connection).everything())
    except StoreError:
        what = f"{paths.records.name} is damaged"
        return Finding("history", Verdict.MISSING, what, "Export what can be read, then delete it")
    finally:
        connection.close()
    return Finding("history", Verdict.OK, f"{count} calls, encrypted, kept for {days} days")
