"""What counts as evidence and what does not: doubt, change, words, another model, no emotion."""

import math
import sys
from dataclasses import replace

import msgspec
import pytest

from inference.messages import AcousticFacts, Estimate, Population
from inference.tension.facts_only import FactsTracker
from inference.tension.fusion import WordsEvidence, faded, fuse
from inference.tension.parameters import DEFAULTS, TensionParameters, sigmoid
from inference.tension.reading import Reading, ReasonKind, TensionState
from inference.tension.tracker import TensionTracker

pytestmark = pytest.mark.unit

CALM, LOUD = 0.05, 0.9


def estimate(t_s: float, tension: float | None, **values: float) -> Estimate:
    facts = {"level_db": -26.0, "pace_hz": 4.0, "pitch_hz": 120.0, "voiced_s": 2.5}
    own = {key: values.pop(key) for key in ("quality", "certainty") if key in values}
    return Estimate(
        leg="call",
        epoch=1,
        t_s=t_s,
        window_s=3.0,
        tension=tension,
        quality=own.get("quality", 1.0),
        facts=AcousticFacts(**(facts | values)),
        captured_ns=0,
        emitted_ns=0,
        certainty=own.get("certainty", 1.0),
    )


def speak(
    tracker: TensionTracker | FactsTracker,
    seconds: float,
    tension: float | None,
    **values: float,
) -> list[Reading]:
    """An estimate every 0.5 s from where the tracker stands."""
    start_s = tracker.tick(-1.0).t_s
    return [
        tracker.observe(estimate(start_s + 0.5 * (i + 1), tension, **values))
        for i in range(round(seconds * 2))
    ]


# ---------------------------------------------------------------- abstention


@pytest.mark.parametrize(
    "doubt",
    [
        {"quality": DEFAULTS.least_quality * 0.9},
        {"certainty": DEFAULTS.least_certainty * 0.9},
        {"quality": math.nan},
        {"certainty": math.nan},
    ],
)
def test_doubt_is_no_evidence(doubt: dict[str, float]) -> None:
    tracker = TensionTracker()
    assert {r.state for r in speak(tracker, 20, LOUD, **doubt)} == {TensionState.UNKNOWN}
    speak(tracker, 10, CALM)
    assert {r.state for r in speak(tracker, 10, LOUD, **doubt)} == {TensionState.CALM}
    assert speak(tracker, 10, LOUD, **doubt)[-1].state is TensionState.UNKNOWN


@pytest.mark.parametrize("score", [math.nan, math.inf, -0.1, 1.1])
def test_what_is_no_score_makes_no_level(score: float) -> None:
    readings = speak(TensionTracker(), 20, score)
    assert {r.state for r in readings} == {TensionState.UNKNOWN}
    assert all(r.score is None for r in readings)


def test_a_fact_that_is_no_number_is_none() -> None:
    tracker = TensionTracker()
    speak(tracker, 20, CALM, level_db=math.nan)
    reading = speak(tracker, 10, LOUD, level_db=-20.0, pace_hz=math.nan)[-1]
    assert ReasonKind.LOUDER not in [r.kind for r in reading.reasons]
    assert all(math.isfinite(r.value) for r in reading.reasons)


def test_less_certain_counts_less() -> None:
    sure, unsure = TensionTracker(), TensionTracker()
    for tracker in (sure, unsure):
        speak(tracker, 20, CALM)
    speak(sure, 2, LOUD, certainty=1.0)
    speak(unsure, 2, LOUD, certainty=0.3)
    of_sure, of_unsure = sure.tick(22.0).score, unsure.tick(22.0).score
    assert of_sure is not None and of_unsure is not None and of_unsure < of_sure


# ---------------------------------------------------------------- time


