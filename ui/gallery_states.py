"""The states that the gallery shows and the tests check: every window, every kind of state."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QWidget

from ui.call_states import QualityGrade, QualitySide, QualityView, SentText, TextStep
from ui.customer_states import HistoryState
from ui.gallery_customer import histories, repeated_contact
from ui.gallery_editor import editor_states, editor_window
from ui.gallery_goodwill import goodwill_overlays, goodwill_states, goodwill_window
from ui.gallery_phone import phone_states
from ui.gallery_samples import (
    ACCOUNT,
    CALL,
    CARDS,
    KNOWN_PEER,
    MODEL_CARD,
    READY,
    TENSE,
    WORDS,
    WRITTEN,
    card_list,
    wave,
)
from ui.gallery_sound import sound_states, sound_window
from ui.gallery_supervisor import supervisor_windows
from ui.help_keys import SUPERVISOR_KEYS, HelpKeys
from ui.help_states import HelpReason, ListenerStep, ListenerView, PushedView
from ui.model_card import ModelCardWindow
from ui.model_states import ModelCardState, ModelUse, RecognitionUse, RecognitionView
from ui.note_states import TranscriptView
from ui.overlay import Overlay
from ui.password import PasswordDialog
from ui.phone import PhoneWindow
from ui.question import ask_delete_history, ask_discard_card, ask_quit, ask_quit_with_note
from ui.states import (
    ConsentStep,
    HelpStep,
    Level,
    ModelNote,
    OverlayState,
    PhoneState,
    ReasonChip,
    ReasonKind,
    Tendency,
    UnknownWhy,
)
from ui.translation import Language


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One picture of the gallery: a name and how to make the window in that state."""

    name: str
    make: Callable[[], QWidget]


