"""The history page: past calls, a field that searches them, calling back, deleting, exporting."""

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QStyleOptionViewItem, QVBoxLayout, QWidget

from ui import tokens, words
from ui.customer_states import CallKind, HistoryEntry, HistoryState
from ui.icons import Icon, paint_icon
from ui.parts.basics import Label, pad
from ui.parts.buttons import IconButton, Role, TextButton
from ui.parts.entries import EntryDelegate, Index
from ui.phone.finder import MARK_ROLE, Entry, Finder, FinderWords
from ui.theme import current_tokens
from ui.words import Text, text

TYPING_MS = 200
"""A search begins when the typing rests for so long."""
_ICON = 18
_ICONS = {
    CallKind.INCOMING: (Icon.CALL_IN, "ink_2"),
    CallKind.OUTGOING: (Icon.CALL_OUT, "ink_2"),
    CallKind.MISSED: (Icon.CALL_MISSED, "tense"),
    CallKind.ELSEWHERE: (Icon.CALL_IN, "ink_3"),
    CallKind.NOT_REACHED: (Icon.CALL_OUT, "ink_3"),
}


class CallDelegate(EntryDelegate):
    """An entry with the way the call went before it; the line below says it in words."""

    left = 12 + _ICON + 10

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        icon, tone = _ICONS[CallKind(index.data(MARK_ROLE))]
        top = option.rect.top() + 11
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = option.rect.adjusted(12, 0, 0, 0)
        area.setTop(top)
        area.setSize(QSize(_ICON, _ICON))
        colour: str = getattr(current_tokens(), tone)
        paint_icon(painter, icon, area.toRectF(), colour)
        painter.restore()


class HistoryPage(QWidget):
    """`searched(text)`, `call_requested(address)`, `delete_requested(row_id)`, and the two for all.

    Enter calls back, the Delete key deletes; buttons for both are there once a call is chosen.
    """

    searched = Signal(str)
    call_requested = Signal(str)
    delete_requested = Signal(int)
    delete_all_requested = Signal()
    export_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._state = HistoryState()
        self._entries: tuple[Entry, ...] = ()
        self._can_dial = True
        self.export = IconButton(Icon.EXPORT, side=36)
        self.delete_all = IconButton(Icon.DELETE, side=36)
        self.finder = Finder(CallDelegate, (self.export, self.delete_all))
        self.filter = self.finder.field
        self.filter.setMaxLength(80)
        self.list = self.finder.list
        self.nothing = self.finder.nothing
        self.not_kept = Label("small", "ink_2", wrap=True)
        self.call = TextButton(Role.PRIMARY, icon=Icon.ANSWER, key_hint="Enter", height=44)
        self.delete = IconButton(Icon.DELETE, Role.PLAIN, side=44)
        self._lay_out()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(lambda: self.searched.emit(self.filter.text().strip()))
        self.finder.typed.connect(lambda: self._typing.start())
        self.finder.chosen.connect(self._chosen)
        self.finder.opened.connect(self._call)
        self.finder.deleted.connect(self._delete)
        self.list.itemDoubleClicked.connect(self._call)
        self.call.clicked.connect(self._call)
        self.delete.clicked.connect(self._delete)
        self.export.clicked.connect(self.export_requested)
        self.delete_all.clicked.connect(self.delete_all_requested)

    def show_history(self, state: HistoryState, *, can_dial: bool) -> None:
        """Show `state`; what is typed and the chosen call stay."""
        self.export.say(text(Text.EXPORT_HISTORY))
        self.delete_all.say(text(Text.DELETE_HISTORY))
        self.call.say(text(Text.CALL_BACK))
        self.delete.say(text(Text.DELETE_CALL))
        self.not_kept.say(words.not_kept(state))
        if state.entries != self._state.entries:
            self._entries = tuple(map(_entry, state.entries))
        self._state = state
        self._can_dial = can_dial
        nothing = words.nothing_in_history(state, searched=bool(self.filter.text()))
        said = FinderWords(text(Text.SEARCH_HISTORY), text(Text.CALLS), nothing)
        self.finder.show_entries(self._entries, said)
        for button in (self.export, self.delete_all):
            button.setVisible(bool(state.entries))
        self._chosen()

    def chosen(self) -> HistoryEntry | None:
        """The call that the buttons are about."""
        row_id = self.finder.chosen_key
        return next((entry for entry in self._state.entries if entry.row_id == row_id), None)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_4, tokens.SPACE_4, tokens.SPACE_4, tokens.SPACE_3)
        column.setSpacing(tokens.SPACE_2)
        buttons = QHBoxLayout()
        pad(buttons, spacing=tokens.SPACE_2)
        buttons.addWidget(self.call, 1)
        buttons.addWidget(self.delete)
        column.addWidget(self.finder, 1)
        column.addWidget(self.not_kept)
        column.addLayout(buttons)

    def _chosen(self) -> None:
        entry = self.chosen()
        self.call.setVisible(entry is not None and bool(entry.address) and self._can_dial)
        self.delete.setVisible(entry is not None)

    def _call(self) -> None:
        entry = self.chosen()
        if entry is not None and entry.address and self._can_dial:
            self.call_requested.emit(entry.address)

    def _delete(self) -> None:
        entry = self.chosen()
        if entry is not None:
            self.delete_requested.emit(entry.row_id)


def _entry(call: HistoryEntry) -> Entry:
    peer, line = words.history_peer(call), words.history_line(call)
    return Entry(call.row_id, peer, line, call.kind.value)
