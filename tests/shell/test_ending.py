"""The program never ends by accident, and never with a call left open."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.shell.ending import Ending
from ui.question import Question

pytestmark = pytest.mark.widget


class Fixture:
    """A window under watch, and what happened."""

    def __init__(self, qtbot: QtBot) -> None:
        self.in_call = False
        self.unsaved = False
        self.happened: list[str] = []
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.ending = Ending(
            self.window,
            lambda: self.in_call,
            lambda: self.happened.append("hang up"),
            lambda: self.happened.append("quit"),
            lambda: self.unsaved,
        )
        self.window.show()
        qtbot.waitExposed(self.window)

    def close_by_hand(self) -> None:
        """What the window's close button does: a close event that comes from outside."""
        handle = self.window.windowHandle()
        assert handle is not None
        handle.close()

    def question(self) -> Question:
        (dialog,) = (one for one in self.window.findChildren(Question) if one.isVisible())
        return dialog


@pytest.fixture
def ended(qtbot: QtBot) -> Fixture:
    return Fixture(qtbot)


@pytest.fixture
def tray(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    def there(is_there: bool) -> None:
        monkeypatch.setattr(
            "desktop.shell.ending.QSystemTrayIcon.isSystemTrayAvailable", lambda: is_there
        )

    return there


def test_closing_hides_the_window_where_a_tray_brings_it_back(
    ended: Fixture, tray: Callable[[bool], None]
) -> None:
    tray(True)
    ended.close_by_hand()
    assert ended.happened == []
    assert not ended.window.isVisible()


def test_closing_ends_the_program_where_nothing_would_bring_it_back(
    ended: Fixture, tray: Callable[[bool], None]
) -> None:
    tray(False)
    ended.close_by_hand()
    assert ended.happened == ["quit"]


def test_in_a_call_the_agent_is_asked_and_may_go_on(
    ended: Fixture, tray: Callable[[bool], None], qtbot: QtBot
) -> None:
    tray(False)
    ended.in_call = True
    ended.close_by_hand()
    ended.ending.quit()  # asked once, not twice
    assert ended.happened == []
    ended.question().done(QDialog.DialogCode.Rejected.value)
    assert ended.happened == []
    assert ended.window.isVisible()


def test_a_wanted_end_in_a_call_hangs_up_first(ended: Fixture) -> None:
    ended.in_call = True
    ended.ending.quit()
    ended.question().done(QDialog.DialogCode.Accepted.value)
    assert ended.happened == ["hang up", "quit"]


def test_a_note_that_nobody_else_has_is_asked_about(ended: Fixture) -> None:
    ended.unsaved = True
    ended.ending.quit()
    ended.ending.call_is_over()  # another matter
    ended.question().no.click()
    assert ended.happened == []
    ended.ending.quit()
    ended.question().yes.click()
    assert ended.happened == ["hang up", "quit"]


def test_first_the_call_then_the_note(ended: Fixture) -> None:
    ended.in_call = ended.unsaved = True
    ended.ending.quit()
    ended.question().yes.click()
    assert ended.happened == [], "the call goes on while the note is asked about"
    ended.question().yes.click()
    assert ended.happened == ["hang up", "quit"]
