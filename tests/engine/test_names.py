"""Host names: a name server that does not answer costs a call that needs it, and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoints import Endpoint, connect, quiet_config
from kamailio import registered, registered_config
from msgspec.structs import replace
from name_server import NameServer
from wire import WirePhone

from desktop.telephony.call import CallState, RegistrationState
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.client import EngineStateKind
from desktop.telephony.engine.configuration import AccountConfig
from desktop.telephony.engine.launch import engine_command

pytestmark = pytest.mark.sip

SILENCE = "no name server says where pbx.example is"


@pytest.fixture
def names(tmp_path: Path) -> Iterator[NameServer]:
    with NameServer(tmp_path, {"pbx.example": "127.0.0.1"}) as server:
        yield server


def endpoint(folder: Path, names: NameServer, config: m.Configure) -> Endpoint:
    return Endpoint(folder, config, command=names.command(engine_command(folder)))


def failure(phone: Endpoint, command: str, after: int) -> m.CommandFailed:
    return phone.wait(m.CommandFailed, lambda one: one.command == command, after=after)


def lives(phone: Endpoint) -> bool:
    return not any(state.kind is EngineStateKind.DIED for state in phone.states)


def test_dialling_a_name_that_nobody_knows_the_way_to_leaves_the_call_alone(
    tmp_path: Path, names: NameServer, customer: Endpoint
) -> None:
    with endpoint(tmp_path / "agent", names, quiet_config("agent")) as agent:
        _, first = connect(customer, agent)
        names.silent = True
        after = agent.mark()
        second = agent.dial("sip:x@pbx.example")
        assert failure(agent, "Dial", after).what == f"the call could not be placed: {SILENCE}"
        assert agent.wait_ended(second).end_reason == SILENCE
        names.silent = False
        third = agent.dial("sip:x@nowhere.example")
        agent.wait(
            m.CommandFailed, lambda one: one.what.endswith("there is no host nowhere.example")
        )
        agent.wait_ended(third)
        told = [one.call for one in agent.events[after:] if isinstance(one, m.CallChanged)]
        assert not [one for one in told if one.call_id == first], "nobody was held for it"
        assert [one.call_id for one in agent.calls()] == [first] and lives(agent)


def test_a_call_whose_way_is_looked_for_can_be_hung_up(tmp_path: Path, names: NameServer) -> None:
    with (
        WirePhone(1) as wire,
        endpoint(tmp_path / "agent", names, quiet_config("agent")) as agent,
    ):
        names.silent = True
        call = agent.dial(f"sip:x@pbx.example:{wire.sip_port}")
        agent.send(m.HangUp(call))
        assert agent.wait_ended(call).end_reason == ""
        names.silent = False
        again = agent.dial(f"sip:x@pbx.example:{wire.sip_port}")
        # the first was never sent
        assert wire.next_request("INVITE", 10.0).startswith("INVITE sip:x@pbx.example")
        agent.send(m.HangUp(again))


def test_an_account_whose_registrar_has_no_address_does_not_stop_the_others(
    tmp_path: Path, names: NameServer, customer: Endpoint
) -> None:
    config = quiet_config("agent")
    with endpoint(tmp_path / "agent", names, config) as agent:
        connect(customer, agent)
        names.silent = True
        office = AccountConfig(
            "office", "sip:a@pbx.example", registrar="pbx.example", local_address="127.0.0.1"
        )
        agent.client.configure(replace(config, accounts=(*config.accounts, office)))
        agent.wait(
            m.AccountChanged,
            lambda one: one.account.name == "office" and one.account.reason == SILENCE,
        )
        assert lives(agent)


def test_registered_by_name_no_name_is_needed_any_more(tmp_path: Path, names: NameServer) -> None:
    with WirePhone(1) as registrar:
        port = registrar.sip_port
        config = registered_config("agent", f"pbx.example:{port}", "secret")
        with endpoint(tmp_path / "agent", names, config) as agent:
            request = registrar.next_request("REGISTER")
            names.silent = True
            registrar.respond(
                request,
                "401 Unauthorized",
                extra='WWW-Authenticate: Digest realm="x",nonce="y"\r\n',
            )
            request = registrar.next_request("REGISTER")
            contact = re.search(r"^Contact: (<[^>]+>)", request, re.MULTILINE)
            assert contact is not None
            registrar.respond(request, "200 OK", extra=f"Contact: {contact[1]};expires=300\r\n")
            registered(agent)
            call = agent.dial("sip:x@elsewhere.example")
            invite = registrar.next_request("INVITE")
            registrar.respond(invite, "603 Decline")
            agent.wait_ended(call)
            # what is written keeps the names, and tells nothing of the way
            assert request.startswith(f"REGISTER sip:pbx.example:{port} ")
            assert invite.startswith("INVITE sip:x@elsewhere.example ")
            assert not re.search(r"hide|^Route", request + invite, re.MULTILINE)
            assert lives(agent)


def test_the_registrar_is_found_once_its_name_is(tmp_path: Path, names: NameServer) -> None:
    names.silent = True
    with WirePhone(1) as registrar:
        config = registered_config("agent", f"pbx.example:{registrar.sip_port}", "secret")
        with endpoint(tmp_path / "agent", names, config) as agent:
            agent.wait(
                m.AccountChanged,
                lambda one: (
                    one.account.state is RegistrationState.FAILED and one.account.reason == SILENCE
                ),
            )
            names.silent = False
            registrar.next_request("REGISTER", 15.0)


@pytest.mark.parametrize("host", ["nowhere.example", "127.0.0.1"])
def test_a_transfer_asked_of_us_is_followed_where_the_way_is_known(
    tmp_path: Path, names: NameServer, host: str
) -> None:
    """PJSIP follows by itself, and would ask for the name on its own thread."""
    with (
        endpoint(tmp_path / "agent", names, quiet_config("agent")) as agent,
        WirePhone(agent.port) as wire,
    ):
        after = agent.mark()
        wire.send(wire.request("INVITE", wire.sdp()))
        call = agent.incoming(after=after)
        agent.send(m.Answer(call))
        assert wire.answer()[0] == 200
        wire.send(wire.request("ACK"))
        agent.wait_confirmed(call)
        names.silent = True
        target = f"Refer-To: <sip:x@{host}:{wire.sip_port}>\r\n"
        wire.send(wire.request("REFER", sequence=2, extra=target))
        assert wire.answer()[0] == (202 if host == "127.0.0.1" else 603)
        later = agent.mark()
        agent.wait(m.StreamStats, lambda one: one.call_id == call, after=later)
        (still,) = (one for one in agent.calls() if one.call_id == call)
        assert still.state is CallState.CONFIRMED and lives(agent)


def test_a_proxy_by_name_is_written_by_name_and_found_by_address(
    tmp_path: Path, names: NameServer
) -> None:
    with WirePhone(1) as proxy:
        where = f"pbx.example:{proxy.sip_port}"
        config = quiet_config("agent", outbound_proxies=(where,))
        with endpoint(tmp_path / "agent", names, config) as agent:
            call = agent.dial("sip:x@elsewhere.example")
            invite = proxy.next_request("INVITE", 10.0)
            assert re.findall(r"^Route: (.*)\r$", invite, re.MULTILINE) == [f"<sip:{where};lr>"]
            proxy.respond(invite, "603 Decline")
            agent.wait_ended(call)
