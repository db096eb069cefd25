"""What the engine counts of a real call, as the quality of the call is made of it."""

import pytest
from endpoints import Endpoint

from desktop.telephony.engine import messages as m
from desktop.telephony.quality import QualityMeter, Side

pytestmark = pytest.mark.sip


def test_a_call_on_this_computer_is_a_good_one(
    agent: Endpoint, customer: Endpoint, call: tuple[str, str]
) -> None:
    incoming, _ = call
    reported = agent.wait(
        m.StreamStats,
        lambda one: (
            one.call_id == incoming and one.round_trip_ms is not None and one.duration_s > 3.0
        ),
    )
    assert reported.codec == "PCMA/8000"
    assert 0.0 <= (reported.round_trip_ms or 0.0) < 100.0
    meter = QualityMeter()
    steps = [meter.step(one) for one in agent.all(m.StreamStats) if one.call_id == incoming]
    quality = [one for one in steps if one is not None][-1]
    assert quality.mos > 4.0 and (quality.their_mos or 0.0) > 4.0
    assert quality.side is Side.NOBODY