@pytest.mark.parametrize("new", [TensionTracker, FactsTracker])
def test_what_time_it_is_meanwhile_takes_no_evidence_away(
    new: type[TensionTracker] | type[FactsTracker],
) -> None:
    """Estimates come a little late; the clock that ticks beside them must not make them old."""
    ticked, plain = new(), new()
    for index in range(1, 121):
        t_s, loud = 0.5 * index, 25 < 0.5 * index < 40
        one = estimate(t_s, LOUD if loud else CALM, level_db=-18.0 if loud else -28.0)
        ticked.tick(t_s + 0.3)
        with_ticks, without = ticked.observe(one), plain.observe(one)
        assert (with_ticks.state, with_ticks.since_s) == (without.state, without.since_s)
        assert with_ticks.reasons == without.reasons
        assert with_ticks.score == without.score
    assert new is FactsTracker or ticked.tick(61.0).state is not TensionState.UNKNOWN


def test_what_was_heard_before_an_interruption_is_over() -> None:
    tracker = TensionTracker()
    speak(tracker, 20, LOUD)
    tracker.interrupted(20.4)
    assert tracker.observe(estimate(20.3, LOUD)).state is TensionState.UNKNOWN


# ---------------------------------------------------------------- change


def rise(tracker: TensionTracker, start: float, end: float, seconds: float) -> list[Reading]:
    readings: list[Reading] = []
    count = round(seconds * 2)
    for i in range(count):
        readings += speak(tracker, 0.5, sigmoid(start + (end - start) * i / count))
    return readings


def chat(tracker: TensionTracker, seconds: float, liveliest: float) -> list[Reading]:
    """Calm speech whose every tenth window is `liveliest`."""
    readings: list[Reading] = []
    for _ in range(round(seconds / 5)):
        readings += speak(tracker, 4.5, 0.02) + speak(tracker, 0.5, liveliest)
    return readings


def test_a_soft_spoken_callers_rise_counts() -> None:
    """0.5 is nobody's tense by itself; after a very soft start it is."""
    soft, lively = TensionTracker(), TensionTracker()
    chat(soft, 45, 0.08)
    chat(lively, 45, 0.6)
    of_soft, of_lively = (rise(one, -3.9, 0.0, 10) + speak(one, 10, 0.5) for one in (soft, lively))
    assert of_soft[-1].state is TensionState.TENSE
    assert TensionState.TENSE not in {r.state for r in of_lively}


def test_what_never_adds_up_is_never_tense() -> None:
    tracker = TensionTracker()
    chat(tracker, 60, DEFAULTS.elevated_enter)  # as lively as people are: the scale stays as it is
    assert {r.state for r in speak(tracker, 60, DEFAULTS.lasting - 0.01)} == {
        TensionState.CALM,
        TensionState.ELEVATED,
    }
    assert speak(tracker, 60, DEFAULTS.lasting + 0.05)[-1].state is TensionState.TENSE


def test_what_lasts_is_found_where_the_threshold_alone_would_not() -> None:
    with_change = TensionTracker()
    without = TensionTracker(replace(DEFAULTS, change_decision=1e9))
    for tracker in (with_change, without):
        chat(tracker, 60, DEFAULTS.elevated_enter)
        speak(tracker, 12, 0.7)
    assert with_change.tick(72.0).state is TensionState.TENSE
    assert without.tick(72.0).state is TensionState.ELEVATED


def test_who_stays_elevated_does_not_get_used_to_it_for_good() -> None:
    """The start is complete; what comes later is measured against it."""
    tracker = TensionTracker()
    chat(tracker, 60, DEFAULTS.elevated_enter)
    assert speak(tracker, 120, DEFAULTS.lasting - 0.02)[-1].state is TensionState.ELEVATED


def test_a_rise_is_not_learnt_while_it_lasts() -> None:
    """The start is still open; what is elevated is no part of it before it has ended."""
    tracker = TensionTracker()
    speak(tracker, 20, CALM)
    assert speak(tracker, 8, 0.75)[-1].state is TensionState.TENSE
    back = TensionTracker()
    speak(back, 20, CALM)
    speak(back, 3, 0.5)
    before = back.tick(23.0).score
    assert speak(back, 8, CALM)[-1].state is TensionState.CALM
    assert before is not None and speak(back, 3, 0.5)[-1].score < before, "it came to nothing"


