"""STUN, TURN and ICE with a real server (coturn)."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoints import Endpoint, quiet_config
from ports import free_port
from wire import WirePhone

from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.sip
TURN = shutil.which("turnserver")


@pytest.fixture(scope="module")
def turn(folder: Path) -> Iterator[str]:
    """host:port of a TURN server that knows agent / relay-secret."""
    if TURN is None:
        pytest.skip("turnserver is not installed (apt-get install coturn)")
    port = free_port()
    run = folder / "turn"
    run.mkdir()
    log = (run / "log").open("wb")
    process = subprocess.Popen(
        [TURN, "-n", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1",
         f"--listening-port={port}", "--user=agent:relay-secret", "--realm=office.example",
         "--lt-cred-mech", "--no-tls", "--no-dtls", "--no-cli", "--allow-loopback-peers",
         f"--pidfile={run / 'pid'}", "--log-file=stdout", f"--userdb={run / 'db'}"],
        cwd=run, stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 10
        while b"IO method" not in (run / "log").read_bytes():
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.05)
        yield f"127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)
        log.close()


def test_ice_offers_a_relayed_way(folder: Path, turn: str) -> None:
    config = quiet_config(
        "nat", ice=True, stun_server=turn,
        turn_server=turn, turn_username="agent", turn_password="relay-secret",
    )  # fmt: skip
    with Endpoint(folder / "nat", config) as desk, WirePhone(1) as wire:
        call_id = desk.dial(f"sip:wire@127.0.0.1:{wire.sip_port}")
        invite = wire.next_request("INVITE", 10.0)
        kinds = set(re.findall(r"^a=candidate:.* typ (\w+)", invite, re.MULTILINE))
        assert "relay" in kinds
        wire.respond(invite, "603 Decline")
        desk.wait_ended(call_id)


def own_address() -> str:
    """An address of this machine that others could reach: ICE takes none of loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # asks the routing table; nothing is sent
        except OSError:
            pytest.skip("this machine has no network")
        return str(probe.getsockname()[0])


def test_a_call_finds_its_way_by_ice(folder: Path) -> None:
    here = own_address()

    def config(name: str) -> m.Configure:
        return quiet_config(
            name, uri=f"sip:{name}@{here}", local_address=here, trusted_peers=(here,), ice=True
        )

    with (
        Endpoint(folder / "ice-a", config("icea")) as left,
        Endpoint(folder / "ice-b", config("iceb")) as right,
    ):
        outgoing = left.dial(f"sip:iceb@{here}:{right.port}")
        incoming = right.incoming()
        right.send(m.Answer(incoming))
        left.wait_confirmed(outgoing)
        left.wait(m.StreamStats, lambda one: one.rtp_received > 40)
        right.wait(m.StreamStats, lambda one: one.rtp_received > 40)
        left.send(m.HangUp(outgoing))
        right.wait_ended(incoming)


def test_without_ice_there_are_no_candidates(folder: Path) -> None:
    with Endpoint(folder / "flat", quiet_config("flat")) as desk, WirePhone(1) as wire:
        call_id = desk.dial(f"sip:wire@127.0.0.1:{wire.sip_port}")
        invite = wire.next_request("INVITE")
        assert "a=candidate" not in invite
        wire.respond(invite, "603 Decline")
        desk.wait_ended(call_id)
