"""A real registrar from Debian: digest, wrong passwords, calls and messages through it."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoints import Endpoint, quiet_config

from desktop.telephony.call import RegistrationState
from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.sip
KAMAILIO = shutil.which("kamailio", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def free_port(kind: socket.SocketKind = socket.SOCK_DGRAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def registrar(folder: Path) -> Iterator[str]:
    """host:port of a running Kamailio."""
    if KAMAILIO is None:
        pytest.skip("kamailio is not installed (apt-get install kamailio)")
    port = free_port()
    config = Path(__file__).with_name("kamailio.cfg")
    run = folder / "kamailio"
    run.mkdir()
    command = [KAMAILIO, "-f", str(config), "-A", f"LISTEN_PORT={port}", "-DD", "-E"]
    log = (run / "log").open("wb")
    process = subprocess.Popen(
        [*command, "-m", "32", "-M", "4", "-Y", str(run)],
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        wait_for_answer(port, process, run / "log")
        yield f"127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)
        log.close()


def wait_for_answer(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until the registrar answers anything at all."""
    deadline = time.monotonic() + 15
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        probe.settimeout(0.3)
        mine = f"127.0.0.1:{probe.getsockname()[1]}"
        while time.monotonic() < deadline:
            assert process.poll() is None, log.read_text()[-2000:]
            probe.sendto(
                f"OPTIONS sip:127.0.0.1:{port} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {mine};branch=z9hG4bKp\r\n"
                f"From: <sip:probe@{mine}>;tag=1\r\nTo: <sip:127.0.0.1>\r\nCall-ID: {mine}\r\n"
                "CSeq: 1 OPTIONS\r\nMax-Forwards: 10\r\nContent-Length: 0\r\n\r\n".encode(),
                ("127.0.0.1", port),
            )
            try:
                probe.recv(2048)
                return
            except OSError:
                continue
    raise AssertionError("kamailio does not answer: " + log.read_text()[-2000:])


def registered_config(name: str, registrar: str, password: str, **more: object) -> m.Configure:
    return quiet_config(
        name, registrar=registrar, password=password, trusted_peers=(), uri=f"sip:{name}@127.0.0.1",
        **more,
    )  # fmt: skip


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
    nowhere = f"127.0.0.1:{free_port(socket.SOCK_STREAM)}"
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


def failed(endpoint: Endpoint):  # type: ignore[no-untyped-def]
    return endpoint.wait(
        m.AccountChanged, lambda one: one.account.state is RegistrationState.FAILED
    ).account
