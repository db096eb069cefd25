"""A customer calls, for real: who it is, from a real server; what is left after a restart."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from desks import Desk, notices_of
from endpoints import Endpoint, quiet_config
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from record_server import RecordServer, answer

from desktop.compositions.agent import AgentDesktop
from ui.customer_states import CallKind, LookupView
from ui.notice_states import NoticeKind
from ui.states import Level, ReasonChip, ReasonKind, RegistrationView

pytestmark = pytest.mark.e2e

SOON_MS = 20_000
KARLA = {
    "data": {"full": "Karla Müller", "open": ["Rechnung 10/2026"]},
    "contacts_30d": 3,
    "notes": "bittet um Rückruf",
}
SETTINGS = """
[analysis]
consent_mode = "off"
[customer]
lookup_url = "{url}/?user={{number}}"
name_field = "data.full"
open_matters_field = "data.open"
pop_url = "https://crm.example/{{number}}"
"""


@pytest.fixture
def customer(tmp_path: Path) -> Callable[[], Endpoint]:
    """A caller whose address is a number, as gateways send it."""

    def make() -> Endpoint:
        folder = tmp_path / "customer"
        folder.mkdir(mode=0o700, exist_ok=True)
        return Endpoint(folder, quiet_config("gateway", uri="sip:03023125014@127.0.0.1"))

    return make


def opened(one: Desk, qtbot: QtBot) -> AgentDesktop:
    desktop = one.open()
    qtbot.waitUntil(
        lambda: desktop.presenter.phone_view().account.registration is RegistrationView.DIRECT,
        timeout=SOON_MS,
    )
    return desktop


def labels(desktop: AgentDesktop) -> list[str]:
    """What can be read in the phone window now."""
    found = desktop.shell.phone.findChildren(QLabel)
    return [label.text() for label in found if label.isVisible()]


def test_who_calls_is_on_the_screen_and_only_the_call_is_kept(
    desk: Callable[..., Desk],
    customer: Callable[[], Endpoint],
    hermetic_home: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BEISTAND_PASSWORD_RECORDS_KEY", "5a" * 32)
    with RecordServer(answer(json.dumps(KARLA).encode())) as server:
        one = desk(SETTINGS.format(url=server.url), auto_answer=False)
        desktop = opened(one, qtbot)
        phone = desktop.presenter.phone_view
        with customer() as caller:
            caller.dial(one.address)
            qtbot.waitUntil(
                lambda: (
                    (call := phone().call) is not None
                    and call.customer is not None
                    and call.customer.lookup is LookupView.FOUND
                ),
                timeout=SOON_MS,
            )
            qtbot.waitUntil(lambda: "Karla Müller" in labels(desktop), timeout=SOON_MS)
            assert {"Rechnung 10/2026", "bittet um Rückruf", "3"} <= set(labels(desktop))
            (call,) = desktop.registry.calls
            desktop.presenter.calls.answer(call.call_id)
            qtbot.waitUntil(lambda: desktop.registry.talking is not None, timeout=SOON_MS)
            overlay = desktop.presenter.overlay_view()
            assert overlay.peer == "Karla Müller"
            assert overlay.reasons == (ReasonChip(ReasonKind.CONTACTS, 3),)
            assert overlay.level is Level.UNKNOWN and not overlay.alert
            desktop.presenter.calls.hang_up(call.call_id)
            qtbot.waitUntil(lambda: bool(phone().history.entries), timeout=SOON_MS)
    assert "GET /?user=%2B493023125014 " in server.asked[0]
    qtbot.waitUntil(lambda: "Karla Müller" not in labels(desktop), timeout=SOON_MS)
    assert not {NoticeKind.LOOKUP_FAILED, NoticeKind.HISTORY_IN_MEMORY} & set(notices_of(desktop))
    one.close()

    again = opened(one, qtbot)
    qtbot.waitUntil(lambda: bool(again.presenter.phone_view().history.entries), timeout=SOON_MS)
    (entry,) = again.presenter.phone_view().history.entries
    assert (entry.peer, entry.kind) == ("030 23125014", CallKind.INCOMING)
    one.close()
    for file in hermetic_home.rglob("*"):
        if file.is_file():
            raw = file.read_bytes()
            for private in ("Karla", "Rechnung 10", "Rückruf", "23125014"):
                assert private.encode() not in raw, file.name


def test_a_system_that_is_gone_costs_nothing_but_its_data(
    desk: Callable[..., Desk], customer: Callable[[], Endpoint], qtbot: QtBot
) -> None:
    one = desk(SETTINGS.format(url="http://127.0.0.1:9"), auto_answer=True)
    desktop = opened(one, qtbot)
    with customer() as caller:
        caller.dial(one.address)
        qtbot.waitUntil(lambda: desktop.registry.talking is not None, timeout=SOON_MS)
        qtbot.waitUntil(lambda: NoticeKind.LOOKUP_FAILED in notices_of(desktop), timeout=SOON_MS)
        qtbot.waitUntil(lambda: "Kundendaten nicht verfügbar" in labels(desktop), timeout=SOON_MS)
        assert desktop.registry.talking is not None
    assert NoticeKind.HISTORY_IN_MEMORY in notices_of(desktop)
