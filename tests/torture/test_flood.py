"""Some hundred malformed messages while a call is up, and more good ones than the engine can take;
`make flood` sends ten thousand."""

from pathlib import Path

import numpy as np
import pytest
from flood import RATE_PER_S, SPACING_MS, flood, overload

pytestmark = pytest.mark.sip


def test_malformed_messages_neither_kill_nor_disturb(tmp_path: Path) -> None:
    done = flood(tmp_path, 300, RATE_PER_S, seed=4475)
    assert done.deaths == 0
    if np.percentile(done.ticks_ms, 99.9) > SPACING_MS:
        pytest.skip("this machine kept no time meanwhile: not even a process that only ticks")
    assert np.percentile(done.spacing_ms, 99.9) <= SPACING_MS


def test_an_overload_that_kills_is_told_and_the_engine_comes_back(tmp_path: Path) -> None:
    over = overload(tmp_path, 4000)
    if over is None:
        pytest.skip("this computer sends too slowly to overload the engine")
    died, back_s = over
    assert died.had_call and "SIGABRT" in died.outcome
    assert back_s < 10.0
