"""A customer who calls again brings a card, and never a different tension."""

import random
from dataclasses import replace
from datetime import date

import pytest

from desktop.assist.assist import Assist
from desktop.assist.session import AssistSession
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import load_library
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.consent import ConsentState
from inference.messages import AcousticFacts, Estimate
from inference.tension.tracker import TensionTracker
from resources import resource

pytestmark = pytest.mark.unit

CATALOGUE = Catalogue.of(load_library([resource("cards")], "en"))
CALL = CallSnapshot(
    "c1", "desk", Direction.INCOMING, CallState.CONFIRMED, "sip:0301@pbx", confirmed_at_s=0.0
)


def new_session() -> AssistSession:
    return AssistSession(tracker=TensionTracker(), catalogue=CATALOGUE, today=date(2026, 12, 1))


def estimates(seed: int) -> list[Estimate]:
    """Two minutes of a voice that wanders between calm and tense."""
    chance = random.Random(seed)
    tension, told = 0.3, []
    for step in range(240):
        tension = min(1.0, max(0.0, tension + chance.gauss(0.004, 0.05)))
        facts = AcousticFacts(
            level_db=-30 + 10 * tension, pace_hz=4.0, pitch_hz=180.0, voiced_s=2.0, silence_s=0.0
        )
        told.append(
            Estimate(
                leg="c1",
                epoch=1,
                t_s=(step + 1) / 2,
                window_s=3.0,
                facts=facts,
                tension=tension,
                quality=1.0,
                captured_ns=0,
                emitted_ns=0,
            )
        )
    return told


@pytest.mark.parametrize("seed", range(5))
def test_contacts_never_change_a_level_an_alert_or_the_trend(seed: int) -> None:
    first, again = new_session(), new_session()
    again.know_contacts(9)
    for estimate in estimates(seed):
        for session in (first, again):
            session.observe(estimate)
            session.tick(estimate.t_s)
        assert again.state.reading == first.state.reading
        assert again.state.alert is first.state.alert
    assert again.state.trend == first.state.trend and again.state.phase is first.state.phase


def test_a_count_that_comes_in_the_call_or_before_it_brings_the_card() -> None:
    for before_the_call in (True, False):
        assist = Assist(new_session)
        if before_the_call:
            assist.contacts_known("c1", 2)
        assist.call_changed(CALL, None)
        if not before_the_call:
            assist.tick(1.0)
            assist.contacts_known("c1", 2)
        assist.tick(2.0)
        session = assist.session("c1")
        assert session is not None and session.state.suggestion is not None
        assert session.state.suggestion.card.id == "known-repeat"


def test_a_withdrawal_forgets_the_mood_and_not_the_contacts() -> None:
    assist = Assist(new_session)
    assist.call_changed(CALL, None)
    assist.contacts_known("c1", 2)
    withdrawn = replace(CALL, consent=ConsentState.WITHDRAWN)
    assist.call_changed(withdrawn, CALL)
    assist.tick(1.0)
    session = assist.session("c1")
    assert session is not None and session.state.suggestion is not None
    assert session.state.suggestion.card.id == "known-repeat"


def test_the_count_goes_with_the_call() -> None:
    assist = Assist(new_session)
    assist.call_changed(CALL, None)
    assist.contacts_known("c1", 2)
    over = replace(CALL, state=CallState.DISCONNECTED)
    assist.call_changed(over, CALL)
    assist.call_changed(CALL, None)
    assist.tick(1.0)
    session = assist.session("c1")
    assert session is not None and session.state.suggestion is not None
    assert session.state.suggestion.card.id == "open-call"
