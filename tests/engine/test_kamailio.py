"""A real registrar from Debian: digest, wrong passwords, calls and messages through it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from endpoints import Endpoint, quiet_config
from kamailio import Kamailio, failed, registered_config
from ports import free_port

from desktop.telephony.call import COMPLETED_ELSEWHERE, RegistrationState
from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.sip


@pytest.fixture(scope="module")
def registrar(folder: Path) -> Iterator[str]:
    """host:port of a running Kamailio."""
    with Kamailio(folder / "kamailio") as running:
        yield running.address


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_registers_with_digest_and_leaves_again(
    folder: Path, registrar: str, transport: str
) -> None:
    config = registered_config("agent", registrar, "agent-secret", transport=transport)
    with Endpoint(folder / f"registered-{transport}", config) as agent:
        agent.wait_registered()
        account = agent.wait(
            m.AccountChanged, lambda one: one.account.state is RegistrationState.REGISTERED
        ).account
        assert (account.code, account.registrar) == (200, registrar)


def test_registers_again_when_told_to(folder: Path, registrar: str) -> None:
    config = registered_config("agent", registrar, "agent-secret")
    with Endpoint(folder / "again", config) as agent:
        agent.wait_registered()
        after = agent.mark()
        agent.send(m.Register("agent"))
        for wanted in (RegistrationState.REGISTERING, RegistrationState.REGISTERED):
            agent.wait(m.AccountChanged, lambda one, w=wanted: one.account.state is w, after=after)
        agent.send(m.Register("nobody"))
        assert agent.wait(m.CommandFailed, after=after).command == "Register"


def test_registering_a_direct_account_is_refused(folder: Path) -> None:
    with Endpoint(folder / "direct", quiet_config("agent")) as agent:
        agent.send(m.Register("agent"))
        assert "no registrar" in agent.wait(m.CommandFailed).what


def test_a_wrong_password_is_told_apart_from_silence(folder: Path, registrar: str) -> None:
    config = registered_config("agent", registrar, "wrong")
    with Endpoint(folder / "wrong", config) as agent:
        account = failed(agent)
        assert account.code in (401, 403)
        assert (account.registrar, account.retry_in_s) == (registrar, 60.0)
        # corrected in the settings: the same engine, the same port
        port = account.local_port
        after = agent.mark()
        agent.client.configure(registered_config("agent", registrar, "agent-secret"))
        again = agent.wait(
            m.AccountChanged,
            lambda one: one.account.state is RegistrationState.REGISTERED,
            after=after,
        ).account
        assert again.local_port == port


def test_a_registrar_that_is_not_there_is_retried(folder: Path) -> None:
    nowhere = f"127.0.0.1:{free_port()}"
    with Endpoint(folder / "nowhere", registered_config("agent", nowhere, "x")) as agent:
        account = failed(agent)
        assert account.code in (408, 503)
        assert account.registrar == nowhere
        assert account.retry_in_s is not None and account.retry_in_s < 10


def test_a_refused_tcp_connection_is_said_at_once(folder: Path) -> None:
    nowhere = f"127.0.0.1:{free_port()}"
    config = registered_config("agent", nowhere, "x", transport="tcp")
    with Endpoint(folder / "refused", config) as agent:
        account = failed(agent)
        assert account.code in (502, 503)
        assert account.retry_in_s == 1.0


def test_calls_and_messages_go_through_the_registrar(folder: Path, registrar: str) -> None:
    with (
        Endpoint(folder / "a", registered_config("agent", registrar, "agent-secret")) as agent,
        Endpoint(
            folder / "c", registered_config("customer", registrar, "customer-secret")
        ) as customer,
    ):
        agent.wait_registered()
        customer.wait_registered()
        # by the domain alone: the port belongs to the registrar, not to the address
        outgoing = customer.dial("sip:agent@127.0.0.1")
        incoming = agent.incoming()
        agent.send(m.Answer(incoming))
        agent.wait_confirmed(incoming)
        agent.wait(m.StreamStats, lambda one: one.rtp_received > 20)
        customer.send(
            m.SendMessage("r1", "customer", "sip:agent@127.0.0.1", "text/plain", "x" * 1300)
        )
        assert customer.wait(m.MessageDelivered).code == 200
        assert len(agent.wait(m.MessageReceived).body) == 1300
        agent.send(m.HangUp(incoming))
        assert customer.wait_ended(outgoing).end_code == 200
        unknown = customer.dial("sip:nobody@127.0.0.1")
        assert customer.wait_ended(unknown).end_code == 404


def test_what_a_colleague_answers_is_nobody_elses_missed_call(folder: Path) -> None:
    """Two telephones of one address: the server forks, and says why it cancels the other one."""
    with ExitStack() as stack:
        address = stack.enter_context(Kamailio(folder / "forking", forks=True)).address
        config = registered_config("agent", address, "agent-secret")
        customers = registered_config("customer", address, "customer-secret")
        first = stack.enter_context(Endpoint(folder / "first", config))
        second = stack.enter_context(Endpoint(folder / "second", config))
        caller = stack.enter_context(Endpoint(folder / "caller", customers))
        for phone in (first, second, caller):
            phone.wait_registered()
        caller.dial("sip:agent@127.0.0.1")
        answered, rang = first.incoming(), second.incoming()
        first.send(m.Answer(answered))
        first.wait_confirmed(answered)
        assert second.wait_ended(rang).end_code == COMPLETED_ELSEWHERE
        caller.hang_up_all()
        first.wait_ended(answered)
        # and given up, both have missed it
        marks = first.mark(), second.mark()
        given_up = caller.dial("sip:agent@127.0.0.1")
        both = first.incoming(after=marks[0]), second.incoming(after=marks[1])
        caller.send(m.HangUp(given_up))
        for phone, call_id in zip((first, second), both, strict=True):
            assert phone.wait_ended(call_id).end_code == 487
