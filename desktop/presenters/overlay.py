"""A call and its companion as the overlay shows them. Pure functions."""

from collections.abc import Mapping

from desktop.assist.session import POOR_QUALITY, AssistState
from desktop.assist.worker import WorkerState, WorkerStatus
from desktop.knowledge.card import allowed, fill
from desktop.knowledge.selector import Suggestion
from desktop.telephony.call import CallSnapshot, Party
from desktop.telephony.consent import ConsentMode, ConsentState
from inference.messages import ModelState, RecognitionState, UseWhy
from inference.tension.reading import Reason, TensionState
from ui.states import (
    CardView,
    ConsentStep,
    ModelNote,
    ReasonChip,
    ReasonKind,
    UnknownWhy,
    WhyKind,
)

_CONSENT_STEPS = {
    ConsentState.UNKNOWN: ConsentStep.ASK,
    ConsentState.ASKED: ConsentStep.ASK,
    ConsentState.GRANTED: ConsentStep.GRANTED,
    ConsentState.REFUSED: ConsentStep.REFUSED,
    ConsentState.WITHDRAWN: ConsentStep.WITHDRAWN,
}


def reason_chip(reason: Reason) -> ReasonChip:
    return ReasonChip(ReasonKind(reason.kind.value), reason.value)


def consent_step(
    mode: ConsentMode,
    state: ConsentState,
    *,
    notice_failed: bool = False,
    party: Party = Party.CUSTOMER,
) -> ConsentStep:
    """`notice_failed`: the recorded notice could not be played in this call."""
    if mode is ConsentMode.OFF or party is not Party.CUSTOMER:
        return ConsentStep.NOT_NEEDED
    if mode is ConsentMode.NOTICE and state in (ConsentState.UNKNOWN, ConsentState.ASKED):
        if notice_failed:
            return ConsentStep.NOTICE_FAILED
        return ConsentStep.ANNOUNCING
    return _CONSENT_STEPS[state]


def unknown_why(
    call: CallSnapshot,
    mode: ConsentMode,
    worker: WorkerStatus,
    assist: AssistState,
    *,
    facts_only: bool = False,
) -> UnknownWhy:
    """Why the level is unknown; the first that applies, from the law down to the microphone.

    `facts_only`: why nothing is measured; NONE as soon as there is something to compare.
    """
    if assist.reading.state is not TensionState.UNKNOWN:
        return UnknownWhy.NONE
    ready = worker.state is WorkerState.READY
    broken = any(
        m.needed and m.state in (ModelState.MISSING, ModelState.FAILED) for m in worker.models
    )
    gone = ready and not facts_only and worker.in_use.why is UseWhy.FAILED
    reasons = (
        (mode is ConsentMode.OFF, UnknownWhy.OFF),
        (call.party is not Party.CUSTOMER, UnknownWhy.NO_CUSTOMER),
        (call.consent is ConsentState.REFUSED, UnknownWhy.REFUSED),
        (call.consent is ConsentState.WITHDRAWN, UnknownWhy.WITHDRAWN),
        (call.consent is not ConsentState.GRANTED, UnknownWhy.NO_CONSENT),
        (call.local_hold or call.remote_hold, UnknownWhy.HELD),
        (worker.state is WorkerState.STARTING, UnknownWhy.STARTING),
        (not ready, UnknownWhy.WORKER_DOWN),
        (facts_only and assist.reading.compared, UnknownWhy.NONE),
        (broken, UnknownWhy.NO_MODEL),
        (gone and not worker.in_use.profile, UnknownWhy.WORKER_DOWN),
        (assist.silent, UnknownWhy.NO_VOICE),
        (not assist.heard or facts_only, UnknownWhy.COLLECTING),
        (assist.quality < POOR_QUALITY, UnknownWhy.POOR_AUDIO),
    )
    return next((why for applies, why in reasons if applies), UnknownWhy.COLLECTING)


def model_note(worker: WorkerStatus, *, facts_only: bool) -> ModelNote:
    """What there is to say, quietly, of the models in use; mostly nothing."""
    if worker.recognition.state is RecognitionState.LATE:
        return ModelNote.WORDS_LATE
    if facts_only:
        return ModelNote.FACTS_ONLY
    if worker.state is not WorkerState.READY:
        return ModelNote.NONE
    match worker.in_use.why:
        case UseWhy.LATE:
            return ModelNote.SMALLER_LATE
        case UseWhy.FAILED:
            return ModelNote.SMALLER_FAILED if worker.in_use.profile else ModelNote.NO_LEVEL
        case _:
            return ModelNote.NONE


def card_view(
    suggestion: Suggestion, index: int, count: int, values: Mapping[str, str]
) -> CardView:
    """`values` fill the card's placeholders; missing ones take their fall-back."""
    card = suggestion.card
    return CardView(
        card_id=card.id,
        title=fill(card.title, values),
        lead=fill(card.lead, values),
        say=fill(card.say, values),
        steps=tuple(fill(step, values) for step in card.steps),
        discretion=allowed(card, values),
        why=tuple((WhyKind(kind.value), value) for kind, value in suggestion.why),
        index=index,
        count=count,
    )
