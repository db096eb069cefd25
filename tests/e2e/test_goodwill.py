"""A customer is granted something in a real call, and it is in the ledger for accounting."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from desks import Desk, notices_of
from endpoints import Endpoint
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.compositions.ledger_commands import main as ledger
from desktop.discretion.signing import new_key, sign
from desktop.errors import LocalError
from resources import resource
from ui.notice_states import NoticeKind
from ui.states import RegistrationView

pytestmark = pytest.mark.e2e

SOON_MS = 20_000
LEFT = Qt.MouseButton.LeftButton
SETTINGS = """
[analysis]
consent_mode = "off"
[records]
keep_days = 0
[discretion]
policy = "{policy}"
unsigned_policy = "refuse"
signers = ["{signer}"]
"""


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BEISTAND_PASSWORD_RECORDS_KEY", "5a" * 32)
    file = tmp_path / "policy.toml"
    file.write_bytes(resource("policy/example.toml").read_bytes())
    return file


def test_from_the_key_in_the_call_to_accounting(
    desk: Callable[..., Desk], caller: Endpoint, policy: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    pem, public = new_key()
    sign(policy, pem)
    one = desk(SETTINGS.format(policy=policy.as_posix(), signer=public), auto_answer=True)
    desktop = one.open()
    overlay = desktop.shell.overlay
    window = overlay.goodwill
    qtbot.waitUntil(
        lambda: desktop.presenter.phone_view().account.registration is RegistrationView.DIRECT,
        timeout=SOON_MS,
    )
    caller.dial(one.address)
    qtbot.waitUntil(lambda: overlay.body.goodwill.isVisible(), timeout=SOON_MS)
    qtbot.mouseClick(overlay.body.goodwill, LEFT)
    qtbot.waitUntil(window.isVisible, timeout=SOON_MS)
    qtbot.keyClicks(window.by_hand.amount, "100")
    qtbot.mouseClick(window.reasons.buttons[0], LEFT)
    qtbot.mouseClick(window.by_hand.grant, LEFT)
    qtbot.waitUntil(lambda: window.line.text().startswith("Nur nach Rückfrage"), timeout=SOON_MS)
    window.by_hand.amount.clear()
    qtbot.keyClicks(window.by_hand.amount, "12,50")
    qtbot.mouseClick(window.by_hand.grant, LEFT)
    box = window.granted.boxes[0]
    qtbot.waitUntil(box.isVisible, timeout=SOON_MS)
    assert "17,50" in window.limits.text() and "107,50" in window.limits.text()
    qtbot.mouseClick(box.customer, LEFT)
    told = QGuiApplication.clipboard().text()
    assert told == "Wir schreiben Ihnen 12,50\N{NO-BREAK SPACE}€ gut."
    qtbot.mouseClick(box.undo, LEFT)
    qtbot.waitUntil(box.isHidden, timeout=SOON_MS)
    qtbot.mouseClick(window.reasons.buttons[0], LEFT)
    qtbot.keyClicks(window.by_hand.amount, "5")
    qtbot.mouseClick(window.by_hand.grant, LEFT)
    qtbot.waitUntil(box.isVisible, timeout=SOON_MS)
    call = desktop.registry.talking
    assert call is not None
    desktop.presenter.calls.hang_up(call.call_id)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=SOON_MS)
    offered = notices_of(desktop)[NoticeKind.GRANT_CAN_BE_UNDONE]
    desktop.presenter.act_on_notice(offered.notice_id)
    qtbot.waitUntil(lambda: NoticeKind.GRANT_UNDONE in notices_of(desktop), timeout=SOON_MS)
    one.close()
    file = tmp_path / "ledger.csv"
    assert ledger(["export", str(file), "--settings", str(one.settings)]) == 0
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert [row["amount"] for row in rows] == ["12.50", "-12.50", "5", "-5"]
    assert rows[1]["undoes"] == rows[0]["id"] != "" and rows[3]["undoes"] == rows[2]["id"]
    assert ledger(["export", str(file), "--before", "2020-01-01"]) == 0
    assert len(file.read_text("utf-8-sig").splitlines()) == 1


def test_a_policy_holds_while_it_is_signed(
    desk: Callable[..., Desk], caller: Endpoint, policy: Path, qtbot: QtBot
) -> None:
    pem, public = new_key()
    one = desk(SETTINGS.format(policy=policy.as_posix(), signer=public), auto_answer=True)
    desktop = one.open()
    qtbot.waitUntil(lambda: NoticeKind.POLICY_REFUSED in notices_of(desktop), timeout=SOON_MS)
    sign(policy, pem)
    qtbot.waitUntil(lambda: NoticeKind.POLICY_REFUSED not in notices_of(desktop), timeout=SOON_MS)
    caller.dial(one.address)
    overlay = desktop.shell.overlay
    limits = overlay.goodwill.limits
    qtbot.waitUntil(lambda: "30" in limits.text(), timeout=SOON_MS)
    policy.write_text(policy.read_text("utf-8").replace("alone = 30", "alone = 31"), "utf-8")
    qtbot.waitUntil(lambda: NoticeKind.POLICY_REFUSED in notices_of(desktop), timeout=SOON_MS)
    qtbot.waitUntil(overlay.body.goodwill.isHidden, timeout=SOON_MS)
    sign(policy, pem)
    qtbot.waitUntil(lambda: "31" in limits.text(), timeout=SOON_MS)
    qtbot.waitUntil(overlay.body.goodwill.isVisible, timeout=SOON_MS)
    one.close()


def test_where_nothing_was_ever_kept_there_is_nothing_to_export(
    hermetic_home: Path, tmp_path: Path
) -> None:
    with pytest.raises(LocalError, match="nothing is kept"):
        ledger(["export", str(tmp_path / "ledger.csv")])
