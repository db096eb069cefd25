"""A supervisor in an agent's call, both desktops driven from the shell, each its own process."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from brokers import PASSWORD, Mosquitto, has_mosquitto
from endpoints import Endpoint, quiet_config
from headless import QUIET, Headless, is_
from kamailio import Kamailio

from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.e2e


@pytest.fixture(params=["directly"])
def room(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Headless, Headless, Headless]]:
    """Supervisor, agent, customer; they know each other directly, or by a registrar, and the
    requests go over SIP, or over a broker."""
    made: list[Headless] = []
    registrar = team = ""

    def make(name: str, more: str = QUIET, **options: Any) -> Headless:
        made.append(Headless(tmp_path / f"{name}.toml", more, user=name, **options))
        return made[-1]

    with ExitStack() as stack:
        if request.param == "by a registrar":
            registrar = stack.enter_context(Kamailio(tmp_path / "kamailio")).address
            monkeypatch.setenv("BEISTAND_PASSWORD_DESK", "agent-secret")
        elif request.param == "over a broker":
            if not has_mosquitto():
                pytest.skip("mosquitto is not installed")
            (tmp_path / "broker").mkdir()
            broker = Mosquitto(tmp_path / "broker", ("leitung@127.0.0.1", "agent@127.0.0.1"))
            broker.start()
            stack.callback(broker.kill)
            monkeypatch.setenv("BEISTAND_PASSWORD_TEAM_BROKER", PASSWORD)
            team = f'[team]\nbroker = "mqtt://127.0.0.1:{broker.port}"\nname = "service"\n'
        stack.callback(lambda: [one.close() for one in made])
        anna = make("leitung", QUIET + team, supervisor=True, registrar=registrar)
        address = "sip:leitung@127.0.0.1" if registrar else anna.address
        asks = f'{QUIET}[supervision]\nsupervisors = ["{address}"]\ndisplay_name = "Jana"\n'
        jana = make("agent", asks + team, registrar=registrar)
        if registrar:
            monkeypatch.setenv("BEISTAND_PASSWORD_DESK", "customer-secret")
        yield anna, jana, make("customer", registrar=registrar)


def at(anna: Headless) -> list[dict[str, Any]]:
    """The calls at the supervisor's desktop."""
    calls: list[dict[str, Any]] = json.loads(anna.do("--supervisor", "status"))["calls"]
    return calls


def step(wanted: str) -> Callable[[dict[str, Any]], bool]:
    return lambda said: said["event"] == "escalation" and said["escalation"]["step"] == wanted


def won(anna: Headless, jana: Headless, kundin: Headless) -> tuple[str, str]:
    """The agent's call and the request that the supervisor has won."""
    kundin.do("dial", jana.address)
    call_id = str(jana.events.wait(is_("state", state="incoming"))["call"])
    jana.do("answer")
    jana.do("help", "--reason", "stuck")
    request = str(anna.events.wait(step("open"))["escalation"]["id"])
    assert "nobody has taken" in jana.fails("listener", "grant")
    anna.do("claim", request, "--json")
    jana.events.wait(is_("help", call=call_id, step="coming"))
    return call_id, request


@pytest.mark.parametrize("room", ["directly", "by a registrar", "over a broker"], indirect=True)
def test_from_the_claim_to_the_take_over(room: tuple[Headless, Headless, Headless]) -> None:
    anna, jana, kundin = room
    call_id, request = won(anna, jana, kundin)
    assert "no agent's call" in anna.fails("mode", "whisper", "--json")
    assert at(anna) == []

    assert jana.do("listener", "grant") == call_id
    joined = anna.events.wait(step("joined"))["escalation"]
    assert (joined["id"], joined["mode"]) == (request, "listen")
    assert [one["state"] for one in at(anna)] == ["confirmed"]  # nobody has answered it
    calls = jana.calls()
    [leg] = [one for one in calls.values() if one["monitors"] == call_id]
    assert leg["mode"] == "listen" and calls[call_id]["listener"] == "granted"
    assert not calls[call_id]["held"] and calls[call_id]["consent"] == "unknown"

    for mode in ("whisper", "barge", "listen"):
        assert json.loads(anna.do("mode", mode, "--json"))["mode"] == mode
        assert jana.calls()[leg["id"]]["mode"] == mode
        assert not jana.calls()[call_id]["held"]

    taken = json.loads(anna.do("mode", "takeover", "--json"))
    assert (taken["step"], taken["outcome"]) == ("resolved", "taken_over")
    assert jana.status()["calls"] == []
    [theirs] = at(anna)
    assert "sip:customer@" in theirs["peer"] and theirs["state"] == "confirmed"
    assert "sip:leitung@" in kundin.call()["peer"]


