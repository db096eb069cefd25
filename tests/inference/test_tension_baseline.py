"""The caller's own start: quantiles shrunk to the population, and what a change against it is."""

import pytest

from inference.messages import AcousticFacts, Population
from inference.tension.baseline import CallerBaseline, Typical
from inference.tension.change import Change
from inference.tension.parameters import DEFAULTS, TensionParameters, leaving, logit, sigmoid

pytestmark = pytest.mark.unit

CALM = DEFAULTS.calm_logit
FACTS = AcousticFacts(level_db=-26.0, pace_hz=4.0, pitch_hz=120.0, voiced_s=3.0)
LOUD_FACTS = AcousticFacts(level_db=-10.0, pace_hz=7.0, pitch_hz=240.0, voiced_s=3.0)


def baseline(*stretches: tuple[float, float], p: TensionParameters = DEFAULTS) -> CallerBaseline:
    """`(logit, seconds)` of voice, in windows of half a second."""
    made = CallerBaseline(p)
    for value, seconds in stretches:
        for _ in range(round(seconds * 2)):
            loud = value > logit(p.elevated_enter)
            made.add(value, LOUD_FACTS if loud else FACTS, 0.5)
    return made


def test_a_median_by_weight() -> None:
    typical = Typical()
    for value, weight in ((1.0, 1.0), (2.0, 1.0), (100.0, 1.5)):
        typical.add(value, weight)
    assert typical.value == 2.0
    typical.add(100.0, 1.0)
    assert typical.value == 100.0
    assert Typical().value is None and Typical().spread is None


def test_only_the_last_seconds_count() -> None:
    typical = Typical(most=3.0)
    for value in range(10):
        typical.add(float(value), 1.0)
    assert (typical.weight, typical.value) == (3.0, 8.0)


def lively(above: float, seconds: float) -> list[tuple[float, float]]:
    """Calm speech with every fifth second `above` what others' liveliest is, in logits."""
    return [(CALM, 4.0), (DEFAULTS.lively_logit + above, 1.0)] * round(seconds / 5)


def test_quantiles_by_weight() -> None:
    typical = Typical()
    for value in range(1, 11):
        typical.add(float(value), 2.0)
    assert (typical.below(0.9), typical.below(0.5), typical.below(1.0)) == (9.0, 5.0, 10.0)
    assert Typical().below(0.9) is None


def test_an_ordinary_caller_shifts_nothing() -> None:
    made = baseline((CALM, 40))
    assert made.complete
    assert made.shift == pytest.approx(0.0)
    assert made.level == pytest.approx(CALM)


def test_a_livelier_voice_needs_more_and_no_more_than_allowed() -> None:
    assert baseline(*lively(0.6, 30)).shift == pytest.approx(0.6 * 30 / 36, abs=0.02)
    assert baseline(*lively(0.6, 10)).shift == pytest.approx(0.6 * 10 / 16, abs=0.02)
    assert baseline(*lively(9.0, 30)).shift == DEFAULTS.baseline_most
    assert baseline(*lively(0.0, 30)).shift == 0.0


def test_a_quiet_voice_is_never_raised_and_its_level_is_its_own() -> None:
    quiet = baseline((CALM - 2.4, 30))
    assert quiet.shift == 0.0
    assert quiet.level == pytest.approx(CALM - 2.4 * 30 / 36, abs=0.02)


def test_one_loud_word_does_not_make_the_start() -> None:
    quiet = baseline((CALM, 30))
    loud_word = baseline((CALM, 14), (2.5, 2), (CALM, 14))
    assert loud_word.shift == quiet.shift == 0.0
    assert loud_word.facts.level_db.value == FACTS.level_db
    assert loud_word.facts.pace_hz.value == FACTS.pace_hz


def test_complete_it_stays() -> None:
    made = baseline(*lively(0.6, 35))
    before = made.shift
    assert made.complete and before > 0
    for _ in range(40):
        made.add(CALM + 1.5, FACTS, 0.5)
    assert made.shift == before


def test_another_model_starts_anew_and_keeps_the_facts() -> None:
    made = baseline((CALM - 1, 14))
    made.use(TensionParameters.for_population(Population(calm_logit=-1.8, calm_spread=0.5)))
    assert made.shift == 0.0 and not made.complete
    assert made.facts.level_db.value == FACTS.level_db
    made.add(-1.8, FACTS, 0.5)
    assert made.shift < 0.05


def test_the_spread_is_shrunk_and_never_tiny() -> None:
    assert CallerBaseline(DEFAULTS).spread == DEFAULTS.calm_spread
    even = baseline((CALM, 30)).spread
    assert 0.5 * DEFAULTS.calm_spread <= even < DEFAULTS.calm_spread
    lively = CallerBaseline(DEFAULTS)
    for index in range(24):
        lively.add(CALM + 1.2 * (index % 5 - 2), FACTS, 0.5)
    assert lively.spread > 1.2 * DEFAULTS.calm_spread


def test_a_steady_rise_is_a_change_and_a_loud_word_is_none() -> None:
    word, rise = Change(), Change()
    for _ in range(2):
        word.add(CALM + 9, CALM, 0.9, 0.5, DEFAULTS)
    assert not word.found(DEFAULTS)
    for index in range(24):
        rise.add(CALM + 0.15 * index, CALM, 0.9, 0.5, DEFAULTS)
    assert rise.found(DEFAULTS)


def test_a_change_is_forgotten_in_seconds_however_long_it_was() -> None:
    change = Change()
    for _ in range(600):
        change.add(CALM + 9, CALM, 0.9, 0.5, DEFAULTS)
    for _ in range(8):
        change.add(CALM, CALM, 0.9, 0.5, DEFAULTS)
    assert not change.found(DEFAULTS)


def test_each_model_has_its_scale() -> None:
    p = TensionParameters.for_population(Population(-2.0, 0.6, 0.62, 0.4))
    assert (p.calm_logit, p.calm_spread) == (-2.0, 0.6)
    assert (p.tense_enter, p.elevated_enter) == (0.62, 0.4)
    assert p.elevated_exit < p.elevated_enter < p.tense_enter
    assert p.elevated_exit < p.tense_exit < p.tense_enter
    assert TensionParameters.for_population(Population()) == DEFAULTS


def test_a_state_is_left_above_calm_speech() -> None:
    near = leaving(0.2, -1.6)
    assert -1.6 < logit(near) < logit(0.2)
    assert sigmoid(logit(0.2)) == pytest.approx(0.2)


@pytest.mark.parametrize(
    "numbers",
    [
        {"calm_logit": float("nan")},
        {"calm_spread": 0.0},
        {"tense_threshold": 1.0},
        {"elevated_threshold": 0.5},
        {"calm_logit": 0.0},
    ],
)
def test_numbers_that_contradict_each_other_are_refused(numbers: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        Population(**numbers)
