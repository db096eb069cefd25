"""A field and the list that it filters: cards, and past calls."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import tokens
from ui.parts.basics import Label, pad
from ui.parts.entries import LINE_ROLE, EntryDelegate

KEY_ROLE = Qt.ItemDataRole.UserRole
MARK_ROLE = Qt.ItemDataRole.UserRole + 2
"""What a delegate draws an entry by."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A title and the line below it; both are read out."""

    key: Hashable
    title: str
    line: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class FinderWords:
    seek: str
    """Stands in the empty field, and names it."""
    entries: str
    """Names the list."""
    nothing: str
    """Instead of an empty list."""


class Finder(QWidget):
    """`typed(text)` while somebody types: whoever knows the entries shows those that fit.

    `opened(key)`: Enter on an entry; `deleted(key)`: the Delete key. What is chosen stays chosen
    while it is in the list; `chosen()` says when it changes.
    """

    typed = Signal(str)
    opened = Signal(object)
    deleted = Signal(object)
    chosen = Signal()

    def __init__(
        self,
        make_delegate: Callable[[QListWidget], EntryDelegate] = EntryDelegate,
        beside: Iterable[QWidget] = (),
    ) -> None:
        """`beside`: what stands right of the field."""
        super().__init__()
        self._entries: tuple[Entry, ...] = ()
        self.field = QLineEdit()
        self.field.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setItemDelegate(make_delegate(self.list))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.installEventFilter(self)
        self.nothing = Label("body", "ink_2", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        pad(column, spacing=tokens.SPACE_2)
        head = QHBoxLayout()
        pad(head, spacing=tokens.SPACE_1)
        head.addWidget(self.field, 1)
        for widget in beside:
            head.addWidget(widget)
        column.addLayout(head)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        self.field.textChanged.connect(self.typed)
        self.list.currentItemChanged.connect(lambda: self.chosen.emit())

    @property
    def chosen_key(self) -> Hashable | None:
        """Of the entry that is chosen; None: none is."""
        item = self.list.currentItem()
        key: Hashable | None = None if item is None else item.data(KEY_ROLE)
        return key

    def show_entries(self, entries: tuple[Entry, ...], words: FinderWords) -> None:
        """Show `entries`; what is typed stays, and what is chosen as long as it is there."""
        self.field.setPlaceholderText(words.seek)
        self.field.setAccessibleName(words.seek)
        self.list.setAccessibleName(words.entries)
        self.nothing.say("" if entries else words.nothing)
        self.list.setVisible(bool(entries))
        if entries != self._entries:
            self._entries = entries
            self._fill()

    def seek(self) -> None:
        """Ready to be typed into."""
        self.field.setFocus()
        self.field.selectAll()

    def open_first(self) -> None:
        """Emit `opened` for the entry on top, if there is one."""
        if self._entries:
            self.opened.emit(self._entries[0].key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.list
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and (key := self.chosen_key) is not None
        ):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.opened.emit(key)
                return True
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.deleted.emit(key)
                return True
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        chosen, row = self.chosen_key, self.list.currentRow()
        self.list.clear()
        for entry in self._entries:
            item = QListWidgetItem(entry.title)
            item.setData(KEY_ROLE, entry.key)
            item.setData(LINE_ROLE, entry.line)
            item.setData(MARK_ROLE, entry.mark)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.title}. {entry.line}")
            self.list.addItem(item)
            if entry.key == chosen:
                self.list.setCurrentItem(item)
        if chosen is not None and self.list.currentItem() is None:
            # what was chosen is gone: the next one takes its place
            self.list.setCurrentRow(min(row, self.list.count() - 1))
