"""The card editor's window: one at a time, with its questions and its choice of a file."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop.presenters.card_editor import CardEditor
from ui.editor import EditorWindow
from ui.question import Question, ask_discard_card
from ui.words import Text, text


class EditorPage:
    """Opens, follows `editor`, and closes only once nothing would be lost or that is wanted."""

    def __init__(self, editor: CardEditor) -> None:
        self._editor = editor
        self._window: EditorWindow | None = None
        self.question: Question | None = None
        self.dialog: QFileDialog | None = None

    @property
    def window(self) -> EditorWindow | None:
        """None until it has been opened."""
        return self._window

    def begin(self) -> None:
        """A new card."""
        if self._free():
            self._editor.begin(text(Text.NEW_CARD))
        self._show()

    def edit(self, card_id: str) -> None:
        """The card of that id; a text that is not saved yet stays instead."""
        if self._free():
            self._editor.edit(card_id)
        self._show()

    def refresh(self) -> None:
        """Something changed."""
        if self._window is not None and self._window.isVisible():
            self._window.show_state(self._editor.view())

    def stop(self) -> None:
        if self._window is not None:
            self._window.flush()
        self._editor.stop()
        if self._window is not None:
            self._window.leave()
            self._window.deleteLater()
            self._window = None

    def _free(self) -> bool:
        """Whether another card may take the place of what is in the window."""
        if self._window is None or not self._window.isVisible():
            return True
        self._window.flush()
        return not self._editor.view().unsaved

    def _show(self) -> None:
        window = self._window = self._window or self._make()
        window.show_state(self._editor.view())
        window.show()
        window.raise_()
        window.activateWindow()

    def _make(self) -> EditorWindow:
        window, editor = EditorWindow(), self._editor
        window.typed.connect(editor.type)
        window.save_requested.connect(editor.save)
        window.save_as_own_requested.connect(editor.save_as_own)
        window.keep_mine_requested.connect(editor.keep_mine)
        window.open_theirs_requested.connect(editor.open_theirs)
        window.close_requested.connect(self._close)
        tried, panel = editor.dry_run, window.dry_run
        panel.call_chosen.connect(tried.choose)
        panel.level_supposed.connect(tried.read_voice_as)
        panel.contacts_supposed.connect(tried.suppose_contacts)
        panel.sentence_added.connect(tried.add_sentence)
        panel.open_requested.connect(self._open_call)
        return window

    def _close(self) -> None:
        window = self._window
        if window is None:
            return
        if not self._editor.view().unsaved:
            self._leave()
            return
        question = self.question = ask_discard_card(window)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(self._leave)
        question.open()

    def _leave(self) -> None:
        if self._window is not None:
            self._window.leave()
        self._editor.close()

    def _open_call(self) -> None:
        title, filter_ = text(Text.OPEN_CALL), "*.json"
        dialog = self.dialog = QFileDialog(self._window, title, str(Path.home()), filter_)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self._editor.dry_run.open(Path(chosen)))
        dialog.open()
