"""From a call's words to the CRM: a line is clicked, the call ends, the note is sent."""

from collections.abc import Callable
from pathlib import Path

import pytest
from desks import Desk, notices_of
from endpoints import Endpoint
from posted_notes import Crm
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from inference.messages import Utterance
from ui.notice_states import NoticeKind
from ui.states import RegistrationView

pytestmark = pytest.mark.e2e

SOON_MS = 20_000
LEFT = Qt.MouseButton.LeftButton
SETTINGS = """
[agent]
wrap_up_s = 300
[analysis]
consent_mode = "off"
[note]
post_url = "{url}/notes"
post_body = '{{"case": {{"text": "{{note}}", "direction": "{{direction}}"}}}}'
"""


def test_a_line_that_was_clicked_comes_into_the_crm_and_nowhere_else(
    desk: Callable[..., Desk],
    caller: Endpoint,
    hermetic_home: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BEISTAND_PASSWORD_RECORDS_KEY", "5a" * 32)
    with Crm("503 Service Unavailable") as crm:
        one = desk(SETTINGS.format(url=crm.url), auto_answer=True)
        desktop = one.open()
        phone, view = desktop.shell.phone, desktop.presenter.phone_view
        qtbot.waitUntil(
            lambda: view().account.registration is RegistrationView.DIRECT, timeout=SOON_MS
        )
        caller.dial(one.address)
        qtbot.waitUntil(lambda: desktop.registry.talking is not None, timeout=SOON_MS)
        call = desktop.registry.talking
        assert call is not None
        # as the worker says it: no model is loaded for this test
        for number, said in enumerate(("Hier ist Kundin Schmidt.", "IBAN DE89370400440532013000.")):
            end_s = 2.0 + 3 * number
            desktop.presenter.evidence(Utterance(call.call_id, 1, end_s - 1, end_s, said))
        strip = phone.call.transcript
        qtbot.waitUntil(lambda: len(strip.lines) == 2, timeout=SOON_MS)
        qtbot.mouseClick(strip.said[1], LEFT)
        qtbot.waitUntil(lambda: "herausnehmen" in strip.said[1].accessibleName(), timeout=SOON_MS)
        desktop.presenter.calls.hang_up(call.call_id)
        page = phone.note
        qtbot.waitUntil(lambda: phone.pages.currentWidget() is page, timeout=SOON_MS)
        text = page.text.toPlainText()
        assert "Kunde: „IBAN ••••••••••••••••••••••.“" in text and "Schmidt" not in text

        qtbot.keyClicks(page.promise, "Freitag 14 Uhr")
        qtbot.mouseClick(page.add, LEFT)
        qtbot.waitUntil(
            lambda: page.text.toPlainText() == f"{text}\nZugesagt: Freitag 14 Uhr", timeout=SOON_MS
        )
        qtbot.mouseClick(page.copy, LEFT)
        qtbot.waitUntil(lambda: page.outcome.text() == "Kopiert.", timeout=SOON_MS)
        assert QGuiApplication.clipboard().text() == page.text.toPlainText()
        qtbot.mouseClick(page.post, LEFT)
        qtbot.waitUntil(lambda: NoticeKind.NOTE_NOT_POSTED in notices_of(desktop), timeout=SOON_MS)
        qtbot.waitUntil(page.post.isEnabled, timeout=SOON_MS)
        assert "Zugesagt: Freitag 14 Uhr" in page.text.toPlainText()
        crm.status = "201 Created"
        sent = page.text.toPlainText()
        qtbot.mouseClick(page.post, LEFT)
        qtbot.waitUntil(lambda: NoticeKind.NOTE_POSTED in notices_of(desktop), timeout=SOON_MS)
        qtbot.waitUntil(lambda: phone.pages.currentWidget() is phone.dial, timeout=SOON_MS)
        crm.bodies.get(timeout=5)
        assert crm.bodies.get(timeout=5) == {"case": {"text": sent, "direction": "incoming"}}
        one.close()
    for file in hermetic_home.rglob("*"):
        if file.is_file():
            raw = file.read_bytes()
            for private in ("Schmidt", "IBAN", "Freitag"):
                assert private.encode() not in raw, file.name
