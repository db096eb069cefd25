"""The best model that keeps up, and what happens when one does not or breaks."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from audio.formats import Signal
from inference.messages import ModelInUse, Population, UseWhy
from inference.score import Mask, Profile, ScoreStream, VoiceScore
from inference.worker.choice import LATE_WITHIN_S, TRY_AGAIN_S, ModelChoice
from inference.worker.pace import BUDGET_S, hop_cost_s

pytestmark = pytest.mark.unit


@dataclass(frozen=True)
class StandIn:
    """A scorer that scores nothing."""

    profile: Profile
    sha256: str = ""
    population: Population = Population()  # noqa: RUF009 -- frozen

    def stream(self) -> ScoreStream:
        raise NotImplementedError


LARGE = StandIn(Profile.LARGE, "aa", Population(-0.2))
ON_GPU = StandIn(Profile.SMALL, "bb")
ON_CPU = StandIn(Profile.SMALL, "cc")


def test_the_best_comes_first() -> None:
    choice = ModelChoice((LARGE, ON_CPU))
    assert choice.in_use is LARGE
    assert choice.message() == ModelInUse("large", UseWhy.BEST, "aa", Population(-0.2))


def test_two_late_windows_within_ten_seconds_and_the_smaller_one_scores() -> None:
    choice = ModelChoice((LARGE, ON_CPU))
    assert not choice.late("call", 10.0, 0.0)
    assert choice.late("call", 10.0 + LATE_WITHIN_S, 1.0)
    assert choice.in_use is ON_CPU
    assert choice.message().why is UseWhy.LATE


def test_a_hiccup_now_and_then_changes_nothing() -> None:
    choice = ModelChoice((LARGE, ON_CPU))
    assert not any(choice.late("call", 10.5 * index, 0.0) for index in range(20))
    assert not any(choice.late(f"leg-{index}", 300.0, 0.0) for index in range(5))
    assert choice.in_use is LARGE


def test_a_smaller_processor_is_no_smaller_model() -> None:
    choice = ModelChoice((LARGE, ON_GPU, ON_CPU))
    choice.late("call", 1.0, 0.0)
    assert choice.late("call", 2.0, 0.0)
    assert choice.in_use is ON_GPU
    choice.late("call", 3.0, 0.0)
    assert not choice.late("call", 4.0, 0.0), "there is nothing smaller"
    assert choice.in_use is ON_GPU


def test_what_breaks_is_replaced_until_only_facts_are_left() -> None:
    choice = ModelChoice((LARGE, ON_GPU, ON_CPU))
    assert [choice.failed(0.0) for _ in range(4)] == [True, True, True, False]
    assert choice.in_use is None
    assert choice.message() == ModelInUse("", UseWhy.FAILED)


def test_it_stays_smaller_for_the_call_and_tries_again_in_a_later_one() -> None:
    choice = ModelChoice((LARGE, ON_CPU))
    choice.attached("one", 0.0)
    choice.failed(100.0)
    assert not choice.attached("one", 100.0 + TRY_AGAIN_S), "the same call after a hold"
    assert not choice.attached("two", 99.0 + TRY_AGAIN_S)
    assert choice.in_use is ON_CPU
    assert choice.attached("three", 100.0 + TRY_AGAIN_S)
    assert choice.message().why is UseWhy.BEST


def test_each_fall_doubles_the_wait() -> None:
    choice = ModelChoice((LARGE, ON_CPU))
    now_s = 0.0
    for round_ in range(4):
        choice.failed(now_s)
        wait_s = TRY_AGAIN_S * 2**round_
        assert not choice.attached(f"early-{round_}", now_s + wait_s - 1)
        now_s += wait_s
        assert choice.attached(f"late-{round_}", now_s)


def test_without_models_nothing_falls() -> None:
    choice = ModelChoice(())
    assert choice.in_use is None
    assert choice.message() == ModelInUse("", UseWhy.BEST)
    assert not choice.late("call", 1.0, 0.0) and not choice.late("call", 1.5, 0.0)
    assert not choice.failed(0.0) and not choice.attached("call", 1e9)


def test_the_scale_of_the_model_in_use_is_what_is_sent() -> None:
    assert ModelChoice((LARGE, ON_CPU)).message().population == LARGE.population
    assert ModelChoice((ON_CPU,)).message().population == Population()


class Ticking:
    """A scorer whose hops take what `costs_s` says, on a clock of its own."""

    profile = Profile.LARGE
    sha256 = ""

    def __init__(self, costs_s: Iterator[float]) -> None:
        self._costs_s = costs_s
        self.now_s = 0.0
        self.hops = 0

    def stream(self) -> "Ticking":
        return self

    def push(self, signal: Signal, voiced: Mask) -> None:
        assert signal.dtype == "float32" and voiced.shape == (50,)
        self.hops += 1
        self.now_s += next(self._costs_s)

    def score(self) -> VoiceScore | None:
        return None

    def clear(self) -> None:
        pass


def test_the_first_hops_and_one_hiccup_do_not_count() -> None:
    costs = [2.0] + [0.05] * 8 + [0.9] + [0.05] * 9
    scorer = Ticking(iter(costs))
    assert hop_cost_s(scorer, lambda: scorer.now_s) == pytest.approx(0.05)


def test_a_hopeless_model_is_not_measured_to_the_end() -> None:
    scorer = Ticking(iter([1.2] * 20))
    assert hop_cost_s(scorer, lambda: scorer.now_s) > BUDGET_S
    assert scorer.hops == 3
