"""Staying reachable: after a sleep, on another network, and when the registrar starts anew."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from endpoints import Endpoint, quiet_config
from kamailio import Kamailio, failed, registered, registered_config
from msgspec.structs import replace
from netns import Computer
from wire import WirePhone

from desktop.telephony.engine import messages as m
from desktop.telephony.engine.launch import LOG_NAME, engine_command
from desktop.telephony.engine.whereabouts import ASLEEP_S

pytestmark = pytest.mark.sip

BACK_S = 2.0
"""The bar for being registered again over TCP."""
T2_S = 4.0  # RFC 3261: the longest pause between two retransmissions


def test_over_tcp_a_restarted_registrar_has_us_back_at_once(folder: Path) -> None:
    with Kamailio(folder / "restarted") as registrar:
        config = registered_config("agent", registrar.address, "agent-secret", transport="tcp")
        with Endpoint(folder / "tcp-agent", config) as agent:
            registered(agent)
            for down_s in (0.0, 3.3):  # the second outlasts several attempts
                after = agent.mark()
                registrar.stop()
                failed(agent, after=after)
                time.sleep(down_s)
                registrar.start()
                begun_s = time.monotonic()
                registered(agent, after=after)
                assert time.monotonic() - begun_s < BACK_S
            # and it knows the way to us
            config = registered_config("customer", registrar.address, "customer-secret")
            with Endpoint(folder / "tcp-customer", config) as customer:
                registered(customer)
                customer.dial("sip:agent@127.0.0.1")
                agent.incoming()


def test_over_udp_a_registrar_that_comes_late_is_found(folder: Path) -> None:
    registrar = Kamailio(folder / "late")
    config = registered_config("agent", registrar.address, "agent-secret")
    with Endpoint(folder / "udp-agent", config) as agent:
        assert failed(agent).code == 408
        with registrar:
            begun_s = time.monotonic()
            registered(agent)
            assert time.monotonic() - begun_s < T2_S + 1.0


DESKTOP = """
import sys, time
from pathlib import Path
from endpoints import Endpoint, quiet_config
from kamailio import registered_config
desk = Endpoint(Path(sys.argv[1]), registered_config("agent", sys.argv[2], "x"))
desk.start()
print(desk.client.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_after_a_sleep_the_registrar_hears_of_us_at_once(tmp_path: Path) -> None:
    """As a computer that is closed and opened: everything stops, and the clock has gone on."""
    with WirePhone(1) as registrar:
        here = Path(__file__).parent
        desktop = subprocess.Popen(
            [sys.executable, "-c", DESKTOP, str(tmp_path / "sleeper"),
             f"127.0.0.1:{registrar.sip_port}"],
            stdout=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": f"{here}{os.pathsep}{Path.cwd()}"},
        )  # fmt: skip
        try:
            accept(registrar, 10.0)
            assert desktop.stdout is not None
            sleepers = [int(desktop.stdout.readline()), desktop.pid]
            for pid in sleepers:
                os.kill(pid, signal.SIGSTOP)
            time.sleep(ASLEEP_S + 1.0)
            for pid in sleepers:
                os.kill(pid, signal.SIGCONT)
            accept(registrar, 10.0)  # by itself it would come after minutes
            os.kill(sleepers[0], 0)  # the desktop has not taken its engine for dead
        finally:
            os.kill(sleepers[0], signal.SIGTERM)
            desktop.kill()
            desktop.wait(10)
            if desktop.stdout is not None:
                desktop.stdout.close()


def accept(registrar: WirePhone, limit_s: float) -> None:
    """Wait for a REGISTER and take it."""
    request = registrar.next_request("REGISTER", limit_s)
    contact = re.search(r"^Contact: (<[^>]+>)", request, re.MULTILINE)
    assert contact is not None
    registrar.respond(request, "200 OK", extra=f"Contact: {contact[1]};expires=300\r\n")


@contextmanager
def call_from(computer: Computer, folder: Path, transport: str) -> Iterator[list[Endpoint]]:
    """An agent on that computer in a call with a customer on this one, by a registrar; "udp beside
    tcp": an account over TCP is there, too."""
    folder.mkdir(mode=0o700)
    with ExitStack() as stack:
        registrar = stack.enter_context(Kamailio(folder / "kamailio", host=computer.host))
        transport, _, beside = transport.partition(" beside ")
        away = registered_config(
            "agent", registrar.address, "agent-secret", transport=transport, local_address=""
        )
        if beside:
            other = quiet_config("other", transport=beside, local_address="")
            away = replace(away, accounts=(*away.accounts, *other.accounts))
        command = computer.command(engine_command(folder / "away"))
        agent = stack.enter_context(Endpoint(folder / "away", away, command=command))
        here = registered_config(
            "customer", registrar.address, "customer-secret", local_address=computer.host
        )
        customer = stack.enter_context(Endpoint(folder / "here", here))
        registered(agent)
        registered(customer)
        customer.dial("sip:agent@127.0.0.1")
        incoming = agent.incoming()
        agent.send(m.Answer(incoming))
        agent.wait_confirmed(incoming)
        for side in (agent, customer):
            side.wait(m.StreamStats, lambda one: one.rtp_received > 20)
        yield [agent, customer]


def wait_silence(side: Endpoint) -> None:
    """Until nothing has come for two seconds."""
    after = side.mark()

    def silent() -> bool:
        last = [one for one in side.events[after:] if isinstance(one, m.StreamStats)][-3:]
        return len(last) == 3 and last[0].rtp_received == last[-1].rtp_received

    side.until(silent, "something comes")


def log_of(side: Endpoint) -> str:
    return (side.folder / LOG_NAME).read_text(errors="replace")


def assert_both_hear_each_other(sides: list[Endpoint]) -> None:
    for side in sides:
        now = side.wait(m.StreamStats, after=side.mark())
        side.wait(
            m.StreamStats,
            lambda one, now=now: one.rtp_received > now.rtp_received + 50,
            after=side.mark(),
        )


@pytest.mark.parametrize("transport", ["udp", "tcp", "udp beside tcp", "tcp beside udp"])
def test_on_another_network_the_call_goes_on(folder: Path, transport: str) -> None:
    with (
        Computer() as computer,
        call_from(computer, folder / f"moved {transport}", transport) as on,
    ):
        agent, customer = on
        computer.move()
        assert_both_hear_each_other(on)
        # what is signalled reaches the new address, too, and so does whoever calls next
        (call_id,) = {one.call.call_id for one in customer.all(m.CallChanged)}
        customer.send(m.HangUp(call_id))
        agent.wait_call(lambda call: not call.alive)
        after = agent.mark()
        customer.dial("sip:agent@127.0.0.1")
        agent.incoming(after=after)


@pytest.mark.parametrize("beside", [(), ("tcp",)], ids=["udp", "udp beside tcp"])
def test_a_call_in_progress_is_told_the_new_address(folder: Path, beside: tuple[str, ...]) -> None:
    """Without a registrar, on the wire: re-INVITE, Contact and SDP."""
    home = folder / f"direct{len(beside)}"
    home.mkdir(mode=0o700)
    config = quiet_config("agent", local_address="", direct_calls=True, auto_answer=True)
    others = (quiet_config("other", local_address="", transport=one) for one in beside)
    more = tuple(account for other in others for account in other.accounts)
    config = replace(config, accounts=(*config.accounts, *more))
    with Computer() as computer:
        command = computer.command(engine_command(home))
        with (
            Endpoint(home, config, command=command) as agent,
            WirePhone(agent.port, computer.host, target=computer.address) as customer,
        ):
            customer.establish()
            agent.wait(m.StreamStats)
            computer.move()
            offer = customer.next_request("INVITE")
            assert f"c=IN IP4 {computer.address}" in offer
            contact = re.search(r"^Contact: *<sip:[^@]*@([^:;>]+)", offer, re.MULTILINE)
            assert contact is not None and contact[1] == computer.address
            customer.respond(offer, "200 OK", customer.sdp())
            customer.next_request("ACK")
            customer.send(customer.request("BYE", sequence=2))
            agent.wait_call(lambda call: not call.alive)


def test_a_cable_pulled_out_and_plugged_in_again(folder: Path) -> None:
    with Computer() as computer, call_from(computer, folder / "pulled", "tcp") as on:
        agent, customer = on
        computer.unplug()
        wait_silence(agent)  # and nobody hangs up
        computer.plug_in()
        assert_both_hear_each_other(on)
        after = agent.mark()
        # the way to us is another connection now
        agent.until(lambda: "was told a new address" in log_of(agent), "the call knows the old one")
        (call_id,) = {one.call.call_id for one in customer.all(m.CallChanged)}
        customer.send(m.HangUp(call_id))
        agent.wait_call(lambda call: not call.alive, after=after)