@pytest.mark.parametrize("pause_s", [0.0, 0.5, 8.0])
def test_one_window_alone_is_never_tense(pause_s: float) -> None:
    tracker = TensionTracker()
    speak(tracker, 30, CALM)
    reading = tracker.observe(estimate(30.5 + pause_s, 0.95))
    assert reading.state is not TensionState.TENSE
    tracker.use(TensionParameters.for_population(Population(-0.4)))
    assert tracker.observe(estimate(31.0 + pause_s, 0.95)).state is not TensionState.TENSE
    assert speak(tracker, 2, 0.95)[-1].state is TensionState.TENSE


def test_tense_is_left_where_nothing_adds_up_any_more() -> None:
    tracker = TensionTracker()
    chat(tracker, 60, DEFAULTS.elevated_enter)
    assert speak(tracker, 5, 0.97)[-1].state is TensionState.TENSE
    after = speak(tracker, 120, DEFAULTS.lasting - 0.04)
    assert after[-1].state is TensionState.ELEVATED


# ---------------------------------------------------------------- words


def test_without_words_the_voice_stands_alone() -> None:
    assert fuse(0.7, None) == 0.7
    assert fuse(0.7, WordsEvidence(2.0, 0.5, 0.0)) == pytest.approx(1.7)
    assert faded(None, 9.0, DEFAULTS) is None


def test_words_fade_and_are_bounded() -> None:
    said = WordsEvidence(9.0, 1.0, 10.0)
    now, later = faded(said, 10.0, DEFAULTS), faded(said, 60.0, DEFAULTS)
    assert now is not None and later is not None
    assert now.logit == DEFAULTS.words_most
    assert later.weight < 0.1 < now.weight


def test_words_tip_the_scales_and_wear_off() -> None:
    plain, told = TensionTracker(), TensionTracker()
    for tracker in (plain, told):
        speak(tracker, 20, 0.15)
    told.observe_words(WordsEvidence(3.0, 1.0, 20.0))
    with_words, without = speak(told, 5, 0.15)[-1], speak(plain, 5, 0.15)[-1]
    assert with_words.state is TensionState.ELEVATED and without.state is TensionState.CALM
    assert speak(told, 60, 0.15)[-1].state is TensionState.CALM


def test_words_alone_move_no_state() -> None:
    tracker = TensionTracker()
    silent = tracker.observe_words(WordsEvidence(5.0, 1.0, 1.0))
    assert silent.state is TensionState.UNKNOWN
    speak(tracker, 20, CALM)
    for t_s in range(21, 30):
        tracker.observe_words(WordsEvidence(5.0, 1.0, float(t_s)))
    assert tracker.tick(30.0).state is TensionState.CALM


def test_words_in_silence_move_no_state_that_is_near_one() -> None:
    tracker = TensionTracker()
    chat(tracker, 60, DEFAULTS.elevated_enter)
    assert speak(tracker, 10, DEFAULTS.lasting - 0.02)[-1].state is TensionState.ELEVATED
    for t_s in range(71, 76):
        tracker.observe_words(WordsEvidence(5.0, 1.0, float(t_s)))
    assert tracker.tick(76.0).state is TensionState.ELEVATED
    assert speak(tracker, 1, DEFAULTS.lasting - 0.02)[-1].state is TensionState.TENSE


@pytest.mark.parametrize(
    "words",
    [
        WordsEvidence(math.nan, 1.0, 21.0),
        WordsEvidence(3.0, 2.0, 21.0),
        WordsEvidence(3.0, 1.0, math.inf),
        WordsEvidence(3.0, 1.0, 3.0),
    ],
)
def test_words_that_cannot_be_meant_are_not_taken(words: WordsEvidence) -> None:
    tracker = TensionTracker()
    speak(tracker, 20, 0.15)
    tracker.observe_words(WordsEvidence(0.0, 1.0, 20.0))
    before = tracker.tick(20.0)
    assert tracker.observe_words(words) == before


# ---------------------------------------------------------------- another model


