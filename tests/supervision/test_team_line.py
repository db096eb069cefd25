"""A desktop's line to its team, as the settings describe it, on a real broker."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from brokers import PASSWORD, Amqtt, Mosquitto, has_mosquitto
from desks import free_port, settings_toml
from team import ANNA, Team

from desktop.compositions.profile import load_profile
from desktop.compositions.sign_in import Answered
from desktop.compositions.team import TeamLine
from desktop.presenters.notices import Notices
from desktop.settings.secrets import TEAM_BROKER
from desktop.supervision.mqtt.packets import DeskActivity
from desktop.supervision.mqtt.topics import Role
from desktop.supervision.mqtt.transport import DeskShown
from ui.notice_states import NoticeKind, NoticeView

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not has_mosquitto(), reason="mosquitto is not installed"),
]

AGENT = "sip:agent@127.0.0.1"
ACCOUNTS = ("anna@pbx.example", "agent@127.0.0.1")


class Keyring:
    """Holds one password."""

    def __init__(self, password: str) -> None:
        self.password = password

    def password_for(self, name: str) -> str | None:
        assert name == TEAM_BROKER
        return self.password

    def store_password(self, name: str, password: str) -> None:
        self.password = password


class Desktop:
    """An agent's end of the line; `asked` are the questions for a password that are open."""

    def __init__(self, folder: Path, broker: Mosquitto | Amqtt, team: Team, password: str) -> None:
        settings = folder / "agent.toml"
        more = f'[team]\nbroker = "mqtt://127.0.0.1:{broker.port}"\nname = "service"\n'
        settings.write_text(settings_toml(free_port(), more), "utf-8")
        self.asked: list[Answered] = []
        self.notices = Notices()
        self.line = TeamLine(
            load_profile(settings, "agent", Notices()),
            Role.AGENT,
            self.notices,
            Keyring(password),
            clock=team.clock,
            ask=lambda name, can_store, wrong, answered: self.asked.append(answered),
            post=team.post,
            on_roll=lambda: None,
        )
        self.line.start()

    def trouble(self) -> list[NoticeKind]:
        return [notice.kind for notice in self.notices.views]

    def notice(self) -> NoticeView:
        (notice,) = self.notices.views
        return notice


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Mosquitto(folder, ACCOUNTS)
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def team(broker: Mosquitto) -> Iterator[Team]:
    team = Team(broker.broker, PASSWORD)
    yield team
    team.close()


@pytest.fixture
def desktop(tmp_path: Path, broker: Mosquitto, team: Team) -> Iterator[Callable[[str], Desktop]]:
    made: list[Desktop] = []

    def make(password: str) -> Desktop:
        made.append(Desktop(tmp_path, broker, team, password))
        return made[-1]

    yield make
    for one in made:
        one.line.stop()


def test_who_signs_in_again_is_heard_as_before(
    team: Team, desktop: Callable[[str], Desktop]
) -> None:
    """The same run on another connection: what it says is newer than what it said."""
    agent = desktop(PASSWORD)
    _, anna = team.supervisor(ANNA)

    def doing() -> DeskActivity | None:
        known = anna.transport.roll.of(AGENT)
        return known.presence.activity if known is not None else None

    team.until(lambda: doing() is DeskActivity.READY)
    agent.line.transport.show(DeskShown(DeskActivity.IN_CALL))
    team.until(lambda: doing() is DeskActivity.IN_CALL)
    agent.line.ask()
    agent.asked.pop()(PASSWORD, False)
    agent.line.transport.show(DeskShown(DeskActivity.WRAP_UP))
    team.until(lambda: doing() is DeskActivity.WRAP_UP)
    assert agent.trouble() == []


def test_a_wrong_password_is_asked_for_again_and_the_right_one_mends_it(
    team: Team, desktop: Callable[[str], Desktop]
) -> None:
    agent = desktop("wrong")
    team.until(lambda: len(agent.asked) == 1)
    assert agent.trouble() == [NoticeKind.TEAM_REFUSED]
    agent.asked.pop()("wrong again", False)
    team.until(lambda: len(agent.asked) == 1)
    agent.asked.pop()(PASSWORD, False)
    team.until(lambda: agent.trouble() == [])


def test_what_the_brokers_rules_keep_back_is_said(tmp_path: Path, team: Team) -> None:
    silent = Amqtt(gives_nothing=True)
    silent.start()
    agent = Desktop(tmp_path, silent, team, PASSWORD)
    try:
        team.until(lambda: agent.trouble() == [NoticeKind.TEAM_WITHHELD])
        silent.kill()
        team.until(lambda: agent.trouble() == [NoticeKind.TEAM_UNREACHABLE])
    finally:
        agent.line.stop()
        silent.kill()


def test_a_broker_that_is_away_is_said_once_however_often_it_is_tried(
    team: Team, broker: Mosquitto, desktop: Callable[[str], Desktop]
) -> None:
    agent = desktop(PASSWORD)
    _, anna = team.supervisor(ANNA)
    team.until(lambda: anna.transport.roll.of(AGENT) is not None)
    broker.kill()
    team.until(lambda: agent.trouble() == [NoticeKind.TEAM_UNREACHABLE])
    agent.notices.dismiss(agent.notice().notice_id)
    connection = agent.line._connection
    assert connection is not None
    tried = connection.tried
    team.until(lambda: connection.tried >= tried + 2)
    assert agent.trouble() == [], "what was put away comes back only when something has changed"
    broker.start()
    team.until(lambda: anna.connected)
