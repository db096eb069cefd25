"""Back-off, limits and words for how a process ended."""

import signal

import pytest

from desktop.processes.outcome import ProcessOutcome
from desktop.processes.restarts import BACK_OFF_S, MOST_RESTARTS, SPAN_S, RestartPolicy

pytestmark = pytest.mark.unit


def test_waits_grow_and_then_it_gives_up() -> None:
    policy = RestartPolicy()
    waits = [policy.died(float(second)) for second in range(MOST_RESTARTS + 1)]
    assert waits[:-1] == list(BACK_OFF_S)
    assert waits[-1] is None


def test_deaths_long_ago_do_not_count() -> None:
    policy = RestartPolicy()
    for second in range(MOST_RESTARTS):
        policy.died(float(second))
    assert policy.died(SPAN_S * 2) == BACK_OFF_S[0]


def test_another_try_forgets_the_past() -> None:
    policy = RestartPolicy(most_restarts=1)
    policy.died(0.0)
    assert policy.died(1.0) is None
    policy.reset()
    assert policy.died(2.0) is not None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "ended normally"),
        (3, "exit code 3"),
        (-int(signal.SIGTERM), "SIGTERM"),
        (-250, "signal 250"),
        (None, "without a word"),
    ],
)
def test_an_outcome_says_itself_in_words(code: int | None, words: str) -> None:
    assert words in ProcessOutcome(code).in_words