def test_another_model_neither_jumps_nor_forgets_the_state() -> None:
    tracker = TensionTracker()
    speak(tracker, 20, CALM)
    before = speak(tracker, 10, LOUD)[-1]
    tracker.use(TensionParameters.for_population(Population(0.1)))
    assert tracker.threshold == pytest.approx(sigmoid(0.6))
    after = tracker.tick(30.5)
    assert (after.state, after.score) == (TensionState.TENSE, before.score)
    assert after.since_s == before.since_s
    assert speak(tracker, 25, 0.1)[-1].state is TensionState.CALM
    assert tracker.tick(80.0).state is TensionState.UNKNOWN


def test_the_same_model_again_changes_nothing() -> None:
    one, two = TensionTracker(), TensionTracker()
    for tracker in (one, two):
        speak(tracker, 20, 0.1)
    one.use(DEFAULTS)
    assert speak(one, 5, 0.4) == speak(two, 5, 0.4)


# ---------------------------------------------------------------- acoustic facts only


def test_without_emotion_there_are_facts_and_no_state() -> None:
    tracker = FactsTracker()
    first = speak(tracker, 20, None, level_db=-30.0, pace_hz=4.0)[-1]
    assert first.compared and first.reasons == ()
    loud = speak(tracker, 15, None, level_db=-22.0, pace_hz=5.2, pitch_hz=200.0, interruptions=3)[
        -1
    ]
    found = {r.kind: r.value for r in loud.reasons}
    assert set(found) == {ReasonKind.LOUDER, ReasonKind.FASTER, ReasonKind.INTERRUPTIONS}
    assert found[ReasonKind.LOUDER] == pytest.approx(8, abs=1)
    assert loud.state is TensionState.UNKNOWN and loud.score is None


def test_a_score_that_comes_nevertheless_is_not_looked_at() -> None:
    with_score, without = FactsTracker(), FactsTracker()
    assert speak(with_score, 30, LOUD) == speak(without, 30, None)


def test_a_fact_on_the_edge_does_not_flicker() -> None:
    tracker = FactsTracker()
    speak(tracker, 20, None, level_db=-30.0)
    said = []
    for index in range(40):
        (reading,) = speak(tracker, 0.5, None, level_db=-26.9 + 0.5 * (-1) ** index)
        said.append(ReasonKind.LOUDER in [r.kind for r in reading.reasons])
    assert said[-1] and said == sorted(said), "once said it stays while it is about so"
    assert speak(tracker, 20, None, level_db=-29.5)[-1].reasons == ()


def test_what_is_said_keeps_its_place() -> None:
    tracker = FactsTracker()
    speak(tracker, 20, None, level_db=-30.0, pace_hz=4.0)
    speak(tracker, 10, None, level_db=-26.0, pace_hz=4.0)
    later = speak(tracker, 20, None, level_db=-26.0, pace_hz=8.0)[-1]
    assert [r.kind for r in later.reasons] == [ReasonKind.LOUDER, ReasonKind.FASTER]


def test_silence_is_a_fact() -> None:
    tracker = FactsTracker()
    silent = {"level_db": None, "pace_hz": None, "pitch_hz": None, "voiced_s": 0.0}
    reading = tracker.observe(
        msgspec.structs.replace(estimate(10.0, None), facts=AcousticFacts(**silent, silence_s=10.0))
    )
    assert [r.kind for r in reading.reasons] == [ReasonKind.SILENCE]
    assert not reading.compared


def test_facts_grow_old_too_and_a_cut_leg_has_none() -> None:
    tracker = FactsTracker()
    speak(tracker, 20, None, level_db=-30.0)
    assert speak(tracker, 10, None, level_db=-20.0)[-1].reasons
    assert tracker.tick(30.0 + DEFAULTS.evidence_age_s - 1).reasons
    assert tracker.tick(30.1 + DEFAULTS.evidence_age_s).reasons == ()
    speak(tracker, 10, None, level_db=-20.0)
    cut = tracker.interrupted(60.0)
    assert cut.reasons == () and not cut.compared
    assert speak(tracker, 10, None, level_db=-20.0)[-1].reasons, "the start is kept"


def test_the_facts_know_nothing_of_the_tension_logic() -> None:
    import subprocess

    code = (
        "import inference.tension.facts_only, sys; "
        "print([m for m in sys.modules if m.endswith(('.tracker', '.fusion', '.change'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
