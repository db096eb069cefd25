"""The cards page: all cards, a field that filters them, and one card in full."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from ui import tokens, words
from ui.card_states import CardListEntry
from ui.icons import Icon
from ui.parts.basics import Label, pad
from ui.parts.buttons import IconButton, Role, TextButton
from ui.parts.card import CardBox
from ui.phone.finder import Entry, Finder, FinderWords
from ui.states import CardCounts, CardView
from ui.words import Text, text


class CardsPage(QWidget):
    """`sought(typed)` while the agent types: whoever knows the cards lists what fits.
    `card_opened(card_id)` when one is chosen; `show_card` then shows it in full.
    `new_requested()`, `edit_requested(card_id)`: a card is to be written."""

    sought = Signal(str)
    card_opened = Signal(str)
    new_requested = Signal()
    edit_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._card_id = ""
        self.new = IconButton(Icon.ADD, side=36)
        self.finder = Finder(beside=(self.new,))
        self.filter = self.finder.field
        self.list = self.finder.list
        self.nothing = self.finder.nothing
        self.back = TextButton(Role.QUIET, icon=Icon.BACK, padding=tokens.SPACE_2)
        self.edit = TextButton(icon=Icon.EDIT, size="small", height=tokens.HIT)
        self.card = CardBox(framed=False)
        self.counts = Label("small", "ink_2", wrap=True)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._list_page())
        self._pages.addWidget(self._card_page())
        self.finder.typed.connect(self.sought)
        self.finder.opened.connect(self.card_opened.emit)
        self.filter.returnPressed.connect(self.finder.open_first)  # no hand on the mouse
        self.list.itemClicked.connect(lambda: self.card_opened.emit(self.finder.chosen_key))
        self.back.clicked.connect(self._show_list)
        self.new.clicked.connect(self.new_requested)
        self.edit.clicked.connect(lambda: self.edit_requested.emit(self._card_id))

    def show_cards(self, entries: tuple[CardListEntry, ...]) -> None:
        """Show the list; the filter and the chosen entry stay."""
        self.back.say(text(Text.BACK_TO_CARDS))
        self.new.say(text(Text.NEW_CARD))
        self.edit.say(text(Text.EDIT_CARD))
        nothing = text(Text.NO_CARD_FOUND if self.filter.text().strip() else Text.NO_CARDS)
        self.finder.show_entries(
            tuple(Entry(card.card_id, card.title, card.lead) for card in entries),
            FinderWords(text(Text.SEARCH_CARDS), text(Text.CARDS), nothing),
        )

    def show_card(self, card: CardView, counts: CardCounts | None = None) -> None:
        """Show `card` in full, with a way back to the list."""
        self._card_id = card.card_id
        self.counts.say(words.card_counts(counts))
        self.card.show_card(card)
        self._pages.setCurrentIndex(1)
        if self.isVisible():
            self.back.setFocus()

    def seek(self) -> None:
        """Ready to be typed into."""
        self._pages.setCurrentIndex(0)
        self.finder.seek()

    def _list_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(tokens.SPACE_4, tokens.SPACE_4, tokens.SPACE_4, 0)
        column.addWidget(self.finder)
        return page

    def _card_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        pad(column, tokens.SPACE_4, tokens.SPACE_3, spacing=tokens.SPACE_2)
        head = QHBoxLayout()
        pad(head)
        head.addWidget(self.back)
        head.addStretch(1)
        head.addWidget(self.edit)
        column.addLayout(head)
        inner = QWidget()
        held = QVBoxLayout(inner)
        pad(held)
        held.setSpacing(tokens.SPACE_3)
        held.addWidget(self.card)
        held.addWidget(self.counts)
        held.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        column.addWidget(area, 1)
        return page

    def _show_list(self) -> None:
        self._pages.setCurrentIndex(0)
        self.list.setFocus()
