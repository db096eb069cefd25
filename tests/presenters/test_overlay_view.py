"""From a call and its companion to what the overlay shows."""

from dataclasses import replace

import pytest

from desktop.assist.session import AssistState, nothing_known
from desktop.assist.worker import WorkerState, WorkerStatus
from desktop.knowledge.card import Card
from desktop.knowledge.selector import Suggestion
from desktop.presenters.overlay import (
    card_view,
    consent_step,
    model_note,
    reason_chip,
    unknown_why,
)
from desktop.presenters.phone import call_s, call_view, peer_of
from desktop.telephony.call import CallSnapshot, CallState, Direction, Party
from desktop.telephony.consent import ConsentMode, ConsentState
from inference.messages import ModelInUse, ModelReport, ModelState, UseWhy
from inference.tension.reading import Reading, Reason, ReasonKind, Tendency, TensionState
from ui.call_states import (
    CallPhaseView,
)
from ui.states import (
    ConsentStep,
    Level,
    ModelNote,
    UnknownWhy,
)
from ui.states import ReasonKind as ShownReason
from ui.states import Tendency as ShownTendency

pytestmark = pytest.mark.unit

CALL = CallSnapshot(
    call_id="c1",
    account="desk",
    direction=Direction.INCOMING,
    state=CallState.CONFIRMED,
    peer_uri="sip:03023125014@pbx",
    consent=ConsentState.GRANTED,
    started_at_s=90.0,
    confirmed_at_s=100.0,
)
READY = WorkerStatus(WorkerState.READY, "cpu", (ModelReport("m", ModelState.READY),))
BLANK = AssistState(nothing_known())


def why(
    call: CallSnapshot = CALL,
    *,
    mode: ConsentMode = ConsentMode.CONSENT,
    worker: WorkerStatus = READY,
    assist: AssistState = BLANK,
    facts_only: bool = False,
) -> UnknownWhy:
    return unknown_why(call, mode, worker, assist, facts_only=facts_only)


def test_who_is_no_customer_is_not_asked_and_not_analysed() -> None:
    colleague = replace(CALL, party=Party.CONSULTATION)
    why = unknown_why(
        colleague,
        ConsentMode.CONSENT,
        WorkerStatus(WorkerState.READY),
        AssistState(nothing_known()),
    )
    assert why is UnknownWhy.NO_CUSTOMER
    step = consent_step(
        ConsentMode.CONSENT, ConsentState.UNKNOWN, notice_failed=True, party=Party.INTERNAL
    )
    assert step is ConsentStep.NOT_NEEDED


def test_grey_is_never_a_riddle() -> None:
    assert why(mode=ConsentMode.OFF) is UnknownWhy.OFF
    assert why(replace(CALL, consent=ConsentState.UNKNOWN)) is UnknownWhy.NO_CONSENT
    assert why(replace(CALL, consent=ConsentState.REFUSED)) is UnknownWhy.REFUSED
    assert why(replace(CALL, consent=ConsentState.WITHDRAWN)) is UnknownWhy.WITHDRAWN
    assert why(replace(CALL, local_hold=True)) is UnknownWhy.HELD
    assert why(replace(CALL, remote_hold=True)) is UnknownWhy.HELD
    assert why(worker=WorkerStatus()) is UnknownWhy.STARTING
    assert why(worker=WorkerStatus(WorkerState.GAVE_UP)) is UnknownWhy.WORKER_DOWN
    broken = replace(READY, models=(ModelReport("m", ModelState.FAILED),))
    assert why(worker=broken) is UnknownWhy.NO_MODEL
    assert why(assist=replace(BLANK, heard=True, silent=True)) is UnknownWhy.NO_VOICE
    assert why() is UnknownWhy.COLLECTING
    assert why(assist=replace(BLANK, heard=True, quality=0.01)) is UnknownWhy.POOR_AUDIO


def test_the_law_comes_before_everything_else() -> None:
    refused = replace(CALL, consent=ConsentState.REFUSED, local_hold=True)
    assert why(refused, worker=WorkerStatus(WorkerState.GAVE_UP)) is UnknownWhy.REFUSED


def test_a_known_level_needs_no_why() -> None:
    reading = Reading(5.0, TensionState.CALM, 1.0, 0.1, Tendency.STEADY, ())
    assert why(assist=AssistState(reading)) is UnknownWhy.NONE


def test_without_levels_grey_is_no_riddle_either() -> None:
    compared = AssistState(replace(nothing_known(), compared=True), heard=True, quality=0.0)
    collecting = replace(BLANK, heard=True, quality=0.0)
    off = replace(READY, models=(ModelReport("m", ModelState.OFF, needed=False),))
    assert why(worker=off, assist=collecting, facts_only=True) is UnknownWhy.COLLECTING
    assert why(worker=off, assist=compared, facts_only=True) is UnknownWhy.NONE
    for call in (
        replace(CALL, consent=ConsentState.REFUSED),
        replace(CALL, local_hold=True),
        replace(CALL, consent=ConsentState.ASKED),
    ):
        assert why(call, worker=off, assist=compared, facts_only=True) is not UnknownWhy.NONE
    assert why(worker=WorkerStatus(), assist=compared, facts_only=True) is UnknownWhy.STARTING


