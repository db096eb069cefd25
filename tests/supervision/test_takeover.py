"""A take-over is announced, waits for a caller on hold, and can be thought better of."""

import pytest

from desktop.supervision.takeover import ANNOUNCED_S, TakeOver, TakeOverStep

pytestmark = pytest.mark.unit

S = TakeOverStep
NONE = TakeOver()
ANNOUNCED = NONE.asked(10.0, held=False)


def test_it_is_announced_and_then_begins() -> None:
    assert (ANNOUNCED.step, ANNOUNCED.in_s(11.0)) == (S.ANNOUNCED, ANNOUNCED_S - 1.0)
    assert ANNOUNCED.asked(12.0, held=False) is ANNOUNCED
    assert ANNOUNCED.at(10.0 + ANNOUNCED_S - 0.1, held=False) is ANNOUNCED
    begun = ANNOUNCED.at(10.0 + ANNOUNCED_S, held=False)
    assert begun.step is S.UNDER_WAY and begun.in_s(20.0) is None
    for later in (begun.dropped(), begun.declined(), begun.at(99.0, held=True)):
        assert later is begun
    assert begun.failed().step is S.FAILED
    assert begun.failed().asked(30.0, held=False).step is S.ANNOUNCED


def test_whoever_is_on_hold_is_told_afterwards() -> None:
    waiting = ANNOUNCED.at(11.0, held=True)
    assert waiting.step is S.WAITING and waiting.in_s(11.0) is None
    assert waiting.at(500.0, held=True) is waiting
    again = waiting.at(500.0, held=False)
    assert again.in_s(500.0) == ANNOUNCED_S
    assert NONE.asked(10.0, held=True).step is S.WAITING


def test_claimant_and_agent_may_think_better_of_it() -> None:
    for before in (ANNOUNCED, ANNOUNCED.at(11.0, held=True)):
        assert before.dropped() == NONE
        assert before.declined().step is S.DECLINED
        assert before.failed() is before
    assert NONE.declined() is NONE and NONE.at(9.0, held=False) is NONE