def overlay_states(language: Language) -> Iterator[tuple[str, OverlayState]]:
    """Every level, consent step and help step, expanded and collapsed."""
    cards = {name: replace(card, used=False) for name, card in CARDS[language].items()}
    unknown = replace(
        CALL, level=Level.UNKNOWN, unknown_why=UnknownWhy.NO_CONSENT, call_s=9, trend=()
    )
    tense = replace(TENSE, card=cards["bill"])
    yield "idle", OverlayState()
    yield "ask", replace(unknown, consent=ConsentStep.ASK)
    yield "announcing", replace(unknown, consent=ConsentStep.ANNOUNCING)
    yield "notice-failed", replace(unknown, consent=ConsentStep.NOTICE_FAILED)
    for why in UnknownWhy:
        step = {
            UnknownWhy.REFUSED: ConsentStep.REFUSED,
            UnknownWhy.WITHDRAWN: ConsentStep.WITHDRAWN,
            UnknownWhy.OFF: ConsentStep.NOT_NEEDED,
            UnknownWhy.NO_CUSTOMER: ConsentStep.NOT_NEEDED,
        }.get(why, ConsentStep.GRANTED)
        if why not in (UnknownWhy.NONE, UnknownWhy.NO_CONSENT):
            yield f"unknown-{why}", replace(unknown, unknown_why=why, consent=step)
    yield "calm", replace(CALL, card=cards["begin"])
    yield (
        "elevated",
        replace(
            CALL,
            call_s=320,
            level=Level.ELEVATED,
            level_s=12,
            tendency=Tendency.RISING,
            trend=wave(0.24, 0.55),
            reasons=(ReasonChip(ReasonKind.FASTER, 20), ReasonChip(ReasonKind.HIGHER, 3)),
            card=cards["listen"],
        ),
    )
    yield "tense", tense
    yield "card-used", replace(tense, card=replace(cards["bill"], used=True))
    yield "tense-acknowledged", replace(tense, acknowledged=True)
    yield (
        "easing",
        replace(
            CALL,
            call_s=485,
            level=Level.EASING,
            level_s=15,
            tendency=Tendency.FALLING,
            trend=(*wave(0.3, 0.75)[30:], *(0.77 - 0.01 * i for i in range(30))),
            reasons=(ReasonChip(ReasonKind.QUIETER, 5), ReasonChip(ReasonKind.VOICE_CALM)),
            card=cards["works"],
            help=HelpStep.COMING,
            help_by="Kim Berger",
            help_eta_s=20,
        ),
    )
    yield (
        "help-away",
        replace(CALL, help=HelpStep.COMING, help_by="Kim Berger", help_away=True),
    )
    for help_step in HelpStep:
        yield (
            f"help-{help_step}",
            replace(CALL, help=help_step, help_eta_s=20, card=cards["listen"]),
        )
    for listener_step in ListenerStep:
        listener = ListenerView(listener_step, "Kim Berger", 4)
        outside = (ListenerStep.ASK, ListenerStep.REFUSED, ListenerStep.MISSED, ListenerStep.CALLED)
        coming = listener_step in outside
        how_far = HelpStep.COMING if coming else HelpStep.JOINED
        shown = replace(CALL, help=how_far, help_by="Kim Berger", listener=listener)
        yield f"listener-{listener_step}", shown
    yield (
        "help-pushed",
        replace(
            CALL,
            help=HelpStep.DELIVERED,
            help_why=(HelpReason.UPSET, HelpReason.APPROVAL),
            help_pushed=(
                PushedView("Kim Berger", "85 € sind frei, sagen Sie es gleich."),
                PushedView("Kim Berger", card_title=cards["works"].title),
            ),
        ),
    )
    slow = (ReasonChip(ReasonKind.SLOWER, 15), ReasonChip(ReasonKind.SILENCE, 14))
    yield "reasons-slow", replace(CALL, reasons=slow)
    yield "reasons-contacts", repeated_contact(language)
    said = WORDS[language]
    yield "words", replace(tense, transcript=TranscriptView(said, taken=frozenset({1})))
    yield (
        "words-partial",
        replace(
            CALL,
            transcript=TranscriptView(said[:1], said[1]),
            card=cards["begin"],
            note=ModelNote.WORDS_LATE,
        ),
    )
    yield "ask-words", replace(unknown, consent=ConsentStep.ASK, words_asked=True)
    yield from goodwill_overlays(language)
    yield from _facts_only(language, unknown)
    for note in ModelNote:
        if note in (ModelNote.SMALLER_LATE, ModelNote.SMALLER_FAILED):
            yield f"note-{note}", replace(CALL, note=note, card=cards["begin"])
    lost = replace(unknown, unknown_why=UnknownWhy.WORKER_DOWN, consent=ConsentStep.GRANTED)
    yield "note-no_level", replace(lost, call_s=252, note=ModelNote.NO_LEVEL)
    yield "bar-idle", OverlayState(collapsed=True)
    yield "bar-calm", replace(CALL, collapsed=True)
    yield "bar-tense", replace(tense, collapsed=True)
    yield (
        "bar-held",
        replace(
            CALL,
            collapsed=True,
            level=Level.UNKNOWN,
            unknown_why=UnknownWhy.HELD,
            muted=True,
            local_hold=True,
            help=HelpStep.DELIVERED,
        ),
    )


def _facts_only(language: Language, unknown: OverlayState) -> Iterator[tuple[str, OverlayState]]:
    """The profile without levels, from the question to what is measured."""
    unknown = replace(unknown, facts_only=True)
    facts = replace(unknown, unknown_why=UnknownWhy.NONE, call_s=252, consent=ConsentStep.GRANTED)
    changed = replace(
        facts,
        call_s=391,
        reasons=(
            ReasonChip(ReasonKind.LOUDER, 6),
            ReasonChip(ReasonKind.FASTER, 18),
            ReasonChip(ReasonKind.INTERRUPTIONS, 3),
        ),
    )
    yield "facts-idle", OverlayState(facts_only=True)
    yield "facts-ask", replace(unknown, consent=ConsentStep.ASK)
    yield "facts-ask-words", replace(unknown, consent=ConsentStep.ASK, words_asked=True)
    yield (
        "facts-collecting",
        replace(unknown, unknown_why=UnknownWhy.COLLECTING, consent=ConsentStep.GRANTED),
    )
    yield "facts-same", replace(facts, card=CARDS[language]["begin"])
    yield "facts-changed", changed
    yield "facts-silence", replace(facts, reasons=(ReasonChip(ReasonKind.SILENCE, 14),))
    yield "bar-facts", replace(changed, collapsed=True)


