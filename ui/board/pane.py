"""The board as a pane of the supervisor's window: head, filter, who asks, everybody else."""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from ui import tokens, words
from ui.board.model import DeskModel
from ui.board.tiles import ASKING_SIZE, DESK_SIZE, Tile
from ui.board_states import Activity, AskingDeskView, BoardState
from ui.parts.basics import Label, Line, pad
from ui.parts.buttons import Role, TextButton
from ui.words import Text, text

FILTERS: Final = (
    None,
    Activity.IN_CALL,
    Activity.WRAP_UP,
    Activity.READY,
    Activity.NOT_READY,
)
"""None: all of them."""
ASKING_ROWS: Final = 3
"""As many rows of who asks are shown at once; the others scroll."""


class DeskList(QListView):
    """Tiles side by side, as wide as the room allows. One view, however many desks."""

    def __init__(self, size: QSize) -> None:
        super().__init__()
        self.desks = DeskModel()
        self._least = size
        self._tile = Tile(size)  # a view does not own its delegate
        self.setModel(self.desks)
        self.setItemDelegate(self._tile)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "desks")
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    @property
    def columns(self) -> int:
        return max(1, self._room() // self._least.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._tile.size = QSize(self._room() // self.columns, self._least.height())
        super().resizeEvent(event)

    def _room(self) -> int:
        """Width for tiles: Qt keeps the scroll bar's free, and wraps at the very edge."""
        bar = self.verticalScrollBar()
        extent = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, bar)
        return self.maximumViewportSize().width() - extent - 1


class BoardPane(QWidget):
    """Shows a BoardState; `show_state` is what other widgets call render, and emits nothing."""

    only_requested = Signal(object)
    """An Activity, or None for all."""
    request_chosen = Signal(str)
    """Somebody who asks: the id of the request."""

    def __init__(self) -> None:
        super().__init__()
        self._state = BoardState()
        self.title = Label("lead")
        self.facts = Label("small", "ink_2", wrap=True)
        self.asking_head = Label("hint", "ink_2")
        self.asking = DeskList(ASKING_SIZE)
        self.others_head = Label("hint", "ink_2")
        self.others = DeskList(DESK_SIZE)
        self.nobody = Label("small", "ink_2", wrap=True)
        self.footer = Label("hint", "ink_2", wrap=True)
        self.filters = {one: TextButton(Role.FILTER, size="small", height=32) for one in FILTERS}
        self._group = QButtonGroup(self)
        for one, button in self.filters.items():
            button.setCheckable(True)
            self._group.addButton(button)
            button.clicked.connect(lambda _checked, only=one: self.only_requested.emit(only))
        self.asking.activated.connect(self._activated)
        self._lay_out()
        self.show_state(self._state)

    def show_state(self, state: BoardState) -> None:
        """Show `state`. Emits nothing."""
        self._state = state
        self.title.setText(words.board_title(state))
        self.facts.setText(words.board_facts(state))
        self.facts.set_tone("elevated" if state.stale and state.age_s is not None else "ink_2")
        self.asking_head.say(text(Text.BOARD_ASKING) if state.asking else "")
        self.asking.setAccessibleName(text(Text.BOARD_ASKING))
        self.asking.desks.show_desks(state.asking)
        self.asking.setVisible(bool(state.asking))
        self.others_head.setText(text(Text.BOARD_OTHERS))
        self.others.setAccessibleName(text(Text.BOARD_OTHERS))
        self.others.desks.show_desks(state.others)
        self.others.setVisible(bool(state.others))
        self.nobody.say("" if state.others else words.board_nobody(state))
        self.footer.setText(text(Text.BOARD_FOOTER))
        for one, button in self.filters.items():
            button.say(text(Text.BOARD_ALL) if one is None else words.activity(one))
            button.setChecked(one is state.only)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.show_state(self._state)

    def _activated(self, index: QModelIndex) -> None:
        desk = self.asking.desks.desk(index)
        if isinstance(desk, AskingDeskView):
            self.request_chosen.emit(desk.request_id)

    def _fit(self) -> None:
        """Those who ask get the rows that they need, everybody else the rest."""
        rows = min(ASKING_ROWS, -(-len(self._state.asking) // self.asking.columns))
        self.asking.setFixedHeight(max(1, rows) * ASKING_SIZE.height() + 2)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        pad(column, spacing=0)
        head = QVBoxLayout()
        pad(head, tokens.SPACE_4, tokens.SPACE_3, spacing=1)
        head.addWidget(self.title)
        head.addWidget(self.facts)
        keys = QHBoxLayout()
        pad(keys, tokens.SPACE_4, tokens.SPACE_2, spacing=tokens.SPACE_1)
        for button in self.filters.values():
            keys.addWidget(button)
        keys.addStretch(1)
        body = QVBoxLayout()
        pad(body, tokens.SPACE_4, 0, spacing=tokens.SPACE_1)
        body.addWidget(self.asking_head)
        body.addWidget(self.asking)
        body.addWidget(self.others_head)
        body.addWidget(self.nobody)
        body.addWidget(self.others, 1)
        body.addStretch(0)
        footer = QVBoxLayout()
        pad(footer, tokens.SPACE_4, tokens.SPACE_3)
        footer.addWidget(self.footer)
        column.addLayout(head)
        column.addWidget(Line())
        column.addLayout(keys)
        column.addLayout(body, 1)
        column.addWidget(Line())
        column.addLayout(footer)
        self.setMinimumWidth(tokens.BOARD_WIDTH)