def test_the_caller_objects_and_nobody_comes_in_again(
    room: tuple[Headless, Headless, Headless],
) -> None:
    anna, jana, kundin = room
    call_id, _ = won(anna, jana, kundin)
    jana.do("listener", "grant")
    anna.events.wait(step("joined"))
    after = anna.events.mark()
    jana.do("hold")
    jana.do("listener", "refuse")  # also while the customer is on hold
    anna.events.wait(is_("state", state="disconnected"))
    told = anna.events.wait(step("claimed"), after=after)["escalation"]
    assert told["mode"] is None
    anna.events.wait(lambda said: said["event"] == "escalation" and said["escalation"]["refused"])
    [left] = jana.status()["calls"]
    assert (left["id"], left["listener"], left["held"]) == (call_id, "withdrawn", True)
    assert "refused" in jana.fails("listener", "grant")


def test_the_agent_keeps_the_call_and_who_hangs_up_has_helped(
    room: tuple[Headless, Headless, Headless],
) -> None:
    anna, jana, kundin = room
    call_id, _ = won(anna, jana, kundin)
    jana.do("listener", "grant")
    anna.events.wait(step("joined"))
    with ThreadPoolExecutor(1) as pool:
        refused = pool.submit(anna.fails, "mode", "takeover", "--json")
        anna.events.wait(
            lambda said: (
                said["event"] == "escalation" and said["escalation"]["takeover"] == "announced"
            )
        )
        assert jana.do("keep-call") == call_id
        assert "not now" in refused.result()
    assert jana.calls()[call_id]["state"] == "confirmed"
    [mine] = at(anna)
    anna.do("--supervisor", "hangup", mine["id"])
    assert anna.events.wait(step("resolved"))["escalation"]["outcome"] == "helped"
    assert [call["id"] for call in jana.status()["calls"]] == [call_id]


def test_an_agents_desktop_that_is_killed_leaves_nobody_listening(
    room: tuple[Headless, Headless, Headless],
) -> None:
    anna, jana, kundin = room
    won(anna, jana, kundin)
    jana.do("listener", "grant")
    anna.events.wait(step("joined"))
    after = anna.events.mark()
    jana.process.kill()
    jana.process.wait()
    anna.events.wait(is_("state", state="disconnected"), after=after)
    anna.events.wait(step("claimed"), after=after)
    assert kundin.call()["state"] == "confirmed"


def test_every_other_call_rings_as_usual(
    room: tuple[Headless, Headless, Headless], tmp_path: Path
) -> None:
    anna, jana, kundin = room
    won(anna, jana, kundin)
    folder = tmp_path / "stranger"
    folder.mkdir(mode=0o700)
    with Endpoint(folder, quiet_config("stranger")) as stranger:
        dialled = stranger.dial(anna.address)
        incoming = str(anna.events.wait(is_("state", state="incoming"))["call"])
        # who rings is not put on hold for the agent, who rings beside them
        jana.do("listener", "grant")
        anna.events.wait(lambda said: said["event"] == "state" and said["call"] != incoming)
        assert {call["state"] for call in at(anna)} == {"incoming"}
        stranger.send(m.HangUp(dialled))
        assert stranger.wait_ended(dialled).confirmed_at_s is None