def exhibits(language: Language) -> Iterator[Exhibit]:
    """All pictures, in the order of the windows."""
    for name, overlay in overlay_states(language):
        yield Exhibit(f"overlay-{name}", partial(_overlay, overlay))
    for name, goodwill in goodwill_states(language):
        yield Exhibit(f"goodwill-{name}", partial(goodwill_window, goodwill))
    for name, phone in phone_states(language):
        yield Exhibit(f"phone-{name}", partial(_phone, phone))
    yield Exhibit("phone-keypad", _keypad)
    for name, history in histories():
        yield Exhibit(f"phone-history-{name}", partial(_history, history))
    yield Exhibit("phone-connect", _connect)
    yield Exhibit("phone-figures", _figures)
    yield Exhibit("phone-text", partial(_text, None))
    for step in TextStep:
        yield Exhibit(f"phone-text-{step}", partial(_text, SentText(WRITTEN[language], step)))
    no_texts = SentText(WRITTEN[language], TextStep.FAILED, 405)
    yield Exhibit("phone-text-refused", partial(_text, no_texts))
    yield Exhibit("phone-cards", partial(_cards, language))
    yield Exhibit("phone-card", partial(_card, language))
    for name, make in supervisor_windows():
        yield Exhibit(name, make)
    yield Exhibit("password", lambda: PasswordDialog("Service", keyring_available=True))
    yield Exhibit(
        "password-wrong", lambda: PasswordDialog("Service", keyring_available=False, wrong=True)
    )
    for name, editor in editor_states(language):
        yield Exhibit(f"editor-{name}", partial(editor_window, editor))
    yield Exhibit("quit", ask_quit)
    yield Exhibit("discard-card", ask_discard_card)
    yield Exhibit("quit-with-note", ask_quit_with_note)
    yield Exhibit("delete-history", ask_delete_history)
    yield Exhibit("keys", HelpKeys)
    yield Exhibit("keys-supervisor", partial(HelpKeys, None, SUPERVISOR_KEYS, links=False))
    for name, sound in sound_states():
        yield Exhibit(f"sound-{name}", partial(sound_window, sound))
    for use in ModelUse:
        yield Exhibit(f"model-{use}", partial(_model_card, ModelCardState(use, MODEL_CARD)))
    works = RecognitionView(RecognitionUse.WORKS, "whisper-base, int8 on cpu", 0.9, 0.2)
    written = ModelCardState(ModelUse.LARGE, MODEL_CARD, works)
    yield Exhibit("model-and-words", partial(_model_card, written))
    yield Exhibit("model-card-missing", partial(_model_card, ModelCardState(ModelUse.SMALL)))


def _overlay(state: OverlayState) -> Overlay:
    window = Overlay(motion=False)
    window.show_state(state)
    return window


def _phone(state: PhoneState) -> PhoneWindow:
    window = PhoneWindow()
    window.show_state(state)
    if state.call is None and not state.last_dialled:
        window.dial.number.setText("030 23125 014")
    return window


def _keypad() -> PhoneWindow:
    window = _phone(PhoneState(ACCOUNT, READY, call=KNOWN_PEER))
    window.call.keys.click()
    return window


def _history(history: HistoryState) -> PhoneWindow:
    window = _phone(PhoneState(ACCOUNT, READY, history=history))
    window.tabs.buttons[1].click()
    window.history.list.setCurrentRow(0)
    return window


def _connect() -> PhoneWindow:
    window = _phone(PhoneState(ACCOUNT, READY, call=KNOWN_PEER))
    window.call.connect_to.click()
    window.call.connect_panel.number.setText("231")
    return window


def _figures() -> PhoneWindow:
    quality = QualityView(QualityGrade.POOR, QualitySide.LINE, 2.8, 3.9, 0.114, 0.034, 48, 210)
    window = _phone(PhoneState(ACCOUNT, READY, call=replace(KNOWN_PEER, quality=quality)))
    window.call.quality.toggle()
    return window


def _text(sent: SentText | None) -> PhoneWindow:
    window = _phone(PhoneState(ACCOUNT, READY, call=replace(KNOWN_PEER, text=sent)))
    if window.call.text_panel.isHidden():
        window.call.write.click()
    return window


def _cards(language: Language) -> PhoneWindow:
    window = _phone(PhoneState(ACCOUNT, READY, cards=card_list(language)))
    window.tabs.buttons[2].click()
    return window


def _card(language: Language) -> PhoneWindow:
    window = _cards(language)
    window.show_card(replace(CARDS[language]["bill"], index=1, count=1, why=()))
    return window


def _model_card(state: ModelCardState) -> ModelCardWindow:
    window = ModelCardWindow()
    window.show_state(state)
    return window
