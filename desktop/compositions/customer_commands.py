"""`beistand customer` and `beistand history`: what a phone would know, open and remember.

Without a window and without a telephone: for whoever sets the customer system up.
"""

import getpass
import json
import queue
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from desktop.compositions.customers import lookup_of, numbering_of, pop_of
from desktop.compositions.profile import Profile, load_profile
from desktop.customer.callers import REPEATED_WITHIN_DAYS
from desktop.customer.contacts import load_contacts
from desktop.customer.lookup import TIMEOUT_S, Answer, Found, NoAnswer, Trouble
from desktop.customer.numbers import Number
from desktop.customer.pop import OpenAddress
from desktop.errors import LocalError
from desktop.presenters.customers import TROUBLES
from desktop.presenters.notices import Notices
from desktop.records.call_log import DAY_S, CallLog, Earlier, LoggedCall
from desktop.records.export import export_csv
from desktop.records.key import key_of_records
from desktop.records.store import open_store
from desktop.settings.secrets import NoKeyring, SystemSecrets

OK: Final = 0
UNREACHABLE: Final = 3
_GETTING_READY_S: Final = 10.0
"""A phone has its client loaded long before a call; a command waits for that."""


def show_customer(settings_file: Path | None, text: str, *, as_json: bool) -> int:
    """Say what a phone would know of the caller `text`, and what it would open; opens nothing."""
    profile = _profile(settings_file)
    settings = profile.settings.customer
    numbering = numbering_of(settings)
    number = numbering.of_address(text) if text.startswith(("sip", "tel")) else numbering.read(text)
    contacts = load_contacts(map(Path, settings.contacts), numbering)
    contact = contacts.find(number.key)
    answer, took_s = _ask(profile, number)
    customer = answer.customer if isinstance(answer, Found) else None
    name = contact.name if contact is not None else customer.name if customer is not None else ""
    said: dict[str, Any] = {
        "v": 1,
        "number": {
            "key": number.key,
            "national": numbering.national(number),
            "extension": number.extension,
        },
        "contact": None if contact is None else contact.name,
        "lookup": _lookup_words(answer),
        "lookup_ms": round(took_s * 1000),
        "customer": None if customer is None else asdict(customer),
        "unreadable_facts": list(answer.wrong) if isinstance(answer, Found) else [],
        "earlier_contacts_30d": _earlier(profile, number).contacts,
        "opens": _opens(profile, number, numbering.national(number), name),
    }
    for problem in contacts.problems:
        print(f"beistand: {problem}", file=sys.stderr)  # noqa: T201
    if as_json:
        print(json.dumps(said, ensure_ascii=False))  # noqa: T201
    else:
        for key, value in said.items():
            if key != "v":
                print(f"{key + ':':<22}{_plain(value)}")  # noqa: T201
    return UNREACHABLE if isinstance(answer, NoAnswer) else OK


def store_secret(name: str) -> int:
    """Ask for a secret, without showing it, and keep it in the keyring as `name`."""
    given = getpass.getpass("Secret: ") if sys.stdin.isatty() else sys.stdin.readline()
    secret = given.strip()
    if not secret or not secret.isprintable():
        raise LocalError("there is no secret on the input", action="Type it, or pipe it in")
    SystemSecrets().store_password(name, secret)
    print("beistand: the secret is in the keyring", file=sys.stderr)  # noqa: T201
    return OK


def list_history(settings_file: Path | None, search: str, *, as_json: bool) -> int:
    """Print the calls that hold every word of `search`, newest first."""
    profile = _profile(settings_file)
    numbering = numbering_of(profile.settings.customer)
    with _log(profile) as log:
        calls = log.search(search)
    if as_json:
        items = [_item(call) for call in calls]
        print(json.dumps({"v": 1, "items": items}, ensure_ascii=False))  # noqa: T201
        return OK
    for call in calls:
        lasted = "-" if call.duration_s is None else f"{call.duration_s:.0f} s"
        shown = numbering.shown(numbering.of_address(call.peer_uri))
        at = datetime.fromtimestamp(call.started_at).astimezone().strftime("%Y-%m-%d %H:%M")
        print(f"{at}  {call.direction:<9}{lasted:>7}  {shown}  {call.peer_name}")  # noqa: T201
    return OK


