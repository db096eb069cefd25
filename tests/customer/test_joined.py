"""What the composition makes of the settings: what cannot be used is said, the rest works."""

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.assist.assist import Assist
from desktop.assist.session import AssistSession
from desktop.clock import ManualClock
from desktop.compositions.customers import Customers
from desktop.compositions.profile import load_profile
from desktop.presenters.notices import Notices
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.registry import CallRegistry
from ui.customer_states import LookupView
from ui.notice_states import NoticeKind

pytestmark = pytest.mark.process

RINGING = CallSnapshot(
    "c1", "desk", Direction.INCOMING, CallState.INCOMING, "sip:03023125014@pbx.example"
)


class Joined:
    def __init__(self, file: Path) -> None:
        self.notices = Notices()
        self.posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.registry = CallRegistry()
        self.customers = Customers(
            load_profile(file, "agent", self.notices),
            self.notices,
            registry=self.registry,
            assist=Assist(_no_session),
            clock=ManualClock(),
            post=self.posted.put,
            open_url=lambda url: True,
            changed=lambda: None,
        )
        self.customers.start()

    def until(self, true: Callable[[], bool]) -> None:
        """Play the app thread until it is."""
        while not true():
            self.posted.get(timeout=10)()


def _no_session() -> AssistSession:
    raise AssertionError("no call is answered here")


Join = Callable[[str], Joined]


@pytest.fixture
def join(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Join]:
    monkeypatch.setenv("BEISTAND_PASSWORD_RECORDS_KEY", "5a" * 32)
    made: list[Joined] = []

    def make(text: str) -> Joined:
        file = tmp_path / "settings.toml"
        file.write_text(f"[customer]\n{text}\n", "utf-8")
        made.append(Joined(file))
        return made[-1]

    yield make
    for one in made:
        one.customers.stop()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('lookup_url = "http://crm.example/{number}"', "lookup_url"),
        ('lookup_url = "https://crm.example/"', "lookup_url"),
        ('lookup_url = "https://crm.example/{number}"\nlookup_header = "a b"', "lookup_url"),
        ('pop_url = "javascript:{name}"', "pop_url"),
        ('pop_url = "gopher://crm.example/{number}"', "pop_url"),
        ('pop_command = ["no-such-program"]', "pop_command"),
        ('country = "XX"', "country"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_offers_nothing(
    join: Join, text: str, key: str
) -> None:
    one = join(text)
    (notice,) = one.notices.views
    assert notice.kind is NoticeKind.CUSTOMER_SETTING
    given = dict(notice.params)
    assert given["setting"] == f"customer.{key}" and given["detail"]
    one.registry.apply_call(RINGING)
    view = one.customers.presenter.view(RINGING)
    assert view is not None and view.lookup is LookupView.OFF and not view.can_open


def test_contacts_come_when_they_are_read_and_the_table_answers(join: Join, tmp_path: Path) -> None:
    (tmp_path / "all.vcf").write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Karla Müller\nTEL:030 23125014\nEND:VCARD\n", "utf-8"
    )
    (tmp_path / "all.csv").write_text("phone;since\n+493023125014;2019\n", "utf-8")
    one = join(
        'contacts = ["all.vcf", "gone.vcf"]\nlookup_file = "all.csv"\nlookup_columns = ["phone"]'
    )
    one.registry.apply_call(RINGING)
    presenter = one.customers.presenter
    one.until(lambda: presenter.name(RINGING) == "Karla Müller")
    one.until(lambda: (view := presenter.view(RINGING)) is not None and view.since == "2019")
    assert [n.kind for n in one.notices.views] == [NoticeKind.CONTACTS_UNREADABLE]


def test_contacts_that_change_change_the_name_of_who_is_on_the_line(
    join: Join, tmp_path: Path
) -> None:
    file = tmp_path / "all.vcf"
    one = join('contacts = ["all.vcf"]')
    one.registry.apply_call(RINGING)
    one.until(lambda: bool(one.notices.views))
    assert [n.kind for n in one.notices.views] == [NoticeKind.CONTACTS_UNREADABLE]
    file.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Karla\nTEL:030 23125014\nEND:VCARD\n")
    one.until(lambda: one.customers.presenter.name(RINGING) == "Karla")
    assert one.notices.views == ()
