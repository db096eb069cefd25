"""The history page: past calls, a field that searches them, calling back, deleting, exporting."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import tokens, words
from ui.customer_states import CallKind, HistoryEntry, HistoryState
from ui.icons import Icon, paint_icon
from ui.parts.basics import Label, pad
from ui.parts.buttons import IconButton, Role, TextButton
from ui.phone.entries import LINE_ROLE, EntryDelegate, Index
from ui.theme import current_tokens
from ui.words import Text, text

TYPING_MS = 200
"""A search begins when the typing rests for so long."""
ENTRY_ROLE = Qt.ItemDataRole.UserRole
_KIND_ROLE = Qt.ItemDataRole.UserRole + 2
_ICON = 18
_ICONS = {
    CallKind.INCOMING: (Icon.CALL_IN, "ink_2"),
    CallKind.OUTGOING: (Icon.CALL_OUT, "ink_2"),
    CallKind.MISSED: (Icon.CALL_MISSED, "tense"),
    CallKind.NOT_REACHED: (Icon.CALL_OUT, "ink_3"),
}


class CallDelegate(EntryDelegate):
    """An entry with the way the call went before it; the line below says it in words."""

    left = 12 + _ICON + 10

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        icon, tone = _ICONS[CallKind(index.data(_KIND_ROLE))]
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
        self._can_dial = True
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaxLength(80)
        self.export = IconButton(Icon.EXPORT, side=36)
        self.delete_all = IconButton(Icon.DELETE, side=36)
        self.list = QListWidget()
        self.list.setItemDelegate(CallDelegate(self.list))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.installEventFilter(self)
        self.nothing = Label("body", "ink_2", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.not_kept = Label("small", "ink_2", wrap=True)
        self.call = TextButton(Role.PRIMARY, icon=Icon.ANSWER, key_hint="Enter", height=44)
        self.delete = IconButton(Icon.DELETE, Role.PLAIN, side=44)
        self._lay_out()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(lambda: self.searched.emit(self.filter.text().strip()))
        self.filter.textChanged.connect(lambda: self._typing.start())
        self.list.currentItemChanged.connect(self._chosen)
        self.list.itemDoubleClicked.connect(self._call)
        self.call.clicked.connect(self._call)
        self.delete.clicked.connect(self._delete)
        self.export.clicked.connect(self.export_requested)
        self.delete_all.clicked.connect(self.delete_all_requested)

    def show_history(self, state: HistoryState, *, can_dial: bool) -> None:
        """Show `state`; what is typed and the chosen call stay."""
        self.filter.setPlaceholderText(text(Text.SEARCH_HISTORY))
        self.filter.setAccessibleName(text(Text.SEARCH_HISTORY))
        self.list.setAccessibleName(text(Text.CALLS))
        self.export.say(text(Text.EXPORT_HISTORY))
        self.delete_all.say(text(Text.DELETE_HISTORY))
        self.call.say(text(Text.CALL_BACK))
        self.delete.say(text(Text.DELETE_CALL))
        self.not_kept.say(words.not_kept(state))
        entries_before, self._state = self._state.entries, state
        self._can_dial = can_dial
        if state.entries is not entries_before and state.entries != entries_before:
            self._fill()
        self.nothing.say(words.nothing_in_history(state, searched=bool(self.filter.text())))
        self.list.setVisible(bool(state.entries))
        for button in (self.export, self.delete_all):
            button.setVisible(bool(state.entries))
        self._chosen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.list
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._call()
                return True
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self._delete()
                return True
        return super().eventFilter(watched, event)

    def chosen(self) -> HistoryEntry | None:
        """The call that the buttons are about."""
        item = self.list.currentItem()
        row_id = item.data(ENTRY_ROLE) if item is not None else None
        return next((entry for entry in self._state.entries if entry.row_id == row_id), None)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_4, tokens.SPACE_4, tokens.SPACE_4, tokens.SPACE_3)
        column.setSpacing(tokens.SPACE_2)
        top = QHBoxLayout()
        pad(top, spacing=tokens.SPACE_1)
        top.addWidget(self.filter, 1)
        top.addWidget(self.export)
        top.addWidget(self.delete_all)
        buttons = QHBoxLayout()
        pad(buttons, spacing=tokens.SPACE_2)
        buttons.addWidget(self.call, 1)
        buttons.addWidget(self.delete)
        column.addLayout(top)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        column.addWidget(self.not_kept)
        column.addLayout(buttons)

    def _fill(self) -> None:
        chosen = self.list.currentItem()
        chosen_id = chosen.data(ENTRY_ROLE) if chosen is not None else None
        row = self.list.currentRow()
        self.list.clear()
        for entry in self._state.entries:
            peer, line = words.history_peer(entry), words.history_line(entry)
            item = QListWidgetItem(peer)
            item.setData(ENTRY_ROLE, entry.row_id)
            item.setData(LINE_ROLE, line)
            item.setData(_KIND_ROLE, entry.kind.value)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{peer}. {line}")
            self.list.addItem(item)
            if entry.row_id == chosen_id:
                self.list.setCurrentItem(item)
        if chosen_id is not None and self.list.currentItem() is None:
            # what was chosen is deleted: the next one takes its place
            self.list.setCurrentRow(min(row, self.list.count() - 1))

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
