"""A supervisor's desktop without a window: who asks for help, and the answer, from the shell."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from brokers import PASSWORD, Mosquitto, has_mosquitto
from headless import QUIET, Headless, ctl, is_
from kamailio import Kamailio

pytestmark = pytest.mark.e2e

Make = Callable[..., Headless]


@pytest.fixture
def headless(tmp_path: Path) -> Iterator[Make]:
    made: list[Headless] = []

    def make(name: str, more: str = QUIET, **options: Any) -> Headless:
        made.append(Headless(tmp_path / f"{name}.toml", more, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mosquitto]:
    if not has_mosquitto():
        pytest.skip("mosquitto is not installed")
    folder = tmp_path / "broker"
    folder.mkdir()
    accounts = ("anna@127.0.0.1", "bert@127.0.0.1", "agent@127.0.0.1")
    broker = Mosquitto(folder, accounts)
    broker.start()
    monkeypatch.setenv("BEISTAND_PASSWORD_TEAM_BROKER", PASSWORD)
    yield broker
    broker.kill()


def asks(supervisors: list[str], more: str = "") -> str:
    addresses = ", ".join(f'"{one}"' for one in supervisors)
    return f'{QUIET}[supervision]\nsupervisors = [{addresses}]\ndisplay_name = "Platz 214"\n{more}'


def escalations(supervisor: Headless) -> list[dict[str, Any]]:
    listed = json.loads(supervisor.do("escalations", "--json"))
    assert listed["v"] == 1
    items: list[dict[str, Any]] = listed["items"]
    return items


def step(wanted: str) -> Callable[[dict[str, Any]], bool]:
    return lambda said: said["event"] == "escalation" and said["escalation"]["step"] == wanted


def in_a_call(agent: Headless, customer: Headless) -> str:
    customer.do("dial", agent.address)
    call_id = str(agent.events.wait(is_("state", state="incoming"))["call"])
    agent.do("answer")
    return call_id


def test_help_over_the_telephone_system(
    headless: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEISTAND_PASSWORD_DESK", "agent-secret")
    with Kamailio(tmp_path / "kamailio") as kamailio:
        leitung = headless("leitung", user="leitung", supervisor=True, registrar=kamailio.address)
        # through the registrar, which alone knows the port
        agent = headless("agent", asks(["sip:leitung@127.0.0.1"]), registrar=kamailio.address)
        customer = headless("customer", user="customer")
        assert escalations(leitung) == []
        call_id = in_a_call(agent, customer)
        agent.do("help", "--reason", "upset")
        request = leitung.events.wait(step("open"))["escalation"]
        assert (request["agent"], request["why"]) == ("Platz 214", ["upset"])
        assert request["call_s"] >= 0 and request["expires_in_s"] > 0
        [listed] = escalations(leitung)
        assert listed["id"] == request["id"] and listed["tension"] == "unknown"

        assert json.loads(leitung.do("later", request["id"], "--json"))["step"] == "later"
        leitung.events.wait(step("later"))
        assert json.loads(leitung.do("claim", request["id"], "--json"))["step"] == "claimed"
        agent.events.wait(is_("help", call=call_id, step="coming", by="leitung"))
        # a second time it is mine already
        assert json.loads(leitung.do("claim", request["id"]))["step"] == "claimed"
        agent.do("help-done")
        leitung.events.wait(step("resolved"))
        assert "the request is over: resolved" in leitung.fails("claim", request["id"])
        assert "only an open request" in leitung.fails("later", request["id"])


def test_one_of_two_supervisors_wins_over_the_teams_broker(
    headless: Make, broker: Mosquitto
) -> None:
    team = f'[team]\nbroker = "mqtt://127.0.0.1:{broker.port}"\nname = "service"\n'
    anna = headless("anna", QUIET + team, user="anna", supervisor=True)
    bert = headless("bert", QUIET + team, user="bert", supervisor=True)
    agent = headless("agent", asks([anna.address, bert.address], team))
    customer = headless("customer", user="customer")
    call_id = in_a_call(agent, customer)
    agent.do("help", "--reason", "approval")
    request = anna.events.wait(step("open"))["escalation"]
    bert.events.wait(step("open"))
    assert json.loads(anna.do("claim", request["id"]))["step"] == "claimed"
    taken = bert.events.wait(step("taken"))["escalation"]
    assert (taken["id"], taken["by"]) == (request["id"], "anna")
    assert "anna comes already (the other side)" in bert.fails("claim", request["id"])
    agent.events.wait(is_("help", call=call_id, step="coming", by="anna"))

    agent.process.kill()  # the claim stays: somebody may still call there
    assert escalations(anna)[0]["step"] == "claimed"
    killed = agent.take_over()
    killed.wait()
    assert killed.stderr is not None
    killed.stderr.close()
    anna.events.wait(step("resolved"))  # the new one knows nothing of it, and nobody else ends it


def test_a_claim_that_nobody_answers_says_so(headless: Make, broker: Mosquitto) -> None:
    team = f'[team]\nbroker = "mqtt://127.0.0.1:{broker.port}"\nname = "service"\n'
    anna = headless("anna", QUIET + team, user="anna", supervisor=True)
    agent = headless("agent", asks([anna.address], team))
    in_a_call(agent, headless("customer", user="customer"))
    agent.do("help")
    request = anna.events.wait(step("open"))["escalation"]
    agent.process.kill()
    agent.process.wait()
    said = anna.fails("claim", request["id"])
    assert "has not answered (the network). Try again" in said
    assert escalations(anna)[0]["step"] == "failed"


def test_each_desktop_says_what_is_the_others(headless: Make, tmp_path: Path) -> None:
    anna = headless("anna", user="anna", supervisor=True)
    status = json.loads(anna.do("--supervisor", "status"))
    assert status["calls"] == [] and status["processes"]["engine"]["state"] == "ready"
    assert "only an agent's phone does that" in anna.fails("--supervisor", "dial", "210")
    assert "there is no request of that id" in anna.fails("claim", "nobody")
    agent = headless("agent")
    nobody = agent.ctl("escalations")
    assert nobody.returncode == 3 and "no supervisor's desktop is running" in nobody.stderr
    nothing = ctl(tmp_path / "none.toml", "--supervisor", "status")
    assert nothing.returncode == 3 and "beistand supervisor" in nothing.stderr
