"""The calls beside the one that is shown large: each a bar with what can be done about it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens, words
from ui.call_states import (
    CallPhaseView,
    CallView,
)
from ui.icons import Icon
from ui.parts.basics import Box, Label, pad
from ui.parts.buttons import IconButton, Role, TextButton
from ui.words import Text, text

MOST = 3
"""Beside the active one; the engine has four calls in all."""


class OtherCall(Box):
    """One of them. Signals carry its call id."""

    answer_requested = Signal(str)
    decline_requested = Signal(str)
    hang_up_requested = Signal(str)
    swap_requested = Signal(str)
    alone_requested = Signal(str)
    connect_requested = Signal(str)
    join_requested = Signal(str)

    def __init__(self, *, with_keys: bool) -> None:
        super().__init__("waiting-call")
        self._call_id = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_3, tokens.SPACE_2, tokens.SPACE_2, tokens.SPACE_2)
        column.setSpacing(tokens.SPACE_2)
        self.kind = Label("small", "ink_2", wrap=True)
        self.peer = Label("strong", wrap=True)
        said = QVBoxLayout()
        pad(said, spacing=1)
        said.addWidget(self.kind)
        said.addWidget(self.peer)
        self.answer = TextButton(Role.PRIMARY)
        self.end = IconButton(Icon.CLOSE, side=36)
        top = QHBoxLayout()
        pad(top, spacing=tokens.SPACE_2)
        top.addLayout(said, 1)
        top.addWidget(self.answer)
        top.addWidget(self.end)
        self.swap = TextButton(key="F5" if with_keys else "", size="small", padding=4)
        self.connect_both = TextButton(size="small", padding=4)
        self.join = TextButton(key="F3" if with_keys else "", size="small", padding=4)
        choices = QHBoxLayout()
        pad(choices, spacing=tokens.SPACE_2)
        for button in (self.swap, self.connect_both, self.join):
            button.show_key(False)
            choices.addWidget(button, 1)
        column.addLayout(top)
        column.addLayout(choices)
        self._rings = self._conference = False
        self.answer.clicked.connect(lambda: self.answer_requested.emit(self._call_id))
        self.end.clicked.connect(self._end)
        self.swap.clicked.connect(self._swap)
        self.connect_both.clicked.connect(lambda: self.connect_requested.emit(self._call_id))
        self.join.clicked.connect(lambda: self.join_requested.emit(self._call_id))

    def show_call(self, call: CallView, *, beside: CallView) -> None:
        """`beside`: the active call."""
        self._call_id = call.call_id
        self._rings = call.phase is CallPhaseView.RINGING_IN
        self._conference = call.conference
        answered = call.phase is CallPhaseView.CONNECTED
        both = answered and beside.phase is CallPhaseView.CONNECTED
        self.kind.setText(text(Text.SECOND_CALL) if self._rings else words.call_line(call))
        self.peer.setText(call.peer)
        self.answer.say(text(Text.ANSWER), name=text(Text.ANSWER_SECOND))
        self.answer.setVisible(self._rings)
        ending = text(Text.DECLINE_SECOND) if self._rings else text(Text.HANG_UP)
        self.end.say(ending)
        # whoever waits is not hung up on in passing: swap first
        self.end.setVisible(not answered)
        if self._conference:
            self.swap.say(text(Text.ALONE))
        else:
            self.swap.say(text(Text.SWAP), name=text(Text.SWAP_TO).format(peer=call.peer))
        self.connect_both.say(
            text(Text.CONNECT), name=text(Text.CONNECT_BOTH).format(peer=call.peer)
        )
        self.join.say(text(Text.CONFERENCE), name=text(Text.CONFERENCE_WITH).format(peer=call.peer))
        self.swap.setVisible(answered)
        self.connect_both.setVisible(both)
        self.join.setVisible(both and not self._conference)

    def _end(self) -> None:
        ending = self.decline_requested if self._rings else self.hang_up_requested
        ending.emit(self._call_id)

    def _swap(self) -> None:
        # in a conference there is nobody to swap to: it becomes two calls again
        wish = self.alone_requested if self._conference else self.swap_requested
        wish.emit(self._call_id)


class OtherCalls(QWidget):
    """Up to three bars; none takes no room."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        pad(column, spacing=tokens.SPACE_2)
        self.bars = tuple(OtherCall(with_keys=index == 0) for index in range(MOST))
        for bar in self.bars:
            column.addWidget(bar)
        self.hide()

    def show_calls(self, calls: Sequence[CallView], *, beside: CallView | None) -> None:
        for bar, call in zip(self.bars, calls, strict=False):
            if beside is not None:
                bar.show_call(call, beside=beside)
        for index, bar in enumerate(self.bars):
            bar.setVisible(beside is not None and index < len(calls))
        self.setVisible(beside is not None and bool(calls))
