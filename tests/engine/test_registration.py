"""When which server is asked, and what is said meanwhile: played time, then a real engine."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from endpoints import Endpoint
from kamailio import Kamailio, registered, registered_config
from ports import free_port
from wire import WirePhone

from desktop.clock import ManualClock
from desktop.processes.inbox import Inbox
from desktop.telephony.call import RegistrationState
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.pj_account import RegistrationAnswer
from desktop.telephony.engine.registration import (
    HOME_S,
    LOST_S,
    NO_ANSWER_S,
    REFUSED_RETRY_S,
    RETRY_S,
    Registration,
)
from desktop.telephony.engine.servers import Server, Servers, servers_of

pytestmark = pytest.mark.sip

OK = RegistrationAnswer(200, "OK", True, "192.0.2.1:5060")
BROKEN = RegistrationAnswer(503, "broken", False, "")


class Desk:
    """A registration with nothing real around it."""

    def __init__(self, *servers: str) -> None:
        self.clock = ManualClock()
        self.inbox = Inbox(self.clock)
        self.asked: list[str] = []
        self.told: list[dict[str, Any]] = []
        self.home_answers = False
        self.registration = Registration(
            self.inbox,
            Servers([Server(server) for server in servers]),
            lambda server: self.asked.append(server.registrar),
            lambda **changes: self.told.append(changes),
            lambda then: then() if self.home_answers else None,
        )
        self.registration.begin()

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.inbox.post(self.inbox.stop)
        self.inbox.run()

    @property
    def state(self) -> RegistrationState:
        state: RegistrationState = self.told[-1]["state"]
        return state


def test_servers_are_asked_by_every_proxy() -> None:
    assert servers_of("a", ("b",), ("p", "q")) == [
        Server("a", "p"), Server("a", "q"), Server("b", "p"), Server("b", "q"),
    ]  # fmt: skip
    assert servers_of("", (), ()) == [Server("")]


def test_the_next_is_asked_at_once_and_then_they_are_given_time() -> None:
    desk = Desk("a", "b")
    desk.registration.answered(BROKEN)
    assert desk.asked == ["a", "b"] and not desk.told
    desk.registration.answered(BROKEN)
    assert desk.told[-1]["retry_in_s"] == RETRY_S[0]
    desk.wait(RETRY_S[0])
    assert desk.asked == ["a", "b", "a"]


def test_one_that_says_nothing_is_left_after_its_time() -> None:
    desk = Desk("a", "b")
    desk.wait(NO_ANSWER_S)
    assert desk.asked == ["a", "b"]
    desk.registration.answered(OK)
    assert desk.state is RegistrationState.REGISTERED
    assert desk.registration.addresses == {"192.0.2.1"}


def test_with_one_server_silence_is_said_and_its_late_answer_counts() -> None:
    desk = Desk("a")
    desk.wait(NO_ANSWER_S)
    assert (desk.state, desk.told[-1]["code"]) == (RegistrationState.FAILED, 408)
    desk.wait(20)
    assert desk.asked == ["a"]  # the library itself goes on asking
    desk.registration.answered(OK)
    assert desk.state is RegistrationState.REGISTERED


def test_connections_that_are_lost_one_after_the_other_put_nothing_off() -> None:
    desk = Desk("a")
    desk.registration.answered(OK)
    for _ in range(20):
        desk.registration.connection_lost()
        desk.wait(LOST_S / 2)
    # asked once for each tenth of a second, not never, and not for each
    assert 5 <= len(desk.asked) - 1 <= 10


def test_a_refusal_is_final_for_a_while() -> None:
    desk = Desk("a", "b")
    desk.registration.answered(RegistrationAnswer(403, "Forbidden", False, "192.0.2.1:5060"))
    assert (desk.asked, desk.told[-1]["retry_in_s"]) == (["a"], REFUSED_RETRY_S)


def test_home_as_soon_as_it_is_back() -> None:
    desk = Desk("a", "b")
    desk.registration.answered(BROKEN)
    desk.registration.answered(OK)
    desk.wait(HOME_S)
    assert desk.asked == ["a", "b"]
    desk.home_answers = True
    desk.wait(HOME_S)
    assert desk.asked == ["a", "b", "a"]
    desk.registration.answered(OK)
    desk.wait(3 * HOME_S)
    assert desk.asked == ["a", "b", "a"]


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_router_on_the_way_is_kept_open(folder: Path, seconds: int) -> None:
    with WirePhone(1) as registrar:
        config = registered_config(
            "agent", f"127.0.0.1:{registrar.sip_port}", "x", keepalive_s=seconds
        )
        with Endpoint(folder / f"keepalive-{seconds}", config) as agent:
            request = registrar.next_request("REGISTER")
            contact = re.search(r"^Contact: (<[^>]+>)", request, re.MULTILINE)
            assert contact is not None
            bound = f"Contact: {contact[1]};expires=300\r\n"
            registrar.respond(request, "200 OK", extra=bound)
            registered(agent)
            registrar.sip.settimeout(2.5)
            kept = []
            try:
                while len(kept) < 2:
                    packet = registrar.sip.recv(2048)
                    if not packet.strip():
                        kept.append(packet)
            except TimeoutError:
                pass
            assert len(kept) == (2 if seconds else 0)


IMPATIENT = """
import sys
from desktop.telephony.engine import process, registration
registration.HOME_S = 0.5
process.main(sys.argv[1:])
"""


def test_the_first_server_is_gone_and_comes_back(folder: Path) -> None:
    with Kamailio(folder / "home") as home, Kamailio(folder / "away") as away:
        config = registered_config(
            "agent", home.address, "agent-secret", backup_registrars=(away.address,)
        )
        home.stop()
        command = [sys.executable, "-c", IMPATIENT, "--runtime-dir", str(folder / "roaming")]
        with Endpoint(folder / "roaming", config, command=command) as agent:
            assert registered(agent).registrar == away.address
            after = agent.mark()
            home.start()
            back = agent.wait(
                m.AccountChanged,
                lambda one: (
                    one.account.state is RegistrationState.REGISTERED and not one.account.backup
                ),
                after=after,
            ).account
            assert back.registrar == home.address
            # reachable at every moment: it never said that it was not
            states = {
                one.account.state
                for one in agent.events[after:]
                if isinstance(one, m.AccountChanged)
            }
            assert states == {RegistrationState.REGISTERED}
            caller = registered_config("customer", home.address, "customer-secret")
            with Endpoint(folder / "caller", caller) as customer:
                registered(customer)
                customer.dial("sip:agent@127.0.0.1")
                agent.incoming()


def test_a_tcp_port_that_is_closed_is_left_at_once(folder: Path) -> None:
    with Kamailio(folder / "open") as server:
        config = registered_config(
            "agent", f"127.0.0.1:{free_port()}", "agent-secret",
            backup_registrars=(server.address,), transport="tcp",
        )  # fmt: skip
        with Endpoint(folder / "tcp-failover", config) as agent:
            assert registered(agent).registrar == server.address
