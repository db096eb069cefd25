"""The note after a call: the draft to edit, what was granted and promised, copy, send, discard."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import tokens, words
from ui.icons import Icon, paint_icon
from ui.note_states import GrantView, NoteView, PostStep
from ui.parts.announce import announce
from ui.parts.basics import Label, pad
from ui.parts.buttons import Role, TextButton
from ui.theme import current_tokens
from ui.words import Text, text

MOST_GRANTS = 4
_LONGEST_PROMISE = 200
_TEXT_HEIGHT = 120
_BOX = 18


class NoteText(QPlainTextEdit):
    """Takes the room there is; what it would like by itself is more than a small screen has."""

    def sizeHint(self) -> QSize:
        return QSize(1, _TEXT_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class TickBox(QCheckBox):
    """A box that is drawn in the tokens' colours: the style's own vanishes in the dark."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(tokens.HIT, tokens.HIT)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        square = QRectF(1, (self.height() - _BOX) / 2, _BOX, _BOX)
        on, focus = self.isChecked(), self.hasFocus()
        painter.setPen(QPen(QColor(c.accent if on or focus else c.border), 2 if focus else 1))
        painter.setBrush(QColor(c.accent if on else c.panel))
        painter.drawRoundedRect(square, 4, 4)
        if on:
            paint_icon(painter, Icon.CHECK, square.adjusted(2, 2, -2, -2), c.on_accent)
        painter.end()


