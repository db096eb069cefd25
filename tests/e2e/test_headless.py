"""Phones without a window, driven from the command line; and the window, driven the same way."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desks import Desk
from endpoints import Endpoint, quiet_config
from headless import QUIET, SOON_S, Events, Headless, ctl, is_
from kamailio import Kamailio, registered_config
from pytestqt.qtbot import QtBot

from desktop.api import API
from desktop.api import messages as api
from desktop.api.client import connect as connect_program
from desktop.api.objects import VERSION
from desktop.api.wire import write
from desktop.paths import default_paths
from desktop.processes.rendezvous import find
from desktop.telephony.engine import messages as m
from resources import resource

pytestmark = pytest.mark.e2e

STARTS_S = 60.0
"""Until the worker has its models, on a loaded machine."""

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
def colleague(tmp_path: Path) -> Iterator[Endpoint]:
    folder = tmp_path / "colleague"
    folder.mkdir(mode=0o700)
    with Endpoint(folder, quiet_config("kollege", auto_answer=True)) as endpoint:
        yield endpoint


def test_a_call_with_everything_that_one_call_can_do(headless: Make, colleague: Endpoint) -> None:
    customer = headless("customer")
    agent = headless("agent", '[analysis]\nprofile = "facts"\n')

    dialled = customer.do("dial", agent.address)
    rings = agent.events.wait(is_("state", state="incoming"))
    assert list(rings)[:4] == ["event", "v", "t_ms", "call"] and rings["v"] == VERSION
    call_id = rings["call"]
    assert agent.do("answer") == call_id
    customer.events.wait(is_("state", call=dialled, state="confirmed"))

    status = agent.status()
    assert set(status) == {"v", "accounts", "calls", "availability", "devices", "processes"}
    assert status["accounts"] == [{"name": "desk", "uri": agent.address, "registration": "direct"}]
    [call] = status["calls"]
    started_s = call.pop("started_s")
    assert 0 <= rings["t_ms"] / 1000 - started_s < SOON_S
    assert call == {
        "id": call_id,
        "direction": "incoming",
        "state": "confirmed",
        "peer": rings["peer"],
        "held": False,
        "muted": False,
        "consent": "unknown",
        "tension": "unknown",
        "listener": "unknown",
        "monitors": "",
        "mode": None,
    }

    agent.do("consent", "ask")
    assert agent.call()["consent"] == "asked"
    agent.do("consent", "grant")
    agent.events.wait(is_("consent", call=call_id, consent="granted"))
    agent.do("hold")
    customer.events.wait(is_("hold", call=dialled, held=False, held_there=True))
    assert agent.call()["held"]
    agent.do("unhold")
    assert not agent.call()["held"]
    customer.events.wait(is_("hold", call=dialled, held_there=False))
    agent.do("mute")
    assert agent.call()["muted"]
    agent.do("unmute", call_id)
    assert not agent.call()["muted"]
    agent.do("dtmf", "12#")
    agent.events.wait(is_("dtmf", call=call_id, digits="12#", by_us=True))
    customer.events.wait(is_("dtmf", call=dialled, digits="#", by_us=False))
    agent.do("analysis-off")
    assert agent.call()["consent"] == "withdrawn"

    assert "withdrawn" in agent.fails("consent", "grant")
    assert "supervision.supervisors" in agent.fails("help")
    assert "no account of that name" in agent.fails("register", "nobody")
    assert "no account has a registrar" in agent.fails("register")

    agent.do("transfer", colleague.address)
    customer.events.wait(is_("state", peer=colleague.address, state="confirmed"))
    agent.events.wait(is_("transfer", call=call_id, transfer="done"))
    agent.events.wait(is_("state", call=call_id, state="disconnected"))
    assert agent.status()["calls"] == []
    assert "no call" in agent.fails("hangup")
    if sys.platform == "linux":
        loaded = Path(f"/proc/{agent.process.pid}/maps").read_text("utf-8")
        assert "PySide6" not in loaded and "torch" not in loaded and "pjsua2" not in loaded

    talk = colleague.wait_call(lambda one: one.confirmed_at_s is not None).call_id
    assert customer.end() == 0
    assert colleague.wait_ended(talk).end_code == 200
    gone = customer.ctl("status")
    assert (gone.returncode, gone.stdout, gone.stderr.count("\n")) == (3, "", 1)


def test_two_calls_swapped_and_connected(headless: Make, colleague: Endpoint) -> None:
    customer, agent = headless("customer", auto_answer=True), headless("agent")
    first = agent.do("dial", customer.address)
    agent.events.wait(is_("state", call=first, state="confirmed"))
    second = agent.do("dial", colleague.address, "--consultation")
    agent.events.wait(is_("state", call=second, state="confirmed"))
    agent.events.wait(is_("hold", call=first, held=True))
    for spoken, waiting in ((first, second), (second, first)):
        assert agent.do("swap") == spoken
        calls = agent.calls()
        assert not calls[spoken]["held"] and calls[waiting]["held"]
    assert agent.do("transfer", "--call", first, "--to-call", second) == first
    for call_id in (first, second):
        agent.events.wait(is_("state", call=call_id, state="disconnected"))
    colleague.wait_call(lambda one: one.peer_uri.startswith("sip:agent@") and not one.remote_hold)
    assert customer.call()["state"] == "confirmed"


def test_a_call_is_declined_and_one_is_hung_up(headless: Make) -> None:
    one, other = headless("one"), headless("other")
    first = one.do("dial", other.address)
    declined = other.events.wait(is_("state", state="incoming"))["call"]
    assert other.do("decline") == declined
    one.events.wait(is_("state", call=first, state="disconnected", code=486))
    after = other.events.mark()
    second = one.do("dial", other.address)
    other.events.wait(is_("state", state="incoming"), after=after)
    assert one.do("hangup") == second
    assert one.status()["calls"] == []


def test_a_call_that_cannot_be_placed_is_not_done(headless: Make) -> None:
    phone = headless("phone")
    assert "could not be placed" in phone.fails("dial", "sip:x@127.0.0.1:9;transport=tls")
    assert phone.status()["calls"] == []


def test_who_takes_no_calls_says_so_and_can_end_it(headless: Make, colleague: Endpoint) -> None:
    """Also where another phone left it so, with a window or without."""
    phone = headless("phone")
    assert phone.do("rest", "training") == ""
    away = {"state": "not_ready", "reason": "training"}
    phone.events.wait(is_("availability", availability=away))
    before = phone.take_over()
    before.terminate()
    assert before.wait(SOON_S) == 0
    assert before.stderr is not None
    before.stderr.close()
    assert phone.status()["availability"] == away
    assert colleague.wait_ended(colleague.dial(phone.address)).end_code == 480
    after = colleague.mark()
    assert phone.do("ready") == ""
    assert phone.status()["availability"] == {"state": "ready", "reason": ""}
    colleague.dial(phone.address)
    colleague.wait_call(lambda one: one.state.value == "early", after=after)


def test_help_reaches_the_supervisor(headless: Make, colleague: Endpoint) -> None:
    customer = headless("customer", auto_answer=True)
    agent = headless("agent", f'{QUIET}[supervision]\nsupervisors = ["{colleague.address}"]\n')
    call_id = agent.do("dial", customer.address)
    agent.events.wait(is_("state", call=call_id, state="confirmed"))
    assert agent.do("help") == call_id
    assert "raise" in colleague.wait(m.MessageReceived).body.lower()
    agent.events.wait(is_("help", call=call_id, step="raised"))


def worker_is_ready(said: dict[str, Any]) -> bool:
    if said["event"] == "status":
        return bool(said["status"]["processes"]["worker"]["state"] == "ready")
    return is_("process", name="worker")(said) and said["process"]["state"] == "ready"


def test_how_the_customer_sounds_is_told(headless: Make, tmp_path: Path) -> None:
    folder = tmp_path / "speaker"
    folder.mkdir(mode=0o700)
    agent = headless("agent", "", auto_answer=True)
    config = quiet_config("kundin", wav=resource("demo", "call_de.wav"))
    with Endpoint(folder, config) as speaker:
        agent.events.wait(worker_is_ready, limit_s=STARTS_S)
        speaker.dial(agent.address)
        call_id = agent.events.wait(is_("state", state="confirmed"))["call"]
        agent.do("consent", "grant")
        heard = agent.events.wait(is_("tension", call=call_id))["tension"]
        assert heard in ("calm", "elevated", "tense")
        assert agent.call()["tension"] in ("calm", "elevated", "tense", "easing")
        after = agent.events.mark()
        agent.do("analysis-off")
        agent.events.wait(is_("tension", call=call_id, tension="unknown"), after=after)


def test_it_registers_when_told_to_and_leaves_when_it_ends(
    headless: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEISTAND_PASSWORD_DESK", "agent-secret")
    folder = tmp_path / "customer"
    folder.mkdir(mode=0o700)
    with Kamailio(tmp_path / "kamailio") as kamailio:
        config = registered_config("customer", kamailio.address, "customer-secret")
        with Endpoint(folder, config) as customer:
            customer.wait_registered()
            agent = headless("agent", registrar=kamailio.address)
            after = agent.events.mark()
            assert agent.do("register", "desk") == ""
            agent.events.wait(is_("registration", code=200), after=after)
            [account] = agent.status()["accounts"]
            assert account["registration"] == "registered"
            call_id = customer.dial("sip:agent@127.0.0.1")
            agent.events.wait(is_("state", state="incoming"))
            agent.do("answer")
            customer.wait_confirmed(call_id)
            assert agent.end() == 0
            assert customer.wait_ended(call_id).end_code == 200
            assert customer.wait_ended(customer.dial("sip:agent@127.0.0.1")).end_code == 404


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_clean_end_in_a_call(
    headless: Make, number: signal.Signals, hermetic_home: Path, colleague: Endpoint
) -> None:
    """SIGINT as a terminal sends it: to the whole group."""
    phone = headless("phone", '[analysis]\nprofile = "facts"\n')
    call_id = phone.do("dial", colleague.address)
    phone.events.wait(is_("state", call=call_id, state="confirmed"))
    pids = [one["pid"] for one in phone.status()["processes"].values()]
    assert len(pids) == 3 and None not in pids
    os.killpg(phone.process.pid, number)
    assert phone.process.wait(SOON_S) == 0
    assert colleague.wait_call(lambda call: not call.alive).end_code == 200
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    assert phone.events.process.wait(SOON_S) == 3
    assert not list(hermetic_home.rglob("api.json"))


def test_programs_that_do_not_behave_disturb_nobody(headless: Make, colleague: Endpoint) -> None:
    phone = headless("phone")
    call_id = phone.do("dial", colleague.address)
    phone.events.wait(is_("state", call=call_id, state="confirmed"))
    door = find(default_paths().runtime_of("agent", phone.settings), API)
    assert door is not None
    token = door.authkey.hex()
    hello = write(api.Hello(v=VERSION, token=token))
    rude = (
        b"GET / HTTP/1.1\r\n\r\n",
        write(api.Hello(v=VERSION, token="0" * 64)) + write(api.HangUp()),
        write(api.Hello(v=VERSION + 1, token=token)) + write(api.HangUp()),
        hello + b"\xff\x00{\n" * 1000,
        hello + b'{"request":"hangup"',
        hello + b'{"request":"hangup","call":"' + b"x" * 10_000_000,
        hello + write(api.GetStatus()) * 20_000,
    )
    links = [socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) for _ in rude]
    senders = [
        threading.Thread(target=send_all, args=(link, door.address, raw), name="rude")
        for link, raw in zip(links, rude, strict=True)
    ]
    stuck = connect_program(default_paths().runtime_of("agent", phone.settings))
    stuck.events()  # and never read
    killed = Events(phone.settings)
    killed.process.kill()
    killed.close()
    for sender in senders:
        sender.start()
    for muted in (True, False, True):
        phone.do("mute" if muted else "unmute")
        assert phone.call() | {"muted": muted, "state": "confirmed"} == phone.call()
    heard = colleague.wait(m.StreamStats, after=colleague.mark()).rtp_received
    colleague.wait(m.StreamStats, lambda one: one.rtp_received > heard + 40)
    for link in links:
        link.close()
    for sender in senders:
        sender.join(SOON_S)
    stuck.close()
    assert phone.do("hangup") == call_id


def send_all(link: socket.socket, address: str, raw: bytes) -> None:
    """As much as the phone takes."""
    try:
        link.settimeout(SOON_S)
        link.connect(address)
        link.sendall(raw)
    except OSError:
        pass  # it was sent away, or closed by the test


def test_another_phone_with_the_same_settings_takes_over(
    headless: Make, colleague: Endpoint
) -> None:
    phone = headless("phone")
    call_id = phone.do("dial", colleague.address)
    phone.events.wait(is_("state", call=call_id, state="confirmed"))
    before = phone.take_over()
    assert phone.call()["id"] == call_id
    phone.events.wait(
        lambda one: is_("process", name="engine")(one) and one["process"]["state"] == "replaced"
    )
    before.terminate()
    assert before.wait(SOON_S) == 0
    assert before.stderr is not None
    before.stderr.close()
    assert phone.call()["state"] == "confirmed"
    assert phone.do("hangup") == call_id


def test_what_is_wrong_in_the_settings_is_said(headless: Make) -> None:
    phone = headless("phone", f"{QUIET}\n[agent]\nwrap_up_ss = 3\n")
    assert phone.end() == 0
    assert phone.process.stderr is not None
    said = phone.process.stderr.read()
    assert "setting unknown" in said and "wrap_up_ss" in said and "phone.toml" in said


def test_the_window_has_the_same_api(
    desk: Callable[..., Desk], caller: Endpoint, qtbot: QtBot
) -> None:
    one = desk(QUIET, auto_answer=False)
    desktop = one.open()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        """The window's own loop goes on meanwhile."""
        done: list[subprocess.CompletedProcess[str]] = []
        thread = threading.Thread(target=lambda: done.append(ctl(one.settings, *arguments)))
        thread.start()
        qtbot.waitUntil(lambda: bool(done), timeout=int(SOON_S * 1000))
        thread.join()
        return done[0]

    qtbot.waitUntil(
        lambda: any(account.state.value == "direct" for account in desktop.registry.accounts),
        timeout=int(SOON_S * 1000),
    )
    assert json.loads(run("status").stdout)["processes"]["phone"]["pid"] == os.getpid()
    call_id = caller.dial(one.address)
    qtbot.waitUntil(lambda: desktop.registry.active is not None, timeout=int(SOON_S * 1000))
    assert run("answer").returncode == 0
    assert desktop.registry.talking is not None
    caller.wait_confirmed(call_id)
    assert run("hangup").returncode == 0
    caller.wait_ended(call_id)
    assert run("answer").returncode == 1
