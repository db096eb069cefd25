"""The short form of `make soak`: after twenty calls nothing is left of them."""

from pathlib import Path

import pytest
from soak import soak

pytestmark = pytest.mark.sip


def test_twenty_calls_leave_nothing_behind(tmp_path: Path) -> None:
    bars = soak(tmp_path, calls=20, call_s=0.5, long_s=0.0)
    # how evenly it sends is for `make soak`: here others share the cores
    assert not [bar for bar in bars if bar.held is False and bar.name != "RTP spacing"]
    (left,) = (bar for bar in bars if bar.name == "  before and after")
    assert left.held