class GrantLine(QWidget):
    """A box to tick beside a text that may need several lines. `ticked(bool)` by the agent only."""

    ticked = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        pad(row, spacing=0)
        self.box = TickBox()
        self.words = Label("small", wrap=True)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.box.clicked.connect(self.ticked)

    def show_grant(self, grant: GrantView | None) -> None:
        if grant is not None:
            self.box.setChecked(grant.granted)
            self.box.setAccessibleName(grant.text)
            self.words.setText(grant.text)
        self.setVisible(grant is not None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.box.click()  # the words are as good as the box


class NotePage(QWidget):
    """Shows a NoteView. Signals carry the id of the call that the note is about."""

    edited = Signal(str, str)
    granted = Signal(str, int, bool)
    promised = Signal(str, str)
    copy_requested = Signal(str)
    post_requested = Signal(str)
    discard_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._note = NoteView("", "")
        self._sure = False
        self.title = Label("strong", wrap=True)
        self.heading = Label("small", "ink_2", wrap=True)
        self.text = NoteText()
        self.text.setTabChangesFocus(True)
        self.grants_heading = Label("small", "ink_2", wrap=True)
        self.grants = [GrantLine() for _ in range(MOST_GRANTS)]
        self.promise_heading = Label("small", "ink_2", wrap=True)
        self.promise = QLineEdit()
        self.promise.setMaxLength(_LONGEST_PROMISE)
        self.add = TextButton(key_hint="Enter")
        self.outcome = Label("small", "ink_2", wrap=True)
        self.post = TextButton(Role.PRIMARY, key_hint="Ctrl+Return", height=44)
        self.copy = TextButton(Role.PLAIN, height=44)
        self.discard = TextButton(Role.QUIET, height=44, padding=tokens.SPACE_2)
        self._lay_out()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._finish)
        self.text.textChanged.connect(self._edited)
        self.promise.textChanged.connect(self._follow)
        self.promise.returnPressed.connect(self._promise)
        self.add.clicked.connect(self._promise)
        self.post.clicked.connect(lambda: self.post_requested.emit(self._note.call_id))
        self.copy.clicked.connect(lambda: self.copy_requested.emit(self._note.call_id))
        self.discard.clicked.connect(self._discard)
        for index, line in enumerate(self.grants):
            line.ticked.connect(
                lambda on, index=index: self.granted.emit(self._note.call_id, index, on)
            )

    def show_note(self, note: NoteView | None) -> None:
        """Show `note`. Emits nothing; what is being typed stays where it is."""
        note = note or NoteView("", "")
        before, self._note = self._note, note
        if note.call_id != before.call_id:
            self.promise.clear()
        if note != before:
            self._sure = False
        sending = note.step is PostStep.SENDING
        self.title.setText(words.note_title(note))
        self.heading.setText(text(Text.NOTE_DRAFT))
        self._show_text(note.text, fresh=note.call_id != before.call_id)
        self.text.setAccessibleName(text(Text.NOTE_DRAFT))
        self.text.setReadOnly(sending)
        self.grants_heading.say(text(Text.NOTE_GRANTED) if note.grants else "")
        for index, line in enumerate(self.grants):
            line.show_grant(note.grants[index] if index < len(note.grants) else None)
            line.setEnabled(not sending)
        self.promise_heading.setText(text(Text.NOTE_PROMISE))
        self.promise.setAccessibleName(text(Text.NOTE_PROMISE))
        self.add.say(text(Text.NOTE_ADD))
        self.post.say(text(Text.NOTE_POST))
        self.post.show_key(False)
        self.post.setVisible(note.can_post)
        self.copy.say(text(Text.NOTE_COPY))
        self.copy.set_role(Role.PLAIN if note.can_post else Role.PRIMARY)
        self.outcome.say(words.note_outcome(note))
        failed = note.step is PostStep.FAILED
        self.outcome.set_tone("elevated" if failed else "ink_2")
        told = (before.step, before.copied) != (note.step, note.copied)
        if told and self.isVisible() and self.outcome.text():
            announce(self, self.outcome.text())
        self._follow()

    def _lay_out(self) -> None:
        # in an area that scrolls: on a small screen what is done with the note stays in sight
        inner = QWidget()
        held = QVBoxLayout(inner)
        pad(held, tokens.SPACE_4, 0, spacing=tokens.SPACE_2)
        held.addWidget(self.title)
        held.addWidget(self.heading)
        held.addWidget(self.text, 1)
        held.addWidget(self.grants_heading)
        for line in self.grants:
            held.addWidget(line)
        held.addWidget(self.promise_heading)
        row = QHBoxLayout()
        pad(row, spacing=tokens.SPACE_2)
        row.addWidget(self.promise, 1)
        row.addWidget(self.add)
        held.addLayout(row)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        column = QVBoxLayout(self)
        pad(column, 0, tokens.SPACE_4, spacing=tokens.SPACE_2)
        column.addWidget(area, 1)
        below = QVBoxLayout()
        pad(below, tokens.SPACE_4, 0, spacing=tokens.SPACE_2)
        below.addWidget(self.outcome)
        buttons = QHBoxLayout()
        pad(buttons, spacing=tokens.SPACE_2)
        buttons.addWidget(self.post)
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        buttons.addWidget(self.discard)
        below.addLayout(buttons)
        column.addLayout(below)

    def _finish(self) -> None:
        """Send the note, or where there is no CRM, copy it."""
        (self.post if self._note.can_post else self.copy).click()

    def _show_text(self, wanted: str, *, fresh: bool) -> None:
        if wanted == self.text.toPlainText():
            return
        at = self.text.textCursor().position()
        blocked = self.text.blockSignals(True)
        self.text.setPlainText(wanted)
        self.text.blockSignals(blocked)
        cursor = self.text.textCursor()
        cursor.setPosition(min(at, len(wanted)))
        if fresh:
            cursor.movePosition(QTextCursor.MoveOperation.End)
        self.text.setTextCursor(cursor)

    def _follow(self) -> None:
        """What can be done now."""
        sending = self._note.step is PostStep.SENDING
        empty = not self.text.toPlainText().strip()
        self.add.setEnabled(bool(self.promise.text().strip()) and not sending)
        self.post.setEnabled(not sending and not empty)
        self.copy.setEnabled(not empty)
        self.discard.setEnabled(not sending)
        if self._sure:
            discard = Text.NOTE_DISCARD_SURE
        else:
            discard = Text.NOTE_DONE if self._note.copied else Text.DISCARD
        self.discard.say(text(discard))

    def _edited(self) -> None:
        self._sure = False
        self.edited.emit(self._note.call_id, self.text.toPlainText())
        self._follow()

    def _promise(self) -> None:
        if self.add.isEnabled():
            typed = self.promise.text().strip()
            self.promise.clear()
            self.promised.emit(self._note.call_id, typed)

    def _discard(self) -> None:
        """What the agent has put into it is gone only after a second click."""
        if self._note.precious and not self._sure:
            self._sure = True
            self._follow()
            return
        self._sure = False
        self.discard_requested.emit(self._note.call_id)
