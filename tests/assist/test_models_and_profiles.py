"""Another model within a call, and the profile without emotion, as a session sees them."""

from collections.abc import Callable
from datetime import date

import pytest

from desktop.assist.assist import Assist
from desktop.assist.session import AssistSession, TimelineKind
from desktop.assist.worker import WorkerState, WorkerStatus
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import load_library
from desktop.knowledge.selector import Why
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.consent import ConsentState
from inference.messages import AcousticFacts, Estimate, ModelInUse, Population, UseWhy
from inference.tension.alerts import AlertState
from inference.tension.facts_only import FactsTracker
from inference.tension.parameters import sigmoid
from inference.tension.reading import ReasonKind, TensionState
from inference.tension.tracker import TENSE_THRESHOLD, TensionTracker
from resources import resource

pytestmark = pytest.mark.unit

CATALOGUE = Catalogue.of(load_library([resource("cards")], "de"))
CALL = CallSnapshot(
    call_id="c1",
    account="desk",
    direction=Direction.INCOMING,
    state=CallState.CONFIRMED,
    peer_uri="sip:a@pbx",
    consent=ConsentState.GRANTED,
    started_at_s=90.0,
    confirmed_at_s=100.0,
)
LARGE = ModelInUse("large", UseWhy.BEST, "aa", Population(0.1))
SMALL = ModelInUse("small", UseWhy.LATE, "bb", Population())


def session(tracker: TensionTracker | FactsTracker) -> AssistSession:
    return AssistSession(tracker=tracker, catalogue=CATALOGUE, today=date(2026, 11, 21))


def play(
    hear: Callable[[Estimate], None], start_s: float, seconds: float, tension: float, db: float
) -> None:
    for index in range(round(seconds * 2)):
        facts = AcousticFacts(
            level_db=db, pace_hz=4.0, pitch_hz=200.0 + db, voiced_s=2.5, interruptions=int(db > -20)
        )
        hear(Estimate("c1", 1, start_s + 0.5 * (index + 1), 3.0, tension, 0.9, facts, 0, 0))


def ready(in_use: ModelInUse) -> WorkerStatus:
    return WorkerStatus(WorkerState.READY, "cpu", (), in_use)


def test_a_session_takes_the_scale_of_the_model_in_use() -> None:
    assist = Assist(lambda: session(TensionTracker()))
    assist.worker_changed(ready(LARGE), 0.0)
    assist.call_changed(CALL, None)
    first = assist.session("c1")
    assert first is not None and first.threshold == pytest.approx(sigmoid(0.6))

    assist.worker_changed(ready(SMALL), 110.0)

    assert first.threshold == TENSE_THRESHOLD
    assist.worker_changed(ready(ModelInUse("", UseWhy.FAILED)), 111.0)
    assert first.threshold == TENSE_THRESHOLD, "without a model there is no other scale"


def test_a_fall_to_the_smaller_model_leaves_the_call_as_it_was() -> None:
    assist = Assist(lambda: session(TensionTracker()))
    assist.worker_changed(ready(LARGE), 0.0)
    assist.call_changed(CALL, None)
    companion = assist.session("c1")
    assert companion is not None
    play(companion.observe, 0, 20, 0.1, -28)
    play(companion.observe, 20, 12, 0.95, -18)
    before = companion.state

    assist.worker_changed(ready(SMALL), 132.0)
    companion.tick(32.5)

    assert companion.state.reading.state is before.reading.state is TensionState.TENSE
    assert companion.state.alert is before.alert
    play(companion.observe, 32.5, 10, 0.95, -18)
    assert companion.state.reading.state is TensionState.TENSE
    assert len([e for e in companion.timeline if e.kind is TimelineKind.ALERT]) == 1


def test_without_emotion_no_level_no_alert_and_no_card_for_one() -> None:
    companion = session(FactsTracker())
    for start_s, tension, db in ((0, 0.1, -28), (40, 0.97, -16), (80, 0.05, -28), (120, 0.97, -14)):
        play(companion.observe, start_s, 40, tension, db)
        companion.tick(start_s + 40)
        assert companion.state.reading.state is TensionState.UNKNOWN
        assert companion.state.reading.score is None
        assert companion.state.alert is AlertState.IDLE
    assert set(companion.state.trend) == {None}
    assert {entry.kind for entry in companion.timeline} == {TimelineKind.CARD}
    assert companion.state.suggestions
    whys = {why for suggestion in companion.state.suggestions for why, _ in suggestion.why}
    assert whys == {Why.PHASE}
    kinds = [reason.kind for reason in companion.state.reading.reasons]
    assert ReasonKind.LOUDER in kinds
    assert not {ReasonKind.VOICE_TENSE, ReasonKind.VOICE_CALM, ReasonKind.HIGHER} & set(kinds)


def test_without_emotion_silence_is_said_and_pushes_no_card() -> None:
    companion = session(FactsTracker())
    play(companion.observe, 0, 40, 0.0, -28)
    before = companion.state.suggestions
    for index in range(24):
        facts = AcousticFacts(silence_s=0.5 * (index + 1))
        t_s = 40.5 + 0.5 * index
        companion.observe(Estimate("c1", 1, t_s, 3.0, None, 0.0, facts, 0, 0))
    assert ReasonKind.SILENCE in [reason.kind for reason in companion.state.reading.reasons]
    assert companion.state.suggestions == before


def test_a_fact_can_be_called_wrong_too() -> None:
    companion = session(FactsTracker())
    play(companion.observe, 0, 20, 0.0, -28)
    play(companion.observe, 20, 10, 0.0, -18)
    companion.silence_reason(ReasonKind.LOUDER)
    play(companion.observe, 30, 10, 0.0, -16)
    kinds = [reason.kind for reason in companion.state.reading.reasons]
    assert ReasonKind.LOUDER not in kinds
