"""The *Kulanz* window and the key that opens it: what is shown, what a click says."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui import words
from ui.gallery_goodwill import goodwill_states
from ui.gallery_samples import CALL
from ui.goodwill import GoodwillWindow
from ui.goodwill_states import GoodwillKind, GoodwillStep, GoodwillView, GrantedView, Need
from ui.overlay import Overlay
from ui.parts.placing import beside
from ui.translation import Language

pytestmark = pytest.mark.widget

Speak = Callable[[Language], None]
Settle = Callable[[QWidget], None]

STATES = dict(goodwill_states("de"))


@pytest.fixture
def window(qtbot: QtBot, speak: Speak, settle: Settle) -> GoodwillWindow:
    speak("de")
    shown = GoodwillWindow()
    qtbot.addWidget(shown)
    shown.show_state(STATES["offers"])
    settle(shown)
    return shown


def heard(window: GoodwillWindow) -> list[tuple[object, ...]]:
    """Every intent, as it comes."""
    found: list[tuple[object, ...]] = []
    for name in (
        "close_requested",
        "kind_chosen",
        "amount_typed",
        "return_typed",
        "reason_given",
        "override_typed",
        "offer_taken",
        "grant_requested",
        "undo_requested",
        "copy_requested",
    ):
        getattr(window, name).connect(lambda *values, name=name: found.append((name, *values)))
    return found


def test_showing_says_nothing(window: GoodwillWindow) -> None:
    said = heard(window)
    for state in STATES.values():
        window.show_state(state)
    assert said == []


def test_one_click_takes_the_offer_that_is_shown(qtbot: QtBot, window: GoodwillWindow) -> None:
    said = heard(window)
    qtbot.mouseClick(window.offers.buttons[1], Qt.MouseButton.LeftButton)
    assert said == [("offer_taken", "call-1", STATES["offers"].offers[1])]
    assert "Gutschrift · 15 €" in window.offers.buttons[1].accessibleName()


def test_what_is_typed_is_told_as_it_is_typed(qtbot: QtBot, window: GoodwillWindow) -> None:
    said = heard(window)
    window.by_hand.amount.setFocus()
    qtbot.keyClicks(window.by_hand.amount, "12")
    window.returning.fields[next(iter(window.returning.fields))].clear()
    field = next(iter(window.returning.fields.values()))
    qtbot.keyClicks(field, "9")
    qtbot.keyClicks(window.sentence, "x")
    assert said == [
        ("amount_typed", "call-1", "1"),
        ("amount_typed", "call-1", "12"),
        ("return_typed", "call-1", "9", "12", "6,90", "9,50"),
        ("reason_given", "call-1", "x"),
    ]


def test_a_chip_gives_the_reason_and_shows_what_was_chosen(
    qtbot: QtBot, window: GoodwillWindow
) -> None:
    said = heard(window)
    waited = next(one for one in window.reasons.buttons if one.words() == "lange gewartet")
    qtbot.mouseClick(waited, Qt.MouseButton.LeftButton)
    assert said == [("reason_given", "call-1", "waited")] and not waited.isChecked()
    window.show_state(replace(STATES["offers"], reason="waited"))
    assert waited.isChecked() and window.sentence.text() == ""
    window.show_state(replace(STATES["offers"], reason="Drei Stunden gewartet"))
    assert not waited.isChecked() and window.sentence.text() == "Drei Stunden gewartet"


def test_enter_grants_and_escape_closes(qtbot: QtBot, window: GoodwillWindow) -> None:
    said = heard(window)
    qtbot.keyClick(window.by_hand.amount, Qt.Key.Key_Return)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    shown = STATES["offers"].room
    assert said == [("grant_requested", "call-1", shown), ("close_requested", "call-1")]


def test_while_it_is_written_nothing_can_be_granted(window: GoodwillWindow) -> None:
    window.show_state(STATES["writing"])
    assert not window.by_hand.grant.isEnabled()
    assert not any(button.isEnabled() for button in window.offers.buttons)
    assert window.sentence.isReadOnly() and window.by_hand.amount.isReadOnly()


def test_taken_back_and_copied(qtbot: QtBot, window: GoodwillWindow) -> None:
    said = heard(window)
    window.show_state(STATES["granted"])
    box = window.granted.boxes[0]
    assert box.undo.words() == "Zurücknehmen · 24 s"
    qtbot.mouseClick(box.undo, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(box.customer, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(box.crm, Qt.MouseButton.LeftButton)
    assert said == [
        ("undo_requested", "call-1", "3f2a91c0"),
        ("copy_requested", "Wir schreiben Ihnen 15 € gut."),
        (
            "copy_requested",
            "Kulanz 12.11.26, 12:04: Gutschrift · 15 €\nGrund: unser Fehler\n"
            "Regel small-gesture, allein entschieden, Nr. 3f2a91c0",
        ),
    ]
    window.show_state(STATES["granted-twice"])
    assert not window.granted.boxes[1].undo.isVisible(), "half a minute is over"


@pytest.mark.parametrize("kind", list(GoodwillKind))
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_kind_has_its_words(speak: Speak, kind: GoodwillKind, language: Language) -> None:
    speak(language)
    granted = GrantedView(
        "1", kind, Need.INFORM, "30 €", "own words", "rule", "now", 3, "a {b}", "c"
    )
    told = words.customer_text(granted)
    assert told and "{amount}" not in told
    for text in ("own words", "rule", "a {b}", "c", "1"):
        assert text in words.crm_text(granted)


@pytest.mark.parametrize("step", list(GoodwillStep))
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_step_that_needs_words_has_them(
    speak: Speak, step: GoodwillStep, language: Language
) -> None:
    speak(language)
    said = words.goodwill_step(replace(STATES["calm"], step=step, said="the policy's"))
    quiet = step in (GoodwillStep.NONE, GoodwillStep.REFUSED)
    assert (said == "the policy's") is quiet


def test_the_key_says_what_is_most_telling(speak: Speak) -> None:
    speak("de")
    assert words.goodwill_key(STATES["offers"]) == "Kulanz: 3 faire Angebote"
    assert words.goodwill_key(STATES["calm"]) == "Kulanz: bis 30 € ohne Rückfrage"
    assert words.goodwill_key(GoodwillView("c")) == "Kulanz"


def test_the_window_is_there_while_it_is_wanted_and_the_companion_is_large(
    qtbot: QtBot, speak: Speak, settle: Settle
) -> None:
    speak("de")
    overlay = Overlay(motion=False)
    qtbot.addWidget(overlay)
    closed = replace(STATES["offers"], open=False)
    overlay.show_state(replace(CALL, goodwill=closed))
    settle(overlay)
    wanted: list[tuple[str, bool]] = []
    overlay.goodwill_requested.connect(lambda call_id, on: wanted.append((call_id, on)))
    qtbot.mouseClick(overlay.body.goodwill, Qt.MouseButton.LeftButton)
    assert wanted == [("call-1", True)] and not overlay.goodwill.isVisible()
    overlay.show_state(replace(CALL, goodwill=STATES["offers"]))
    assert overlay.goodwill.isVisible()
    overlay.press_goodwill()
    qtbot.mouseClick(overlay.goodwill.close_key, Qt.MouseButton.LeftButton)
    assert wanted[1:] == [("call-1", False)] * 2
    overlay.show_state(replace(CALL, goodwill=STATES["offers"], collapsed=True))
    assert not overlay.goodwill.isVisible()
    overlay.show_state(replace(CALL, goodwill=STATES["offers"]))
    assert overlay.goodwill.isVisible()
    overlay.hide()
    assert not overlay.goodwill.isVisible()
    overlay.show()
    overlay.show_state(CALL)
    assert not overlay.goodwill.isVisible() and overlay.body.goodwill.isHidden()
    overlay.press_goodwill()
    assert len(wanted) == 3, "no policy: the key does nothing"


@pytest.mark.parametrize("x", [0, 300, 900])
def test_it_stands_beside_the_companion_and_on_the_screen(x: int) -> None:
    area, card = QRect(0, 0, 1280, 720), QRect(x, 12, 360, 500)
    at = QRect(beside(QSize(344, 640), card, area), QSize(344, 640))
    assert area.contains(at) and not at.intersects(card)
    assert QPoint(at.x(), 12) == at.topLeft()
