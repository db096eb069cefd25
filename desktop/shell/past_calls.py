"""The history's questions to the agent: delete all of it, and where to export it to."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.presenters.history import History
from ui.question import ask_delete_history
from ui.words import Text, text


class PastCalls(QObject):
    """Dialogs of `window` about `history`; calls go on while they are open."""

    def __init__(self, window: QWidget, history: History) -> None:
        super().__init__(window)
        self._window = window
        self._history = history

    def delete_all(self) -> None:
        question = ask_delete_history(self._window)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(self._history.delete_all)
        question.open()

    def export(self) -> None:
        day = datetime.now().astimezone().date().isoformat()
        dialog = QFileDialog(self._window, text(Text.EXPORT_HISTORY), str(Path.home()), "*.csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"beistand-{day}.csv")
        dialog.fileSelected.connect(lambda chosen: self._history.export(Path(chosen)))
        dialog.open()