@pytest.mark.parametrize(
    ("in_use", "note", "grey"),
    [
        (ModelInUse("large"), ModelNote.NONE, UnknownWhy.COLLECTING),
        (ModelInUse("small", UseWhy.LATE), ModelNote.SMALLER_LATE, UnknownWhy.COLLECTING),
        (ModelInUse("small", UseWhy.FAILED), ModelNote.SMALLER_FAILED, UnknownWhy.COLLECTING),
        (ModelInUse("", UseWhy.FAILED), ModelNote.NO_LEVEL, UnknownWhy.WORKER_DOWN),
    ],
)
def test_another_model_is_one_quiet_line(
    in_use: ModelInUse, note: ModelNote, grey: UnknownWhy
) -> None:
    worker = replace(READY, in_use=in_use)
    assert model_note(worker, facts_only=False) is note
    assert model_note(worker, facts_only=True) is ModelNote.FACTS_ONLY
    assert why(worker=worker) is grey
    gone = replace(worker, state=WorkerState.RESTARTING)
    assert model_note(gone, facts_only=False) is ModelNote.NONE


@pytest.mark.parametrize(
    ("mode", "state", "step"),
    [
        (ConsentMode.OFF, ConsentState.UNKNOWN, ConsentStep.NOT_NEEDED),
        (ConsentMode.CONSENT, ConsentState.UNKNOWN, ConsentStep.ASK),
        (ConsentMode.CONSENT, ConsentState.ASKED, ConsentStep.ASK),
        (ConsentMode.NOTICE, ConsentState.ASKED, ConsentStep.ANNOUNCING),
        (ConsentMode.NOTICE, ConsentState.GRANTED, ConsentStep.GRANTED),
        (ConsentMode.CONSENT, ConsentState.WITHDRAWN, ConsentStep.WITHDRAWN),
    ],
)
def test_what_is_offered_about_consent(
    mode: ConsentMode, state: ConsentState, step: ConsentStep
) -> None:
    assert consent_step(mode, state) is step


def test_every_kind_of_the_domain_can_be_shown() -> None:
    assert {reason_chip(Reason(kind)).kind for kind in ReasonKind} == {
        *(set(ShownReason) - {ShownReason.CONTACTS})  # which is none of the voice
    }
    assert {Level(state.value) for state in TensionState} == set(Level)
    assert {ShownTendency(tendency.value) for tendency in Tendency} == set(ShownTendency)


def test_call_time_counts_from_the_200_ok_to_the_end() -> None:
    assert call_s(CALL, 130.0) == 30.0
    assert call_s(replace(CALL, ended_at_s=120.0), 130.0) == 20.0
    assert call_s(replace(CALL, confirmed_at_s=None), 130.0) == 0.0


def test_who_it_is_name_first() -> None:
    assert peer_of(replace(CALL, peer_name="Kundin A")) == "Kundin A"
    assert "030" in peer_of(CALL).replace(" ", "")


def test_a_ringing_call_shows_how_long_it_has_rung() -> None:
    ringing = replace(CALL, state=CallState.INCOMING, confirmed_at_s=None)
    view = call_view(ringing, 94.0, peer="Kundin A", customer=None)
    assert view.phase is CallPhaseView.RINGING_IN
    assert view.duration_s == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("text", "values", "shown"),
    [
        ('Gutschrift {{may.credit|"wie erlaubt"}}.', {}, "Gutschrift wie erlaubt."),
        (
            'Gutschrift {{may.credit|"wie erlaubt"}}.',
            {"may.credit": "bis 30 € ohne Rückfrage"},
            "Gutschrift bis 30 € ohne Rückfrage.",
        ),
        ("Gutschrift bis 50 € – ohne Rückfrage.", {}, "Gutschrift bis 50 € – ohne Rückfrage."),
        ("Gutschrift bis 50 € – ohne Rückfrage.", {"may.credit": "bis 30 €"}, ""),
        ("A credit up to €50.", {"may.credit": "up to €30"}, ""),
        ("Vertrag um 14 Tage verlängern.", {"may.credit": "bis 30 €"}, None),
    ],
)
def test_a_policys_amounts_win_over_a_cards_prose(
    text: str, values: dict[str, str], shown: str | None
) -> None:
    card = Card("a", "A", "de", "Lead.", discretion_text=text)
    view = card_view(Suggestion(card, ()), 1, 1, values)
    assert view.discretion == (text if shown is None else shown)
