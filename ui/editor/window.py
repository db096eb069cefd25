"""The card editor: the text on the left, the card and a tried call on the right."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import tokens, words
from ui.editor.calls import DryRunPanel
from ui.editor.text import CardText
from ui.editor_states import EditorState, FlawView, SaveStep
from ui.icons import application_icon
from ui.parts.announce import announce
from ui.parts.basics import Label, Line, pad
from ui.parts.buttons import Role, TextButton, native_keys
from ui.parts.card import CardBox
from ui.parts.entries import LINE_ROLE, EntryDelegate
from ui.words import Text, text

TYPING_MS = 150
"""What is wrong is looked at when the typing rests for so long."""
WIDTH, HEIGHT = 1120, 684
RIGHT_WIDTH = 400
CARD_WIDTH = tokens.OVERLAY_WIDTH - 2 * 14
"""As wide as the overlay draws it."""
MOST_CARD_HEIGHT = 270
FLAWS_HEIGHT = 132
_NOT_SAVED_SO = frozenset({SaveStep.OPENING, SaveStep.UNOPENED, SaveStep.CHANGED})
_KIND_OF_TROUBLE = frozenset(
    {SaveStep.FULL, SaveStep.READ_ONLY, SaveStep.GONE, SaveStep.FAILED, SaveStep.SLOW}
)
_ALARMING = _KIND_OF_TROUBLE | {SaveStep.CHANGED, SaveStep.FAULTY, SaveStep.UNOPENED}


class EditorWindow(QDialog):
    """Shows an EditorState beside the other windows: never modal.

    `typed(text)` when the typing rests; `save_requested()`, `save_as_own_requested()`,
    `keep_mine_requested()`, `open_theirs_requested()`; `close_requested()`: whoever knows whether
    anything would be lost calls `leave`. The rest is `dry_run`'s.
    """

    typed = Signal(str)
    save_requested = Signal()
    save_as_own_requested = Signal()
    keep_mine_requested = Signal()
    open_theirs_requested = Signal()
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "window")
        self.setWindowIcon(application_icon())
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._state = EditorState(opened=-1)
        self.name = Label("lead")
        self.place = Label("small", "ink_2", wrap=True)
        self.source = CardText()
        self.flaws_title = Label("small", "ink_2")
        self.flaws_key = Label("key")
        self.flaws_key.setText(native_keys("Ctrl+G"))
        self.flaws = QListWidget()
        self.flaws.setItemDelegate(EntryDelegate(self.flaws))
        self.flaws.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Tab goes from column to column; Ctrl+G goes from flaw to flaw
        self.flaws.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.preview_title = Label("small", "ink_2")
        self.card = CardBox()
        self.note = Label("small", "ink_2", wrap=True)
        self.dry_run = DryRunPanel()
        self.saved = Label("small", "ink_2", wrap=True)
        self.theirs = TextButton()
        self.mine = TextButton()
        self.as_own = TextButton()
        self.save = TextButton(Role.PRIMARY, key_hint="Ctrl+S")
        self.close_button = TextButton(key_hint="Esc")
        self._lay_out()
        self.resize(WIDTH, HEIGHT)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(lambda: self.typed.emit(self.source.toPlainText()))
        self._connect()
        self.show_state(EditorState())

    def show_state(self, state: EditorState) -> None:
        """Show `state`. Emits nothing; what is typed stays unless another text was opened."""
        before, self._state = self._state, state
        self.setWindowTitle(f"Beistand · {text(Text.CARD_EDITOR)}")
        self.name.setText(state.file or text(Text.NEW_CARD))
        counts = words.card_counts(state.counts)
        place = words.card_place(state.place)
        self.place.setText(f"{place} · {counts}" if counts else place)
        self.source.setAccessibleName(text(Text.CARD_TEXT))
        if state.opened != before.opened:
            self._put(state.text)
        self.source.setReadOnly(state.save in (SaveStep.OPENING, SaveStep.UNOPENED))
        self.source.show_flaws(state.flaws)
        self._show_flaws(before.flaws, state.flaws)
        self._show_card(state)
        self.dry_run.show_run(state.dry_run)
        self._show_saving(before, state)

    def leave(self) -> None:
        """Close, whatever has been typed."""
        self._typing.stop()
        super().reject()

    def reject(self) -> None:
        self.flush()
        self.close_requested.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.isVisible():
            event.ignore()
            self.reject()
        else:
            super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.show_state(self._state)

    def _put(self, source: str) -> None:
        self.source.blockSignals(True)
        self.source.setPlainText(source)
        self.source.blockSignals(False)
        self.source.document().clearUndoRedoStacks()
        self._typing.stop()

    def _show_flaws(self, before: tuple[FlawView, ...], flaws: tuple[FlawView, ...]) -> None:
        self.flaws_title.setText(words.flaws_title(len(flaws)))
        self.flaws.setAccessibleName(self.flaws_title.text())
        self.flaws.setVisible(bool(flaws))
        self.flaws_key.setVisible(bool(flaws))
        if flaws == before and self.flaws.count() == len(flaws):
            return
        self.flaws.clear()
        for flaw in flaws:
            what, todo = words.card_flaw(flaw)
            item = QListWidgetItem(what)
            item.setData(LINE_ROLE, todo)
            item.setData(Qt.ItemDataRole.UserRole, flaw.line)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{what}. {todo}")
            self.flaws.addItem(item)
        height = sum(self.flaws.sizeHintForRow(row) for row in range(self.flaws.count()))
        self.flaws.setFixedHeight(min(height + 4, FLAWS_HEIGHT))

    def _show_card(self, state: EditorState) -> None:
        self.preview_title.say(words.preview_title(stale=state.stale and bool(state.card)))
        self._preview.setVisible(state.card is not None)
        self.note.say(words.card_note(state.note))
        if state.card is not None:
            self.card.show_card(state.card)
            inner = self.card.layout()
            height = inner.totalHeightForWidth(CARD_WIDTH) if inner is not None else 0
            self.card.setFixedSize(CARD_WIDTH, height)
            self._preview.setFixedHeight(min(height, MOST_CARD_HEIGHT))

    def _show_saving(self, before: EditorState, state: EditorState) -> None:
        self.saved.setText(words.save_step(state))
        self.saved.set_tone("elevated" if state.save in _ALARMING else "ink_2")
        if before.save is not state.save and self.isVisible() and state.save in _ALARMING:
            announce(self, self.saved.text())
        for button, words_of, shown in (
            (self.theirs, Text.OPEN_THEIRS, state.save is SaveStep.CHANGED),
            (self.mine, Text.KEEP_MINE, state.save is SaveStep.CHANGED),
            (self.as_own, Text.SAVE_AS_OWN, state.can_copy and state.save in _KIND_OF_TROUBLE),
            (self.save, Text.SAVE, state.save not in _NOT_SAVED_SO),
        ):
            button.say(text(words_of))
            button.setVisible(shown)
        self.close_button.say(text(Text.CLOSE))

    def flush(self) -> None:
        """Say what was typed now, not when the typing rests."""
        if self._typing.isActive():
            self._typing.stop()
            self.typed.emit(self.source.toPlainText())

    def _save(self) -> None:
        self.flush()
        self.save_requested.emit()

    def _go_to(self, item: QListWidgetItem) -> None:
        self.source.go_to(int(item.data(Qt.ItemDataRole.UserRole)))

    def _next_flaw(self) -> None:
        """From where the cursor is, round and round."""
        here = self.source.textCursor().blockNumber() + 1
        flaws = self._state.flaws
        if flaws:
            flaw = next((flaw for flaw in flaws if flaw.line > here), flaws[0])
            self.source.go_to(flaw.line)
            announce(self, ". ".join(words.card_flaw(flaw)))

    def _connect(self) -> None:
        self.source.textChanged.connect(self._typing.start)
        self.flaws.itemClicked.connect(self._go_to)
        self.flaws.itemActivated.connect(self._go_to)
        self.save.clicked.connect(self._save)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self._save)
        QShortcut(QKeySequence("Ctrl+G"), self).activated.connect(self._next_flaw)
        self.as_own.clicked.connect(self.save_as_own_requested)
        self.mine.clicked.connect(self.keep_mine_requested)
        self.theirs.clicked.connect(self.open_theirs_requested)
        self.close_button.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_4, tokens.SPACE_4, spacing=tokens.SPACE_3)
        head = QVBoxLayout()
        pad(head, spacing=2)
        head.addWidget(self.name)
        head.addWidget(self.place)
        column.addLayout(head)
        sides = QHBoxLayout()
        pad(sides, spacing=tokens.SPACE_4)
        left = QVBoxLayout()
        pad(left, spacing=tokens.SPACE_2)
        left.addWidget(self.source, 1)
        below = QHBoxLayout()
        pad(below, spacing=tokens.SPACE_2)
        below.addWidget(self.flaws_title)
        below.addWidget(self.flaws_key)
        below.addStretch(1)
        left.addLayout(below)
        left.addWidget(self.flaws)
        sides.addLayout(left, 1)
        sides.addLayout(self._right_side())
        column.addLayout(sides, 1)
        column.addWidget(Line())
        foot = QHBoxLayout()
        pad(foot, spacing=tokens.SPACE_2)
        foot.addWidget(self.saved, 1)
        for button in (self.theirs, self.mine, self.as_own, self.save, self.close_button):
            foot.addWidget(button)
        column.addLayout(foot)

    def _right_side(self) -> QVBoxLayout:
        right = QVBoxLayout()
        pad(right, spacing=tokens.SPACE_2)
        self._preview = QScrollArea()
        self._preview.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._preview.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._preview.setFixedWidth(RIGHT_WIDTH)
        self._preview.setWidget(self.card)
        self.dry_run.setFixedWidth(RIGHT_WIDTH)
        right.addWidget(self.preview_title)
        right.addWidget(self._preview)
        right.addWidget(self.note)
        right.addSpacing(tokens.SPACE_1)
        right.addWidget(self.dry_run, 1)
        return right
