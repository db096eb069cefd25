"""An agent asks for more than they may decide alone, and a supervisor answers: over SIP, and over a
team's broker."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from brokers import PASSWORD, Mosquitto, has_mosquitto
from desks import Desk
from endpoints import Endpoint
from headless import QUIET, Headless
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.compositions.agent import AgentDesktop
from desktop.compositions.ledger_commands import main as ledger
from resources import resource
from ui.goodwill import GoodwillWindow
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
unsigned_policy = "accept"
[supervision]
supervisors = ["{supervisor}"]
display_name = "Platz 214"
"""


@pytest.fixture(params=["sip", "mqtt"])
def team(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Settings: over SIP none, else a broker's."""
    if request.param == "sip":
        yield ""
        return
    if not has_mosquitto():
        pytest.skip("mosquitto is not installed")
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Mosquitto(folder, ("leitung@127.0.0.1", "agent@127.0.0.1"))
    broker.start()
    monkeypatch.setenv("BEISTAND_PASSWORD_TEAM_BROKER", PASSWORD)
    yield f'[team]\nbroker = "mqtt://127.0.0.1:{broker.port}"\nname = "service"\n'
    broker.kill()


@pytest.fixture
def leitung(tmp_path: Path, team: str) -> Iterator[Headless]:
    made = Headless(tmp_path / "leitung.toml", QUIET + team, user="leitung", supervisor=True)
    yield made
    made.close()


def in_the_panel(
    one: Desk, desktop: AgentDesktop, caller: Endpoint, qtbot: QtBot
) -> GoodwillWindow:
    """A call is up, and the agent has opened *Kulanz*."""
    overlay = desktop.shell.overlay
    qtbot.waitUntil(
        lambda: desktop.presenter.phone_view().account.registration is RegistrationView.DIRECT,
        timeout=SOON_MS,
    )
    caller.dial(one.address)
    qtbot.waitUntil(lambda: overlay.body.goodwill.isVisible(), timeout=SOON_MS)
    qtbot.mouseClick(overlay.body.goodwill, LEFT)
    qtbot.waitUntil(overlay.goodwill.isVisible, timeout=SOON_MS)
    return overlay.goodwill


def ask_for(window: GoodwillWindow, amount: str, qtbot: QtBot) -> None:
    window.by_hand.amount.clear()
    qtbot.keyClicks(window.by_hand.amount, amount)
    qtbot.mouseClick(window.reasons.buttons[0], LEFT)
    qtbot.waitUntil(lambda: window.by_hand.grant.words() == "Leitung fragen", timeout=SOON_MS)
    qtbot.mouseClick(window.by_hand.grant, LEFT)
    qtbot.waitUntil(window.approval.isVisible, timeout=SOON_MS)


def asked(leitung: Headless, qtbot: QtBot) -> dict[str, Any]:
    """The open question at the supervisor's, once it is there."""
    found: list[dict[str, Any]] = []

    def there() -> bool:
        items = json.loads(leitung.do("approvals", "--json"))["items"]
        found[:] = [one for one in items if one["settled"] is None]
        return bool(found)

    qtbot.waitUntil(there, timeout=SOON_MS)
    return found[0]


def test_less_is_allowed_and_another_time_it_is_declined(
    desk: Callable[..., Desk],
    caller: Endpoint,
    leitung: Headless,
    team: str,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BEISTAND_PASSWORD_RECORDS_KEY", "5a" * 32)
    policy = tmp_path / "policy.toml"
    policy.write_bytes(resource("policy/example.toml").read_bytes())
    settings = SETTINGS.format(policy=policy.as_posix(), supervisor=leitung.address)
    one = desk(settings + team, auto_answer=True)
    desktop = one.open()
    window = in_the_panel(one, desktop, caller, qtbot)

    ask_for(window, "150", qtbot)
    question = asked(leitung, qtbot)
    assert (question["agent"], question["kind"], question["amount"]) == (
        "Platz 214",
        "credit",
        "150",
    )
    leitung.do("refuse", question["id"], "Das ist zu viel")
    qtbot.waitUntil(lambda: "Das ist zu viel" in window.approval.line.text(), timeout=SOON_MS)
    assert not window.approval.grant.isVisible()

    ask_for(window, "100", qtbot)
    question = asked(leitung, qtbot)
    leitung.do("allow", question["id"], "80")
    qtbot.waitUntil(window.approval.grant.isVisible, timeout=SOON_MS)
    assert "80\N{NO-BREAK SPACE}€ statt 100" in window.approval.line.text()
    qtbot.mouseClick(window.approval.grant, LEFT)
    qtbot.waitUntil(window.granted.boxes[0].isVisible, timeout=SOON_MS)
    assert window.approval.isHidden()
    one.close()
    file = tmp_path / "ledger.csv"
    assert ledger(["export", str(file), "--settings", str(one.settings)]) == 0
    (row,) = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    assert (row["id"], row["amount"], row["decision"]) == (question["id"], "80", "ask")
    assert row["approved_by"] == leitung.address


def test_silence_blocks_nobody(
    desk: Callable[..., Desk],
    caller: Endpoint,
    leitung: Headless,
    team: str,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BEISTAND_PASSWORD_RECORDS_KEY", "5a" * 32)
    policy = tmp_path / "policy.toml"
    text = resource("policy/example.toml").read_text("utf-8")
    policy.write_text(text.replace("ask_timeout_s = 90", "ask_timeout_s = 10"), "utf-8")
    settings = SETTINGS.format(policy=policy.as_posix(), supervisor=leitung.address)
    one = desk(settings + team, auto_answer=True)
    desktop = one.open()
    window = in_the_panel(one, desktop, caller, qtbot)
    ask_for(window, "100", qtbot)
    asked(leitung, qtbot)
    qtbot.waitUntil(lambda: "Rückruf" in window.approval.line.text(), timeout=SOON_MS)
    qtbot.waitUntil(
        lambda: window.approval.line.text().startswith("Niemand hat geantwortet"), timeout=SOON_MS
    )
    (item,) = json.loads(leitung.do("approvals", "--json"))["items"]
    assert item["settled"] == "silent"
    one.close()
