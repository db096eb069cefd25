"""Notices: what happened, whose side it is on, what to do; the exact cause one click away."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import tokens, words
from ui.icons import Icon
from ui.notice_states import NoticeAction, NoticeView, Severity
from ui.parts.announce import announce
from ui.parts.basics import Box, Glyph, Label, pad
from ui.parts.buttons import IconButton, Role, TextButton
from ui.words import Text, text

MOST_DETAIL_PX = 160
"""Of the details at a time; more is scrolled to."""

LOOKS = {
    Severity.INFO: (Icon.INFO, "easing"),
    Severity.WARNING: (Icon.WARNING, "elevated"),
    Severity.ERROR: (Icon.ERROR, "tense"),
}


class NoticePanel(Box):
    """One notice, and a button for what to do where a click can do it.

    `dismissed(notice_id)`, `action_requested(notice_id)`; the details open and close in place.
    """

    dismissed = Signal(str)
    action_requested = Signal(str)

    def __init__(self, view: NoticeView) -> None:
        super().__init__("notice")
        self.setProperty("tone", view.severity.value)
        self._view = view
        icon, tone = LOOKS[view.severity]
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_3, tokens.SPACE_1, tokens.SPACE_1, tokens.SPACE_1)
        row.setSpacing(10)
        glyph = QVBoxLayout()
        glyph.addSpacing(7)
        glyph.addWidget(Glyph(icon, 18, tone))
        glyph.addStretch(1)
        self.what = Label("strong", wrap=True)
        self.advice = Label("small", "ink_2", wrap=True)
        self.detail = Label("hint", "ink_2", wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.unfolded = QScrollArea()
        self.unfolded.setWidgetResizable(True)
        self.unfolded.setFrameShape(QFrame.Shape.NoFrame)
        self.unfolded.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.unfolded.setWidget(self.detail)
        self.action = TextButton()
        self.more = TextButton(Role.QUIET, size="small", padding=0)
        self.close_button = IconButton(Icon.CLOSE)
        head = QHBoxLayout()
        pad(head)
        head.addWidget(self.what, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setContentsMargins(0, 0, 0, 6)
        said.setSpacing(2)
        said.addLayout(head)
        said.addWidget(self.advice)
        said.addWidget(self.unfolded)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(tokens.SPACE_3)
        self._buttons.addWidget(self.action)
        self._buttons.addWidget(self.more)
        self._buttons.addStretch(1)
        said.addLayout(self._buttons)
        row.addLayout(glyph)
        row.addLayout(said, 1)
        self.unfolded.hide()
        self.more.clicked.connect(self._toggle)
        self.action.clicked.connect(lambda: self.action_requested.emit(view.notice_id))
        self.close_button.clicked.connect(lambda: self.dismissed.emit(view.notice_id))
        self.show_view(view)

    def show_view(self, view: NoticeView) -> None:
        """Say `view` again: its numbers or the language may have changed."""
        self._view = view
        said = words.notice(view)
        self.what.setText(said.what)
        self.advice.say(" ".join(part for part in (said.whose, said.todo) if part))
        self.detail.setText(said.detail)
        self.action.say(words.notice_action(view.action))
        framed = view.action is not NoticeAction.NONE
        self.action.setVisible(framed)
        pad(self._buttons, vertical=tokens.SPACE_1 if framed else 0)
        self.more.setVisible(bool(said.detail))
        self.more.say(text(Text.DETAILS_LESS if self.unfolded.isVisible() else Text.DETAILS))
        self.close_button.say(text(Text.DISMISS))

    def spoken(self) -> str:
        """What a screen reader is told when it appears."""
        return f"{self.what.text()} {self.advice.text()}"

    def _toggle(self) -> None:
        opens = self.unfolded.isHidden()
        needed = self.detail.heightForWidth(self.what.width() + self.close_button.width())
        self.unfolded.setFixedHeight(min(needed, MOST_DETAIL_PX))
        self.unfolded.setVisible(opens)
        self.more.say(text(Text.DETAILS_LESS if opens else Text.DETAILS))


class Notices(QWidget):
    """The most severe notice, and how many wait behind it: one thing at a time.

    `dismissed(notice_id)`, `action_requested(notice_id)`.
    """

    dismissed = Signal(str)
    action_requested = Signal(str)

    def __init__(self, *, margin: int = tokens.SPACE_4) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(margin, tokens.SPACE_3, margin, 0)
        self._column.setSpacing(tokens.SPACE_1)
        self._panel: NoticePanel | None = None
        self._shown: NoticeView | None = None
        self._more = Label("hint", "ink_2")
        self._more.setContentsMargins(tokens.SPACE_3, 0, 0, 0)
        self._column.addWidget(self._more)
        self.hide()

    @property
    def panel(self) -> NoticePanel | None:
        """The notice that is shown."""
        return self._panel

    def show_notices(self, notices: tuple[NoticeView, ...]) -> None:
        """Show the first of `notices`."""
        first = notices[0] if notices else None
        if first is None:
            self._drop()
        elif self._same(first) and self._panel is not None:
            self._panel.show_view(first)
        else:
            self._drop()
            self._panel = NoticePanel(first)
            self._panel.dismissed.connect(self.dismissed)
            self._panel.action_requested.connect(self.action_requested)
            self._column.insertWidget(0, self._panel)
            if self.isVisible():
                announce(self._panel, self._panel.spoken())
        self._shown = first
        self._more.say(words.more(len(notices) - 1) if len(notices) > 1 else "")
        self.setVisible(first is not None)

    def _same(self, view: NoticeView) -> bool:
        shown = self._shown
        return shown is not None and (shown.notice_id, shown.kind, shown.severity) == (
            view.notice_id,
            view.kind,
            view.severity,
        )

    def _drop(self) -> None:
        if self._panel is not None:
            self._column.removeWidget(self._panel)
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None
