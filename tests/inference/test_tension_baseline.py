"""The caller's own start, shrunk to the population, and what lasts above it."""

import pytest

from inference.messages import AcousticFacts, Population
from inference.tension.baseline import CallerBaseline, Typical
from inference.tension.change import Change
from inference.tension.parameters import DEFAULTS, TensionParameters

pytestmark = pytest.mark.unit

CALM = DEFAULTS.lively_logit - 3.0
FACTS = AcousticFacts(level_db=-26.0, pace_hz=4.0, pitch_hz=120.0, voiced_s=3.0)
LOUD_FACTS = AcousticFacts(level_db=-10.0, pace_hz=7.0, pitch_hz=240.0, voiced_s=3.0)


def baseline(*stretches: tuple[float, float], p: TensionParameters = DEFAULTS) -> CallerBaseline:
    """`(logit, seconds)` of voice, in windows of half a second."""
    made = CallerBaseline(p)
    for value, seconds in stretches:
        for _ in range(round(seconds * 2)):
            loud = value > p.lively_logit
            made.add(value, LOUD_FACTS if loud else FACTS, 0.5)
    return made


def test_a_median_by_weight() -> None:
    typical = Typical()
    for value, weight in ((1.0, 1.0), (2.0, 1.0), (100.0, 1.5)):
        typical.add(value, weight)
    assert typical.value == 2.0
    typical.add(100.0, 1.0)
    assert typical.value == 100.0
    assert Typical().value is None


def test_only_the_last_seconds_count() -> None:
    typical = Typical(most=3.0)
    for value in range(10):
        typical.add(float(value), 1.0)
    assert (typical.weight, typical.value) == (3.0, 8.0)


def lively(above: float, seconds: float) -> list[tuple[float, float]]:
    """Calm speech with every fifth second `above` what people's liveliest is, in logits."""
    return [(CALM, 4.0), (DEFAULTS.lively_logit + above, 1.0)] * round(seconds / 5)


def test_quantiles_by_weight() -> None:
    typical = Typical()
    for value in range(1, 11):
        typical.add(float(value), 2.0)
    assert (typical.below(0.9), typical.below(0.5), typical.below(1.0)) == (9.0, 5.0, 10.0)
    assert Typical().below(0.9) is None


def trusted(seconds: float) -> float:
    return seconds / (seconds + DEFAULTS.baseline_prior_s)


def test_who_is_as_lively_as_people_are_shifts_nothing() -> None:
    assert baseline().shift == 0.0
    assert baseline(*lively(0.0, 30)).shift == 0.0


def test_a_livelier_voice_needs_more_and_no_more_than_allowed() -> None:
    half = DEFAULTS.baseline_up
    assert baseline(*lively(0.6, 30)).shift == pytest.approx(0.6 * half * trusted(30))
    assert baseline(*lively(0.6, 10)).shift == pytest.approx(0.6 * half * trusted(10))
    assert baseline(*lively(9.0, 30)).shift == DEFAULTS.baseline_most


def test_a_quiet_voice_needs_less_and_no_less_than_allowed() -> None:
    assert baseline(*lively(-0.6, 30)).shift == pytest.approx(-0.6 * trusted(30))
    very = [(CALM - 3.0, 4.0), (CALM - 1.0, 1.0)] * 6
    assert baseline(*very).shift == -DEFAULTS.baseline_most


def test_a_voice_that_hardly_varies_is_not_raised_to_the_edge() -> None:
    even = baseline((CALM, 40))
    assert CALM - even.shift == pytest.approx(DEFAULTS.lively_logit - DEFAULTS.usual_below)
    near = baseline((DEFAULTS.lively_logit - 1.0, 40))
    assert near.shift == 0.0


def test_who_begins_angry_is_measured_mostly_against_people() -> None:
    angry = DEFAULTS.lively_logit + 2.5
    assert baseline((angry, 4)).shift <= 0.7


def test_one_loud_word_does_not_make_the_start() -> None:
    quiet = baseline(*lively(-1.0, 40))
    loud_word = baseline(*lively(-1.0, 20), (2.5, 1), *lively(-1.0, 20))
    assert loud_word.shift == pytest.approx(quiet.shift)
    assert loud_word.facts.level_db.value == FACTS.level_db
    assert loud_word.facts.pace_hz.value == FACTS.pace_hz


def test_complete_it_stays() -> None:
    made = baseline(*lively(0.6, 45))
    before = made.shift
    assert made.complete and before > 0
    for _ in range(40):
        made.add(CALM + 1.5, FACTS, 0.5)
    assert made.shift == before


def test_another_model_starts_anew_and_keeps_the_facts() -> None:
    made = baseline(*lively(-0.6, 15))
    made.use(TensionParameters.for_population(Population(0.1)))
    assert made.shift == 0.0 and not made.complete
    assert made.facts.level_db.value == FACTS.level_db


def change_of(*stretches: tuple[float, float]) -> Change:
    """`(logits above where tension adds up, seconds)`, in windows of half a second."""
    change = Change()
    for above, seconds in stretches:
        for _ in range(round(seconds * 2)):
            own = DEFAULTS.lively_logit + DEFAULTS.lasting_over + above
            change.add(own, 0.5, DEFAULTS)
    return change


def test_what_lasts_is_found_sooner_the_clearer_it_is() -> None:
    assert not change_of((9.0, 2)).found(DEFAULTS), "one word, however loud"
    assert change_of((9.0, 2.5)).found(DEFAULTS)
    assert not change_of((0.5, 9.5)).found(DEFAULTS)
    assert change_of((0.5, 10)).found(DEFAULTS)
    assert not change_of(*[(2.0, 1.0), (-2.0, 1.0)] * 30).found(DEFAULTS)


def test_it_is_forgotten_in_seconds_however_long_it_was() -> None:
    assert not change_of((9.0, 300), (-3.0, 2.5)).found(DEFAULTS)


def test_each_model_has_its_scale() -> None:
    p = TensionParameters.for_population(Population(0.3))
    assert p.lively_logit == 0.3
    assert p.elevated_exit < p.elevated_enter < p.lasting < p.tense_enter
    assert p.elevated_exit < p.tense_exit < p.lasting
    assert TensionParameters.for_population(Population()) == DEFAULTS


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(ValueError):
        Population(number)
