"""The window about the model: which one is in use, and the card to read."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QFontInfo, QTextCursor, QTextTable
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.presenters.model_card import read_model_card
from ui import tokens
from ui.gallery_samples import MODEL_CARD
from ui.help_keys import HelpKeys
from ui.model_card import ModelCardWindow
from ui.model_states import ModelCardState, ModelUse
from ui.parts.markdown import MarkdownPage
from ui.phone import PhoneWindow
from ui.theme import apply_theme
from ui.translation import Language

pytestmark = pytest.mark.widget

Speak = Callable[[Language], None]
Settle = Callable[[QWidget], None]
STATE = ModelCardState(ModelUse.SMALL, MODEL_CARD)


def opened(qtbot: QtBot, settle: Settle, state: ModelCardState = STATE) -> ModelCardWindow:
    window = ModelCardWindow()
    qtbot.addWidget(window)
    window.show_state(state)
    settle(window)
    window.activateWindow()
    return window


def letters_at(page: MarkdownPage, words: str) -> QTextCursor:
    """A cursor that has selected `words`."""
    found = page.document().find(words)
    assert not found.isNull(), words
    return found


@pytest.mark.parametrize("use", ModelUse)
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_first_line_says_which_model_and_why(
    speak: Speak, settle: Settle, qtbot: QtBot, use: ModelUse, language: Language
) -> None:
    speak(language)
    window = opened(qtbot, settle, replace(STATE, use=use))
    said = window.use.text()
    small, facts = ("kleine", "Messwerte") if language == "de" else ("small", "measured facts")
    assert (small in said) is use.startswith("small")
    assert (facts in said) is (use in (ModelUse.FACTS_ONLY, ModelUse.NO_MODEL, ModelUse.FAILED))
    assert window.language.isVisible() is (language == "de")


def test_the_card_is_set_in_the_type_scale_with_readable_tables(
    speak: Speak, settle: Settle, qtbot: QtBot
) -> None:
    window = opened(qtbot, settle)
    page = window.page
    for words, pixels in (
        ("Model card:", tokens.TYPE_TITLE),
        ("Where they are weak", tokens.TYPE_LEAD),
        ("no identity", tokens.TYPE_BODY),
        ("whisper-base", tokens.TYPE_SMALL),
    ):
        font = letters_at(page, words).charFormat().font().resolve(page.font())
        assert QFontInfo(font).pixelSize() == pixels, words
    (table,) = page.document().rootFrame().childFrames()
    assert isinstance(table, QTextTable)
    assert (table.rows(), table.columns()) == (3, 3)
    assert "**" not in page.toPlainText()


def test_the_shipped_card_fits(speak: Speak, settle: Settle, qtbot: QtBot) -> None:
    window = opened(qtbot, settle, replace(STATE, markdown=read_model_card()))
    assert "What they must not be used for" in window.page.toPlainText()
    for width in (720, window.minimumWidth()):
        window.resize(width, 600)
        settle(window)
        assert window.width() == width
        # a long page is laid out in steps, the last of them by a timer
        qtbot.waitUntil(lambda: window.page.horizontalScrollBar().maximum() == 0)


def test_it_is_read_with_the_keyboard_and_closed_with_esc(
    speak: Speak, settle: Settle, qtbot: QtBot
) -> None:
    window = opened(qtbot, settle, replace(STATE, markdown=MODEL_CARD * 5))
    page = window.page
    assert not window.isModal()
    assert window.focusWidget() is page
    assert page.accessibleName() == "Modellkarte"
    assert window.windowTitle() == "Beistand · Über das Modell"
    at = page.verticalScrollBar()
    for key, goes_on in ((Qt.Key.Key_Down, True), (Qt.Key.Key_PageDown, True)):
        before = at.value()
        qtbot.keyClick(page, key)
        assert (at.value() > before) is goes_on, key
    qtbot.keyClick(page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert "no identity" in page.textCursor().selectedText()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_whoever_reads_is_not_scrolled_away(speak: Speak, settle: Settle, qtbot: QtBot) -> None:
    window = opened(qtbot, settle, replace(STATE, markdown=MODEL_CARD * 5))
    at = window.page.verticalScrollBar()
    at.setValue(200)
    window.show_state(ModelCardState(ModelUse.SMALL_LATE, MODEL_CARD * 5))
    assert at.value() == 200
    speak("en")
    settle(window)
    assert at.value() == 200
    assert window.use.text().startswith("In use now")
    assert window.page.accessibleName() == "Model card"


def test_a_web_link_is_handed_on_and_any_other_is_plain_text(
    speak: Speak, settle: Settle, qtbot: QtBot
) -> None:
    other = "\n\n[here](models.md), [there](file:///etc/hosts) and <script>no</script>\n"
    window = opened(qtbot, settle, replace(STATE, markdown=MODEL_CARD + other))
    page = window.page
    assert letters_at(page, "ESC-10").charFormat().anchorHref().startswith("https://github.com")
    for words in ("here", "there"):
        letters = letters_at(page, words).charFormat()
        assert not letters.isAnchor()
        assert not letters.fontUnderline()
    place = page.cursorRect(letters_at(page, "ESC-1")).center() - QPoint(4, 0)
    with qtbot.waitSignal(window.link_activated) as activated:
        qtbot.mouseClick(page.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert activated.args == [QUrl("https://github.com/karolpiczak/ESC-50")]
    assert "no identity" in page.toPlainText()  # the page is still there


def test_colours_follow_the_theme(
    speak: Speak, settle: Settle, qtbot: QtBot, qapp: QApplication
) -> None:
    window = opened(qtbot, settle)
    for theme in (tokens.DARK, tokens.LIGHT):
        apply_theme(qapp, "dark" if theme is tokens.DARK else "light")
        settle(window)
        link = letters_at(window.page, "ESC-10").charFormat()
        assert link.foreground().color().name() == theme.accent
        (table,) = window.page.document().rootFrame().childFrames()
        assert isinstance(table, QTextTable)
        assert table.format().borderBrush().color().name() == theme.line


def test_a_missing_card_is_said_in_words(speak: Speak, settle: Settle, qtbot: QtBot) -> None:
    window = opened(qtbot, settle, ModelCardState(ModelUse.LARGE))
    assert not window.page.isVisible()
    assert not window.language.isVisible()
    assert window.missing.text().startswith("Die Modellkarte fehlt")
    qtbot.mouseClick(window.close_button, Qt.MouseButton.LeftButton)
    assert not window.isVisible()


def test_the_list_of_keys_leads_there(speak: Speak, settle: Settle, qtbot: QtBot) -> None:
    phone = PhoneWindow()
    qtbot.addWidget(phone)
    settle(phone)
    phone._show_keys()
    keys = phone.findChild(HelpKeys)
    assert keys is not None
    with qtbot.waitSignal(phone.about_model_requested):
        qtbot.mouseClick(keys.about_model, Qt.MouseButton.LeftButton)
    assert not keys.isVisible()
