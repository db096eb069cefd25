"""The card editor: marks, keys, buttons for every trouble, and nothing of a card is ever markup."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.editor import EditorWindow
from ui.editor_states import EditorState, FlawView, SaveStep
from ui.gallery_editor import editor_states
from ui.parts.card import CardBox
from ui.states import CardView, Level
from ui.words import Text, text

pytestmark = pytest.mark.widget

Settle = Callable[[QWidget], None]
STATES = dict(editor_states("de"))
LEFT = Qt.MouseButton.LeftButton
FLAWS = (
    FlawView(3, "nobody owns the card; add owner", "Mend the card"),
    FlawView(9, "this is no file", "Rewrite it", no_card=True),
)


@pytest.fixture
def window(speak: object, settle: Settle, qtbot: QtBot) -> EditorWindow:
    window = EditorWindow()
    qtbot.addWidget(window, before_close_func=lambda widget: widget.leave())
    window.show_state(STATES["good"])
    settle(window)
    return window


def test_what_is_typed_is_said_once_it_rests_and_before_it_is_saved(
    window: EditorWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.typed) as typed:
        qtbot.keyClicks(window.source, "abc")
    assert typed.args[0].startswith("abc---")
    said: list[str] = []
    window.typed.connect(said.append)
    window.save_requested.connect(lambda: said.append("save"))
    qtbot.keyClicks(window.source, "d")
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert len(said) == 2 and said[0].startswith("abcd") and said[1] == "save"


def test_showing_a_state_leaves_what_is_typed_and_the_cursor(window: EditorWindow) -> None:
    window.source.insertPlainText("typed ")
    at = window.source.textCursor().position()
    window.show_state(replace(STATES["good"], flaws=FLAWS, save=SaveStep.UNSAVED))
    assert window.source.toPlainText().startswith("typed ---")
    assert window.source.textCursor().position() == at
    window.show_state(replace(STATES["good"], text="other", opened=2))
    assert window.source.toPlainText() == "other"


def test_flaws_are_marked_listed_and_walked_through(window: EditorWindow, qtbot: QtBot) -> None:
    window.show_state(replace(STATES["good"], flaws=FLAWS))
    assert [mark.cursor.blockNumber() for mark in window.source.extraSelections()] == [2, 8]
    assert window.flaws.item(0).text().startswith("Niemand ist für die Karte zuständig")
    lines = []
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        lines.append(window.source.textCursor().blockNumber() + 1)
    assert lines == [3, 9, 3]
    item = window.flaws.visualItemRect(window.flaws.item(1)).center()
    qtbot.mouseClick(window.flaws.viewport(), LEFT, pos=item)
    assert window.source.textCursor().blockNumber() + 1 == 9


@pytest.mark.parametrize("step", SaveStep)
def test_every_trouble_says_so_and_offers_what_helps(window: EditorWindow, step: SaveStep) -> None:
    window.show_state(replace(STATES["good"], save=step, can_copy=True, detail="EIO"))
    offered = {
        name
        for name in ("theirs", "mine", "as_own", "save")
        if not getattr(window, name).isHidden()
    }
    if step is SaveStep.CHANGED:
        assert offered == {"theirs", "mine"}
    elif step in (SaveStep.OPENING, SaveStep.UNOPENED):
        assert not offered and window.source.isReadOnly()
    elif step in (SaveStep.FULL, SaveStep.READ_ONLY, SaveStep.GONE, SaveStep.FAILED, SaveStep.SLOW):
        assert offered == {"as_own", "save"}
    else:
        assert offered == {"save"}
    assert bool(window.saved.text()) is (step is not SaveStep.UNCHANGED)


def test_closing_asks_whoever_knows(window: EditorWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.close_requested):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    with qtbot.waitSignal(window.close_requested):
        window.close()
    assert window.isVisible()
    window.leave()
    assert not window.isVisible()


def test_the_dry_run_says_what_is_supposed(window: EditorWindow, qtbot: QtBot) -> None:
    panel = window.dry_run
    supposed: list[object] = []
    panel.level_supposed.connect(supposed.append)
    panel.contacts_supposed.connect(supposed.append)
    panel.call_chosen.connect(supposed.append)
    panel.sentence_added.connect(supposed.append)
    panel.level.menu_of.actions()[1 + list(Level).index(Level.TENSE)].trigger()
    panel.level.menu_of.actions()[0].trigger()
    panel.contacts.menu_of.actions()[2].trigger()
    panel.call.menu_of.actions()[1].trigger()
    qtbot.keyClicks(panel.sentence, " Hallo ")
    qtbot.keyClick(panel.sentence, Qt.Key.Key_Return)
    assert supposed == [Level.TENSE, None, 2, 1, "Hallo"]
    assert panel.sentence.text() == "" and window.isVisible(), "Enter closes nothing"


EVIL = (
    '<script>alert(1)</script><img src="file:///etc/passwd"><b>x</b>'
    '<iframe src="http://127.0.0.1:9/"></iframe> [a](javascript:alert(1)) ![b](http://127.0.0.1:9/)'
)
HEBREW = "שלום, החשבון שגוי · مرحبا"


@pytest.mark.parametrize("said", [EVIL, HEBREW])
def test_a_text_is_shown_as_it_stands_and_leads_nowhere(
    speak: object, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    went: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", went.append)
    box = CardBox(judged=True)
    qtbot.addWidget(box)
    card = CardView("c", said, said, say=said, steps=(said,) * 3, discretion=said, used=False)
    box.show_card(card)
    settle(box)
    labels = [label for label in box.findChildren(QWidget) if said in getattr(label, "text", str)()]
    assert len(labels) == 7
    for label in labels:
        assert label.textFormat() is Qt.TextFormat.PlainText  # type: ignore[attr-defined]
        assert not label.openExternalLinks()  # type: ignore[attr-defined]
        qtbot.mouseClick(label, LEFT)
    assert not went


def test_what_is_pasted_into_the_text_is_no_markup(window: EditorWindow) -> None:
    window.show_state(EditorState(text=EVIL, opened=5))
    assert window.source.toPlainText() == EVIL


def test_five_megabytes_do_not_stop_the_window(window: EditorWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.typed, timeout=10_000) as typed:
        window.source.setPlainText("x " * 2_500_000)
    assert len(typed.args[0]) == 5_000_000


def test_a_card_is_judged_once_and_put_away(speak: object, settle: Settle, qtbot: QtBot) -> None:
    box = CardBox(judged=True)
    qtbot.addWidget(box)
    card = CardView("c", "Title", "Lead", used=False)
    box.show_card(card)
    settle(box)
    for button, signal in ((box.helped, box.used), (box.away, box.dismissed)):
        with qtbot.waitSignal(signal) as judged:
            qtbot.mouseClick(button, LEFT)
        assert judged.args == ["c"]
    box.show_card(replace(card, used=True))
    assert box.helped.isHidden()
    box.show_card(replace(card, used=None))  # nothing is counted
    assert box.helped.isHidden() and not box.away.isHidden()
    assert text(Text.CARD_AWAY) == box.away.accessibleName()
