"""A phone without a window, in a team on a real broker: from `beistand ctl help` to the end."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from brokers import PASSWORD, Mosquitto, has_mosquitto
from headless import QUIET, Headless, is_
from team import ANNA, Team

from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.messages import HelpReason
from desktop.supervision.mqtt.packets import DeskActivity
from desktop.supervision.mqtt.roll import Known
from desktop.supervision.received import RequestStep

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not has_mosquitto(), reason="mosquitto is not installed"),
]

AGENT = "sip:agent@127.0.0.1"
ACCOUNTS = ("anna@pbx.example", "agent@127.0.0.1")


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Team, Mosquitto]]:
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Mosquitto(folder, ACCOUNTS)
    broker.start()
    monkeypatch.setenv("BEISTAND_PASSWORD_TEAM_BROKER", PASSWORD)
    team = Team(broker.broker, PASSWORD)
    yield team, broker
    team.close()
    broker.kill()


@pytest.fixture
def headless(tmp_path: Path) -> Iterator[Callable[..., Headless]]:
    made: list[Headless] = []

    def make(name: str, more: str = QUIET, **options: Any) -> Headless:
        made.append(Headless(tmp_path / f"{name}.toml", more, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


def settings(broker: Mosquitto) -> str:
    return f"""{QUIET}
[supervision]
supervisors = ["{ANNA}"]
display_name = "Platz 214"
[team]
broker = "mqtt://127.0.0.1:{broker.port}"
name = "service"
"""


def open_request(inbox: SupervisionInbox) -> bool:
    return [one.step for one in inbox.requests()] == [RequestStep.OPEN]


def test_help_over_the_teams_broker(
    team: tuple[Team, Mosquitto], headless: Callable[..., Headless]
) -> None:
    people, broker = team
    anna, her = people.supervisor(ANNA)
    customer = headless("customer", auto_answer=True)
    agent = headless("agent", settings(broker))

    def seen() -> Known | None:
        return her.transport.roll.of(AGENT)

    people.until(lambda: (known := seen()) is not None and known.presence.online)
    call_id = agent.do("dial", customer.address)
    agent.events.wait(is_("state", call=call_id, state="confirmed"))
    people.until(
        lambda: (known := seen()) is not None and known.presence.activity is DeskActivity.IN_CALL
    )
    known = seen()
    assert known is not None and known.presence.help is None

    assert agent.do("help", "--reason", "stuck") == call_id
    people.until(lambda: open_request(anna))
    (request,) = anna.requests()
    assert (request.agent, request.why) == ("Platz 214", (HelpReason.STUCK,))
    agent.do("help", "--reason", "approval")
    people.until(lambda: len(anna.requests()[0].why) == 2)
    people.until(lambda: (known := seen()) is not None and known.presence.help is not None)
    agent.events.wait(is_("help", call=call_id, step="delivered"))

    anna.coming(request.request_id, people.clock.now_s())
    people.until(lambda: anna.requests()[0].step is RequestStep.CLAIMED)
    agent.events.wait(is_("help", call=call_id, step="coming", by="anna"))
    agent.do("help-done")
    people.until(lambda: anna.requests()[0].step is RequestStep.RESOLVED)
    people.until(lambda: (known := seen()) is not None and known.presence.help is None)


def test_a_desktop_that_is_killed_takes_its_request_back_when_it_is_back(
    team: tuple[Team, Mosquitto], headless: Callable[..., Headless]
) -> None:
    people, broker = team
    anna, her = people.supervisor(ANNA)
    customer = headless("customer", auto_answer=True)
    agent = headless("agent", settings(broker))
    call_id = agent.do("dial", customer.address)
    agent.events.wait(is_("state", call=call_id, state="confirmed"))
    agent.do("help")
    people.until(lambda: open_request(anna))
    agent.process.kill()
    people.until(
        lambda: (known := her.transport.roll.of(AGENT)) is not None and not known.presence.online
    )
    assert open_request(anna)  # somebody may still call there
    killed = agent.take_over()
    killed.wait()
    assert killed.stderr is not None
    killed.stderr.close()
    people.until(lambda: anna.requests()[0].step is RequestStep.EXPIRED)
