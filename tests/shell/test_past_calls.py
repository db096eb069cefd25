"""The history's two questions: nothing is deleted or written before they are answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.shell.past_calls import PastCalls
from ui.question import Question
from ui.translation import install_language

pytestmark = pytest.mark.widget


class SpyHistory:
    def __init__(self) -> None:
        self.asked: list[object] = []

    def delete_all(self) -> None:
        self.asked.append("delete all")

    def export(self, path: Path) -> None:
        self.asked.append(path)


class Window:
    def __init__(self, qtbot: QtBot) -> None:
        self.widget = QWidget()
        qtbot.addWidget(self.widget)
        self.widget.show()
        self.history = SpyHistory()
        self.past_calls = PastCalls(self.widget, self.history)  # type: ignore[arg-type]

    def dialog(self, kind: type[QDialog]) -> QDialog:
        (found,) = self.widget.findChildren(kind)
        return found


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    # the system's own file dialog is not ours to click in
    qapp.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    install_language(qapp, "de")
    yield Window(qtbot)
    qapp.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)


@pytest.mark.parametrize(("answer", "asked"), [("yes", ["delete all"]), ("no", [])])
def test_deleting_all_is_asked_first(
    window: Window, qtbot: QtBot, answer: str, asked: list[str]
) -> None:
    window.past_calls.delete_all()
    question = window.dialog(Question)
    assert question.isVisible() and window.history.asked == []
    with qtbot.waitSignal(question.finished):
        qtbot.mouseClick(getattr(question, answer), Qt.MouseButton.LeftButton)
    assert window.history.asked == asked


def test_the_export_goes_where_it_is_said(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.past_calls.export()
    dialog = window.dialog(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert dialog.windowTitle() == "Verlauf exportieren …"
    dialog.selectFile(str(tmp_path / "calls"))
    with qtbot.waitSignal(dialog.finished):
        dialog.accept()
    assert window.history.asked == [tmp_path / "calls.csv"]


def test_an_export_that_is_cancelled_writes_nothing(window: Window, qtbot: QtBot) -> None:
    window.past_calls.export()
    dialog = window.dialog(QFileDialog)
    with qtbot.waitSignal(dialog.finished):
        dialog.reject()
    assert window.history.asked == []
