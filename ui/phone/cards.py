"""The cards page: all cards, a field that filters them, and one card in full."""

from PySide6.QtCore import (
    QEvent,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui import tokens
from ui.icons import Icon
from ui.parts.basics import Label, pad
from ui.parts.buttons import Role, TextButton
from ui.parts.card import CardBox
from ui.phone.entries import LINE_ROLE, EntryDelegate
from ui.states import CardListEntry, CardView
from ui.words import Text, text

ID_ROLE = Qt.ItemDataRole.UserRole


class CardsPage(QWidget):
    """`sought(typed)` while the agent types: whoever knows the cards lists what fits.
    `card_opened(card_id)` when one is chosen; `show_card` then shows it in full."""

    sought = Signal(str)
    card_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[CardListEntry, ...] = ()
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setItemDelegate(EntryDelegate(self.list))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.installEventFilter(self)
        self.nothing = Label("body", "ink_2", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.back = TextButton(Role.QUIET, icon=Icon.BACK, padding=tokens.SPACE_2)
        self.card = CardBox(framed=False)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._list_page())
        self._pages.addWidget(self._card_page())
        self.filter.textChanged.connect(self.sought)
        self.filter.returnPressed.connect(self._open_first)
        self.list.itemClicked.connect(self._open)
        self.back.clicked.connect(self._show_list)

    def show_cards(self, entries: tuple[CardListEntry, ...]) -> None:
        """Show the list; the filter and the chosen entry stay."""
        self.filter.setPlaceholderText(text(Text.SEARCH_CARDS))
        self.filter.setAccessibleName(text(Text.SEARCH_CARDS))
        self.list.setAccessibleName(text(Text.CARDS))
        self.back.say(text(Text.BACK_TO_CARDS))
        if entries != self._entries or self.list.count() != len(entries) or not entries:
            self._entries = entries
            self._fill()

    def show_card(self, card: CardView) -> None:
        """Show `card` in full, with a way back to the list."""
        self.card.show_card(card)
        self._pages.setCurrentIndex(1)
        if self.isVisible():
            self.back.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.list
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and (item := self.list.currentItem()) is not None
        ):
            self._open(item)
            return True
        return super().eventFilter(watched, event)

    def _list_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(tokens.SPACE_4, tokens.SPACE_4, tokens.SPACE_4, 0)
        column.setSpacing(tokens.SPACE_2)
        column.addWidget(self.filter)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        return page

    def _card_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        pad(column, tokens.SPACE_4, tokens.SPACE_3, spacing=tokens.SPACE_2)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        inner = QWidget()
        held = QVBoxLayout(inner)
        pad(held)
        held.addWidget(self.card)
        held.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        column.addWidget(area, 1)
        return page

    def _fill(self) -> None:
        chosen = self.list.currentItem()
        chosen_id = chosen.data(ID_ROLE) if chosen is not None else None
        self.list.clear()
        for entry in self._entries:
            item = QListWidgetItem(entry.title)
            item.setData(ID_ROLE, entry.card_id)
            item.setData(LINE_ROLE, entry.lead)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.title}. {entry.lead}")
            self.list.addItem(item)
            if entry.card_id == chosen_id:
                self.list.setCurrentItem(item)
        none = not self.list.count()
        self.nothing.say(
            text(Text.NO_CARD_FOUND if self.filter.text().strip() else Text.NO_CARDS)
            if none
            else ""
        )
        self.list.setVisible(not none)

    def _open(self, item: QListWidgetItem) -> None:
        self.card_opened.emit(str(item.data(ID_ROLE)))

    def _open_first(self) -> None:
        """Enter in the field: the best one, without a hand on the mouse."""
        if (item := self.list.item(0)) is not None:
            self._open(item)

    def seek(self) -> None:
        """Ready to be typed into."""
        self._pages.setCurrentIndex(0)
        self.filter.setFocus()
        self.filter.selectAll()

    def _show_list(self) -> None:
        self._pages.setCurrentIndex(0)
        self.list.setFocus()
