"""A knowledge card: title, lead, one thing to say, steps, what you may decide alone, why."""

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout

from ui import tokens, words
from ui.icons import Icon
from ui.parts.basics import Box, Label, pad
from ui.parts.buttons import IconButton
from ui.states import CardView
from ui.words import Text, text

MAX_STEPS = 3


class SayBlock(Box):
    """A sentence to say, in quotation marks, beside a bar in the accent."""

    def __init__(self) -> None:
        super().__init__("say")
        row = QHBoxLayout(self)
        pad(row, spacing=tokens.SPACE_3 - 3)
        row.addWidget(Box("say-bar"))
        self.sentence = Label("body", wrap=True)
        row.addWidget(self.sentence, 1)

    def say(self, sentence: str) -> None:
        self.sentence.setText(words.quoted(sentence))
        self.sentence.setAccessibleName(f"{text(Text.SAY)}: {sentence}")
        self.setVisible(bool(sentence))


class CardBox(Box):
    """Shows one card.

    Signals: `turned(int)` -1 back, +1 on; `held(bool)` the pointer came over the card or left it,
    so that whoever chooses cards can wait; `used(card_id)` it helped, `dismissed(card_id)` away
    with it, both only with `judged`.
    """

    turned = Signal(int)
    held = Signal(bool)
    used = Signal(str)
    dismissed = Signal(str)

    def __init__(self, *, framed: bool = True, judged: bool = False) -> None:
        super().__init__("box" if framed else "plain")
        self._card: CardView | None = None
        column = QVBoxLayout(self)
        self._column = column
        self._row = QHBoxLayout()
        self._framed = framed
        pad(column, spacing=tokens.SPACE_2)
        self.title = Label("strong", wrap=True)
        self._lead = Label("small", "ink_2", wrap=True)
        self.previous = IconButton(Icon.PREVIOUS)
        self.next = IconButton(Icon.NEXT)
        self._count = Label("small", "ink_3")
        self._say = SayBlock()
        self._steps = [(Label("body", "ink_2"), Label("body", wrap=True)) for _ in range(MAX_STEPS)]
        self._discretion = Box("discretion")
        self._discretion_words = Label("small", "calm", wrap=True)
        self._why = Label("hint", "ink_3", wrap=True)
        column.addLayout(self._head())
        column.addWidget(self._say)
        column.addLayout(self._step_grid())
        inner = QVBoxLayout(self._discretion)
        pad(inner, 10, 7)
        inner.addWidget(self._discretion_words)
        column.addWidget(self._discretion)
        foot = QHBoxLayout()
        pad(foot, spacing=2)
        foot.addWidget(self._why, 1)
        self.helped = IconButton(Icon.CHECK)
        self._has_helped = Label("hint", "calm")
        self.away = IconButton(Icon.CLOSE)
        for widget in (self._has_helped, self.helped, self.away):
            widget.setVisible(judged)
            foot.addWidget(widget)
        self._judged = judged
        self._foot = foot
        column.addLayout(foot)
        self.helped.clicked.connect(lambda: self._judge(self.used))
        self.away.clicked.connect(lambda: self._judge(self.dismissed))
        self.previous.clicked.connect(lambda: self.turned.emit(-1))
        self.next.clicked.connect(lambda: self.turned.emit(1))

    def show_card(self, card: CardView) -> None:
        """Show `card`; parts that it does not have take no room."""
        self._card = card
        self.title.setText(card.title)
        self._lead.say(card.lead)
        self._say.say(card.say)
        for index, (number, step) in enumerate(self._steps):
            number.say(f"{index + 1}." if index < len(card.steps) else "")
            step.say(card.steps[index] if index < len(card.steps) else "")
        self._discretion_words.setText(card.discretion)
        self._discretion_words.setAccessibleName(f"{text(Text.DISCRETION)}: {card.discretion}")
        self._discretion.setVisible(bool(card.discretion))
        self._why.say(words.card_why(card.why))
        self._show_judged(card)
        many = card.count > 1
        self._count.setText(f"{card.index} / {card.count}")
        for widget in (self.previous, self._count, self.next):
            widget.setVisible(many)
        if self._framed:  # the buttons bring room of their own above and to the right
            below = 5 if self._judged else 10
            self._column.setContentsMargins(12, 3 if many else 10, 12, below)
            self._foot.setContentsMargins(0, 0, -8 if self._judged else 0, 0)
            self._row.setContentsMargins(0, 0, -8 if many else 0, 0)
        self.previous.say(text(Text.PREVIOUS_CARD))
        self.next.say(text(Text.NEXT_CARD))

    def _show_judged(self, card: CardView) -> None:
        """What the agent may say of the card, in its last row, which needs no margin below."""
        self.helped.say(text(Text.CARD_HELPED))
        self.away.say(text(Text.CARD_AWAY))
        self.helped.setVisible(self._judged and card.used is False)
        self._has_helped.say(text(Text.CARD_HAS_HELPED) if self._judged and card.used else "")

    def _judge(self, signal: SignalInstance) -> None:
        if self._card is not None:
            signal.emit(self._card.card_id)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.held.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.held.emit(False)

    def _head(self) -> QLayout:
        column = QVBoxLayout()
        pad(column, spacing=1)
        row = self._row
        pad(row, spacing=2)
        row.addWidget(self.title, 1)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.previous, 0, top)
        row.addWidget(self._count)
        row.addWidget(self.next, 0, top)
        column.addLayout(row)
        column.addWidget(self._lead)
        return column

    def _step_grid(self) -> QLayout:
        grid = QGridLayout()
        pad(grid, spacing=2)
        grid.setHorizontalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (number, step) in enumerate(self._steps):
            grid.addWidget(number, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(step, row, 1)
        return grid
