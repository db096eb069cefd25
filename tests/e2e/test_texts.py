"""A text within a call, from the field in the window to another telephone, and its answer back."""

from collections.abc import Callable, Iterator

import pytest
from desks import Desk, notices_of
from endpoints import Endpoint
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from wire import WirePhone

from desktop.compositions.agent import AgentDesktop
from desktop.telephony.engine import messages as m
from ui.call_states import CallPhaseView, TextStep
from ui.notice_states import NoticeKind
from ui.states import RegistrationView

pytestmark = pytest.mark.e2e

SOON_MS = 20_000
OFF = '[analysis]\nconsent_mode = "off"\n'


def opened(qtbot: QtBot, one: Desk) -> AgentDesktop:
    desktop = one.open()
    direct = RegistrationView.DIRECT
    qtbot.waitUntil(
        lambda: desktop.presenter.phone_view().account.registration is direct, timeout=SOON_MS
    )
    return desktop


def connected(qtbot: QtBot, desktop: AgentDesktop) -> None:
    def true() -> bool:
        call = desktop.presenter.phone_view().call
        return call is not None and call.phase is CallPhaseView.CONNECTED

    qtbot.waitUntil(true, timeout=SOON_MS)
    desktop.shell.render_now()


def write(qtbot: QtBot, desktop: AgentDesktop, text: str) -> None:
    page = desktop.shell.phone.call
    page.write.click()
    page.text_panel.field.setText(text)
    qtbot.keyClick(page.text_panel.field, Qt.Key.Key_Return)


def outcome(qtbot: QtBot, desktop: AgentDesktop, step: TextStep) -> str:
    def true() -> bool:
        call = desktop.presenter.phone_view().call
        return call is not None and call.text is not None and call.text.step is step

    qtbot.waitUntil(true, timeout=SOON_MS)
    desktop.shell.render_now()
    return desktop.shell.phone.call.text_panel.outcome.text()


@pytest.fixture
def one(desk: Callable[..., Desk]) -> Iterator[Desk]:
    yield desk(OFF)


def test_a_text_arrives_where_the_call_does_and_back(
    one: Desk, caller: Endpoint, qtbot: QtBot
) -> None:
    desktop = opened(qtbot, one)
    call_id = caller.dial(one.address)
    connected(qtbot, desktop)
    write(qtbot, desktop, "Vorgang 4711 – grün")
    received = caller.wait(m.MessageReceived)
    assert (received.content_type, received.body) == ("text/plain", "Vorgang 4711 – grün")
    assert outcome(qtbot, desktop, TextStep.DELIVERED) == "Zugestellt: „Vorgang 4711 – grün“"
    caller.send(m.SendText("t1", call_id, "Danke"))
    qtbot.waitUntil(lambda: NoticeKind.TEXT_MESSAGE in notices_of(desktop), timeout=SOON_MS)
    assert dict(notices_of(desktop)[NoticeKind.TEXT_MESSAGE].params)["text"] == "Danke"


def test_a_telephone_that_takes_no_texts_is_said_and_the_call_goes_on(
    one: Desk, qtbot: QtBot
) -> None:
    desktop = opened(qtbot, one)
    with WirePhone(one.port) as wire:
        wire.establish()
        connected(qtbot, desktop)
        write(qtbot, desktop, "Vorgang 4711")
        wire.respond(wire.next_request("MESSAGE"), "405 Method Not Allowed")
        said = outcome(qtbot, desktop, TextStep.FAILED)
        assert said == "Nicht zugestellt: Das Telefon der Gegenseite nimmt keine Texte an."
        assert desktop.shell.phone.call.text_panel.field.text() == "Vorgang 4711"
        assert NoticeKind.COMMAND_FAILED not in notices_of(desktop)
        connected(qtbot, desktop)