def export_history(settings_file: Path | None, file: Path) -> int:
    """Write all calls to `file` as CSV."""
    profile = _profile(settings_file)
    numbering = numbering_of(profile.settings.customer)
    with _log(profile) as log:
        try:
            count = export_csv(
                log.everything(),
                file,
                lambda call: numbering.shown(numbering.of_address(call.peer_uri)),
            )
        except OSError as error:
            what = f"the file cannot be written ({error.strerror or type(error).__name__})"
            raise LocalError(what, where=str(file), action="Check the folder") from error
    print(f"beistand: {count} calls written, not encrypted", file=sys.stderr)  # noqa: T201
    return OK


def delete_history(settings_file: Path | None) -> int:
    """Delete all calls."""
    with _log(_profile(settings_file)) as log:
        log.delete_all()
    return OK


def _profile(settings_file: Path | None) -> Profile:
    return load_profile(settings_file, "command", Notices())


@contextmanager
def _log(profile: Profile) -> Iterator[CallLog]:
    """The call log on the disk. Raises LocalError where there is none."""
    path = profile.paths.records
    if not path.exists():
        raise LocalError("no history is kept on this computer yet", action="Make a call first")
    connection = open_store(path, key_of_records(SystemSecrets(), exists=True))
    try:
        yield CallLog(connection)
    finally:
        connection.close()


def _ask(profile: Profile, number: Number) -> tuple[Answer | None, float]:
    """The lookup's answer and how long it took; None: no lookup is set up."""
    settings = profile.settings.customer
    lookup = lookup_of(settings, numbering_of(settings), SystemSecrets())
    if lookup is None:
        return None, 0.0
    answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    lookup.start()
    try:
        lookup.ready(_GETTING_READY_S)
        began_s = time.monotonic()
        lookup.ask(number, answers.put)
        try:
            answer = answers.get(timeout=2 * TIMEOUT_S)
        except queue.Empty:
            answer = NoAnswer(Trouble.SLOW)
        return answer, time.monotonic() - began_s
    finally:
        lookup.stop()


def _earlier(profile: Profile, number: Number) -> Earlier:
    since = time.time() - REPEATED_WITHIN_DAYS * DAY_S
    try:
        with _log(profile) as log:
            return log.earlier(number.key, since)
    except (LocalError, NoKeyring):
        return Earlier()


def _opens(profile: Profile, number: Number, national: str, name: str) -> str | list[str]:
    pop = pop_of(profile.settings.customer)
    if not pop.configured:
        return ""
    account = profile.settings.account("")
    target = pop.target(
        {
            "number": number.key,
            "national": national,
            "name": name,
            "account": account.name if account is not None else "",
            "direction": "incoming",
        }
    )
    return target.url if isinstance(target, OpenAddress) else list(target.arguments)


def _lookup_words(answer: Answer | None) -> str:
    match answer:
        case None:
            return "none is set up"
        case Found():
            return "found"
        case NoAnswer():
            return ", ".join(filter(None, (TROUBLES[answer.trouble], answer.detail)))
        case _:
            return "unknown"


def _item(call: LoggedCall) -> dict[str, Any]:
    at = datetime.fromtimestamp(call.started_at, UTC).isoformat(timespec="seconds")
    kept = asdict(call)
    return {"started": at} | {key: kept[key] for key in kept if key != "started_at"}


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}={_plain(item)}" for key, item in value.items() if item) or "-"
    if isinstance(value, list | tuple):
        return " ".join(map(json.dumps, value)) or "-"
    return str(value) if value not in (None, "") else "-"
