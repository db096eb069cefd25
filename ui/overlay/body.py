"""Below the overlay's header: consent, reasons, the card, help, and the actions."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens, words
from ui.overlay.help import HelpBox
from ui.overlay.listener import ListenerBox
from ui.parts.basics import Box, Label, pad
from ui.parts.buttons import Role, TextButton
from ui.parts.card import CardBox, SayBlock
from ui.parts.chips import ReasonChips
from ui.parts.transcript import TranscriptStrip
from ui.states import ConsentStep, HelpStep, ModelNote, OverlayState
from ui.words import Text, text

HELP_UNDER_WAY = frozenset({HelpStep.RAISED, HelpStep.DELIVERED, HelpStep.COMING, HelpStep.JOINED})
"""Steps in which the one help button cancels."""
NO_HELP_KEY = frozenset({HelpStep.UNAVAILABLE, HelpStep.JOINED})
"""Steps in which there is nothing to ask for, nor to call off."""

ANSWERABLE = frozenset({ConsentStep.ASK, ConsentStep.NOTICE_FAILED})
"""Steps in which the agent notes what the caller answered."""

ANALYSIS_CAN_BE_STOPPED = ANSWERABLE | {ConsentStep.ANNOUNCING, ConsentStep.GRANTED}


def can_stop_analysis(state: OverlayState) -> bool:
    """Whether there is an analysis, now or soon, that could be switched off for this call."""
    return bool(state.peer) and state.consent in ANALYSIS_CAN_BE_STOPPED


class ConsentBox(Box):
    """The sentence to say, and the two keys for the answer."""

    granted = Signal()
    refused = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_3, tokens.SPACE_3, spacing=tokens.SPACE_2)
        self._title = Label("strong")
        self._sentence = SayBlock()
        self._progress = Label("small", "ink_2", wrap=True)
        self.agree = TextButton()
        self.decline = TextButton()
        keys = QHBoxLayout()
        pad(keys, spacing=tokens.SPACE_2)
        keys.addWidget(self.agree)
        keys.addWidget(self.decline)
        keys.addStretch(1)
        column.addWidget(self._title)
        column.addWidget(self._progress)
        column.addWidget(self._sentence)
        column.addLayout(keys)
        self.agree.clicked.connect(self.granted)
        self.decline.clicked.connect(self.refused)

    def show_step(
        self,
        step: ConsentStep,
        own_sentence: str = "",
        *,
        facts_only: bool = False,
        words_asked: bool = False,
    ) -> None:
        asking = step in ANSWERABLE
        question = own_sentence or words.consent_sentence(
            ConsentStep.ASK, facts_only=facts_only, words_asked=words_asked
        )
        self._title.setText(text(Text.GIVE_NOTICE))
        self._progress.say("" if step is ConsentStep.ASK else words.consent_sentence(step))
        self._sentence.say(question if asking else "")
        self.agree.say(text(Text.CALLER_AGREED))
        self.decline.say(text(Text.CALLER_DECLINED))
        self.agree.setVisible(asking)
        self.decline.setVisible(asking)
        self.setVisible(asking or step is ConsentStep.ANNOUNCING)


class Actions(QWidget):
    """Get help (or cancel it), and analysis off. What does nothing now is not shown."""

    help_requested = Signal()
    help_cancel_requested = Signal()
    withdraw_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._step = HelpStep.UNAVAILABLE
        row = QHBoxLayout(self)
        pad(row, spacing=tokens.SPACE_2)
        self.help = TextButton(Role.PRIMARY, key="F9")
        self.stop = TextButton(Role.QUIET, key="F10", padding=tokens.SPACE_2)
        row.addWidget(self.help)
        row.addStretch(1)
        row.addWidget(self.stop)
        self.help.clicked.connect(self._help_clicked)
        self.stop.clicked.connect(self.withdraw_requested)

    def show_state(self, state: OverlayState) -> None:
        self._step = state.help
        under_way = state.help in HELP_UNDER_WAY
        self.help.set_role(Role.PLAIN if under_way else Role.PRIMARY)
        self.help.say(text(_help_words(state.help)))
        self.help.setVisible(bool(state.peer) and state.help not in NO_HELP_KEY)
        self.stop.say(text(Text.ANALYSIS_OFF))
        for button in (self.help, self.stop):
            button.show_key(not under_way)
        self.stop.setVisible(can_stop_analysis(state))
        self.setVisible(not (self.help.isHidden() and self.stop.isHidden()))

    def _help_clicked(self) -> None:
        if self._step in HELP_UNDER_WAY:
            self.help_cancel_requested.emit()
        else:
            self.help_requested.emit()


def _help_words(step: HelpStep) -> Text:
    """One key, two meanings; how far the request has come is said in the line above it."""
    return Text.HELP_CANCEL if step in HELP_UNDER_WAY else Text.GET_HELP


class Body(QWidget):
    """All of it, in reading order."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 14)
        column.setSpacing(10)
        self.listener = ListenerBox()
        self.reasons = ReasonChips(dismissable=True)
        self.consent = ConsentBox()
        self.transcript = TranscriptStrip()
        self.card = CardBox(judged=True)
        self.goodwill = TextButton(key="Ctrl+K")
        self.help_box = HelpBox()
        self.action_row = Actions()
        self.note = Label("hint", "ink_3", wrap=True)
        for part in self._parts():
            column.addWidget(part)

    def _parts(self) -> tuple[QWidget, ...]:
        above = (self.listener, self.reasons, self.consent, self.transcript, self.card)
        return (*above, self.goodwill, self.help_box, self.action_row, self.note)

    def show_state(self, state: OverlayState) -> None:
        self.listener.show_listener(state.listener)
        self.reasons.show_reasons(state.reasons)
        self.consent.show_step(
            state.consent,
            state.consent_sentence,
            facts_only=state.facts_only,
            words_asked=state.words_asked,
        )
        self.transcript.show_words(state.transcript)
        if state.card is not None:
            self.card.show_card(state.card)
        self.card.setVisible(state.card is not None)
        if state.goodwill is not None:
            self.goodwill.say(words.goodwill_key(state.goodwill))
        self.goodwill.setVisible(state.goodwill is not None)
        self.help_box.show_state(state)
        self.action_row.show_state(state)
        # without levels the header says so already
        known = not state.peer or state.note is ModelNote.FACTS_ONLY
        said = ModelNote.NONE if known else state.note
        self.note.say(words.model_note(said))
        self.setVisible(any(not part.isHidden() for part in self._parts()))
