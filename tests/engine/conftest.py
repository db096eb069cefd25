"""Pairs of real engines on loopback, shared by the tests of one module."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode: `endpoints` is our own support

from endpoints import Endpoint, quiet_config, write_tone

AGENT_HZ = 440.0
CUSTOMER_HZ = 1000.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("engines")


@pytest.fixture(scope="module")
def agent(folder: Path) -> Iterator[Endpoint]:
    """Speaks in bursts of 440 Hz: one second on, one second off."""
    wav = write_tone(folder / "agent.wav", AGENT_HZ, 30, bursts_s=1.0)
    with Endpoint(folder / "agent", quiet_config("agent", wav=wav)) as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def customer(folder: Path) -> Iterator[Endpoint]:
    """Speaks 1000 Hz all the time."""
    wav = write_tone(folder / "customer.wav", CUSTOMER_HZ, 30)
    with Endpoint(folder / "customer", quiet_config("customer", wav=wav)) as endpoint:
        yield endpoint


@pytest.fixture
def call(agent: Endpoint, customer: Endpoint) -> Iterator[tuple[str, str]]:
    """A confirmed call, customer to agent: the agent's call id and the customer's."""
    from endpoints import connect

    from desktop.telephony.engine import messages as m

    outgoing, incoming = connect(customer, agent)
    yield incoming, outgoing
    agent.client.send(m.HangUp(incoming))
    agent.wait_ended(incoming)
    customer.wait_ended(outgoing)
