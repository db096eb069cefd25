"""The dry run: which call is tried, what is supposed of it, and what comes up where."""

from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import tokens, words
from ui.editor_states import DryLine, DryRunState, PushLine, SaidLine
from ui.parts.basics import Label, pad
from ui.parts.buttons import TextButton
from ui.parts.entries import LINE_ROLE, EntryDelegate, EntryLook, Index
from ui.states import Level
from ui.theme import current_tokens
from ui.words import Text, text

_MARK_ROLE = Qt.ItemDataRole.UserRole + 2
_THIS, _OTHER, _SAID, _STATE = "this", "other", "said", "state"
_NORMAL: Final = QFont.Weight.Normal
_LOOKS: Final = {
    _SAID: EntryLook(tokens.TYPE_HINT, _NORMAL, "ink_3", tokens.TYPE_BODY, "ink"),
    _STATE: EntryLook(tokens.TYPE_HINT, _NORMAL, "ink_3", tokens.TYPE_SMALL, "ink_2"),
    _THIS: EntryLook(title_tone="accent"),
    _OTHER: EntryLook(title_tone="ink_2"),
}
_CONTACTS: Final = (0, 1, 2, 3, 5)


class LineDelegate(EntryDelegate):
    """A card that comes up stands indented, beside a bar: in the accent where it is this card."""

    room = 5

    def look(self, index: Index) -> EntryLook:
        return _LOOKS[index.data(_MARK_ROLE)]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        mark = index.data(_MARK_ROLE)
        if mark in (_THIS, _OTHER):
            c = current_tokens()
            bar = QRect(option.rect.left() + 2, option.rect.top() + 4, 3, option.rect.height() - 8)
            painter.fillRect(bar, QColor(c.accent if mark == _THIS else c.border))


class Choice(TextButton):
    """A button that opens a menu of possibilities; says which one was taken by its number."""

    taken = Signal(int)

    def __init__(self) -> None:
        super().__init__(size="small", height=tokens.HIT)
        self.menu_of = QMenu(self)
        self._offered: tuple[str, ...] = ()
        self.clicked.connect(self._open)

    def offer(self, offered: tuple[str, ...], chosen: int, *, name: str, shown: str = "") -> None:
        """Offer these; the button shows the chosen one, or `shown`."""
        self.say(f"{shown or offered[chosen]} ▾", name=f"{name}: {offered[chosen]}")
        if offered != self._offered:
            self._offered = offered
            self.menu_of.clear()
            for number, said in enumerate(offered):
                action = QAction(said.replace("&", "&&"), self.menu_of)
                action.triggered.connect(lambda _=False, number=number: self.taken.emit(number))
                self.menu_of.addAction(action)

    def _open(self) -> None:
        self.menu_of.popup(self.mapToGlobal(self.rect().bottomLeft()))


class DryRunPanel(QWidget):
    """`call_chosen(number)`, `open_requested()`, `level_supposed(Level | None)`,
    `contacts_supposed(int)`, `sentence_added(text)`."""

    call_chosen = Signal(int)
    open_requested = Signal()
    level_supposed = Signal(object)
    contacts_supposed = Signal(int)
    sentence_added = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[DryLine, ...] = ()
        self.call = Choice()
        self.open = TextButton(size="small", height=tokens.HIT)
        self.level = Choice()
        self.contacts = Choice()
        self.outcome = Label("strong", wrap=True)
        self.list = QListWidget()
        self.list.setItemDelegate(LineDelegate(self.list))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.sentence = QLineEdit()
        self.sentence.setMaxLength(500)
        self._lay_out()
        self.call.taken.connect(self.call_chosen)
        self.open.clicked.connect(self.open_requested)
        self.level.taken.connect(self._suppose_level)
        self.contacts.taken.connect(lambda n: self.contacts_supposed.emit(_CONTACTS[n]))
        self.sentence.returnPressed.connect(self._say)

    def show_run(self, state: DryRunState) -> None:
        """Show `state`. Emits nothing."""
        self.call.setVisible(bool(state.calls))
        if state.calls:
            self.call.offer(state.calls, state.chosen, name=text(Text.DRY_RUN_CALL))
        self.open.say(text(Text.DRY_RUN_OPEN))
        self._offer_levels(state.level)
        contacts = tuple(map(words.supposed_contacts, _CONTACTS))
        chosen = _CONTACTS.index(state.contacts) if state.contacts in _CONTACTS else 0
        self.contacts.offer(contacts, chosen, name=text(Text.DRY_RUN_CONTACTS))
        self.outcome.setText(words.dry_run_outcome(state))
        self.outcome.set_tone("elevated" if state.problem else "ink")
        self.sentence.setPlaceholderText(text(Text.DRY_RUN_SAY))
        self.sentence.setAccessibleName(text(Text.DRY_RUN_SAY))
        self.list.setAccessibleName(text(Text.DRY_RUN))
        if state.lines != self._lines:
            self._lines = state.lines
            self._fill()

    def _offer_levels(self, chosen: Level | None) -> None:
        offered = (None, *Level)
        said = tuple(words.supposed_level(level) for level in offered)
        self.level.offer(said, offered.index(chosen), name=text(Text.DRY_RUN_LEVEL))

    def _suppose_level(self, number: int) -> None:
        self.level_supposed.emit((None, *Level)[number])

    def _say(self) -> None:
        if said := self.sentence.text().strip():
            self.sentence.clear()
            self.sentence_added.emit(said)

    def _fill(self) -> None:
        at = self.list.verticalScrollBar().value()
        self.list.clear()
        for line in self._lines:
            title, said = words.dry_line(line)
            item = QListWidgetItem(title)
            item.setData(LINE_ROLE, said)
            item.setData(_MARK_ROLE, _mark(line))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}. {said}")
            self.list.addItem(item)
        self.list.verticalScrollBar().setValue(at)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        pad(column, spacing=tokens.SPACE_2)
        column.addWidget(self.outcome)
        for left, right, stretched in (
            (self.call, self.open, True),
            (self.level, self.contacts, False),
        ):
            row = QHBoxLayout()
            pad(row, spacing=tokens.SPACE_2)
            row.addWidget(left, int(stretched))
            row.addWidget(right)
            if not stretched:
                row.addStretch(1)
            column.addLayout(row)
        column.addWidget(self.list, 1)
        column.addWidget(self.sentence)


def _mark(line: DryLine) -> str:
    if isinstance(line, PushLine):
        return _THIS if line.this else _OTHER
    return _SAID if isinstance(line, SaidLine) else _STATE
