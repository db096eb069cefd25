"""A call that gets tense tells the supervisors by an agreed rule, unless the agent stops it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from brokers import PASSWORD, Mosquitto, has_mosquitto
from desks import Desk
from endpoints import Endpoint, quiet_config
from headless import QUIET, Headless, is_
from pytestqt.qtbot import QtBot

from resources import resource
from ui.states import HelpStep, RegistrationView

pytestmark = pytest.mark.e2e

SOON_MS, TENSE_MS = 60_000, 120_000


@pytest.fixture(params=["sip", "broker"])
def team(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The settings of the transport."""
    if request.param == "sip":
        yield ""
        return
    if not has_mosquitto():
        pytest.skip("mosquitto is not installed")
    (tmp_path / "broker").mkdir()
    broker = Mosquitto(tmp_path / "broker", ("leitung@127.0.0.1", "agent@127.0.0.1"))
    broker.start()
    monkeypatch.setenv("BEISTAND_PASSWORD_TEAM_BROKER", PASSWORD)
    yield f'[team]\nbroker = "mqtt://127.0.0.1:{broker.port}"\nname = "service"\n'
    broker.kill()


@pytest.fixture
def leitung(tmp_path: Path, team: str) -> Iterator[Headless]:
    one = Headless(tmp_path / "leitung.toml", QUIET + team, user="leitung", supervisor=True)
    yield one
    one.close()


def test_a_tense_call_tells_the_supervisors_unless_the_agent_stops_it(
    desk: Callable[..., Desk], leitung: Headless, team: str, tmp_path: Path, qtbot: QtBot
) -> None:
    one = desk(
        '[supervision]\ndisplay_name = "Platz 214"\n'
        f'supervisors = ["{leitung.address}"]\n'
        'rules = ["Erste: elevated", "Zweite: tense"]\n'
        f"{team}"
    )
    desktop = one.open()
    phone, overlay = desktop.presenter.phone_view, desktop.presenter.overlay_view
    qtbot.waitUntil(
        lambda: phone().account.registration is RegistrationView.DIRECT, timeout=SOON_MS
    )
    qtbot.waitUntil(lambda: phone().analysis.ready, timeout=SOON_MS)
    folder = tmp_path / "speaker"
    folder.mkdir(mode=0o700)
    wav = resource("demo", "call_de.wav")
    with Endpoint(folder, quiet_config("kundin", wav=Path(str(wav)))) as caller:
        caller.dial(one.address)
        qtbot.waitUntil(lambda: desktop.registry.talking is not None, timeout=SOON_MS)
        desktop.presenter.grant(overlay().call_id)

        qtbot.waitUntil(lambda: overlay().help is HelpStep.PENDING, timeout=TENSE_MS)
        rule = overlay().help_rule
        assert rule is not None and rule.name == "Erste" and not overlay().collapsed
        shown = desktop.shell.overlay.body.help_box.line
        qtbot.waitUntil(lambda: "Vereinbarte Regel „Erste“" in shown.text(), timeout=SOON_MS)
        desktop.shell.overlay.press_tell_nobody()
        stopped = overlay()
        assert stopped.help is HelpStep.IDLE and stopped.help_rule is None

        qtbot.waitUntil(lambda: overlay().help is HelpStep.PENDING, timeout=TENSE_MS)
        rule = overlay().help_rule
        assert rule is not None and rule.name == "Zweite"
        assert json.loads(leitung.do("escalations"))["items"] == []  # of the first nothing was sent
        qtbot.waitUntil(lambda: overlay().help is HelpStep.DELIVERED, timeout=SOON_MS)
        rule = overlay().help_rule
        assert rule is not None and rule.name == "Zweite"
        request = leitung.events.wait(is_("escalation"))["escalation"]
        assert (request["agent"], request["by_rule"], request["why"]) == (
            "Platz 214",
            "Zweite",
            [],
        )
        assert request["tension"] == "tense"
        assert len(json.loads(leitung.do("escalations"))["items"]) == 1
