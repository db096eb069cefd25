"""The editor's window: one card at a time, and a text that is not saved is not lost unasked."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.clock import ManualClock
from desktop.compositions.card_editing import card_editor
from desktop.knowledge.card import Layer
from desktop.knowledge.library import CardFolder, load_library
from desktop.shell.dispatcher import Dispatcher
from desktop.shell.editor_page import EditorPage
from resources import resource

pytestmark = pytest.mark.widget


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[EditorPage]:
    library = load_library([CardFolder(resource("cards"), Layer.SHIPPED)], "de")
    dispatcher = Dispatcher()
    refresh: list[Callable[[], None]] = []
    editor = card_editor(
        own=tmp_path / "cards",
        language="de",
        team="",
        library=lambda: library,
        counts=lambda card_id: None,
        clock=ManualClock(),
        post=dispatcher.post,
        changed=lambda: [each() for each in refresh] and None,
    )
    page = EditorPage(editor)
    refresh.append(page.refresh)
    yield page
    page.stop()


def test_from_opening_to_saving(page: EditorPage, qtbot: QtBot, tmp_path: Path) -> None:
    assert page.window is None
    page.edit("wrong-bill")
    window = page.window
    assert window is not None
    qtbot.waitUntil(lambda: window.source.toPlainText().startswith("---"))
    source = window.source.toPlainText().replace("title: ", "title: Meine ")
    window.source.setPlainText(source)
    window.save.click()
    saved = tmp_path / "cards" / "de" / "wrong-bill.md"
    qtbot.waitUntil(lambda: "Gespeichert" in window.saved.text() or "Saved" in window.saved.text())
    assert saved.read_text("utf-8") == source
    qtbot.waitUntil(lambda: window.dry_run.list.count() > 0, timeout=20_000)
    window.reject()
    assert not window.isVisible() and page.question is None


def test_a_text_that_is_not_saved_stays(page: EditorPage, qtbot: QtBot) -> None:
    page.begin()
    window = page.window
    assert window is not None
    window.source.setPlainText("something new")
    window.reject()
    assert window.isVisible() and page.question is not None
    page.question.no.click()
    assert window.isVisible()
    page.edit("wrong-bill")  # another card would take its place
    assert window.source.toPlainText() == "something new"
    window.reject()
    page.question.yes.click()
    assert not window.isVisible()


def test_a_program_that_ends_keeps_it(page: EditorPage, tmp_path: Path) -> None:
    page.begin()
    assert page.window is not None
    page.window.source.setPlainText("something new")
    page.stop()
    (kept,) = (tmp_path / "cards").iterdir()
    assert kept.read_text("utf-8") == "something new"
