"""The strip with the customer's last words."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from ui.note_states import TranscriptView
from ui.overlay import Overlay
from ui.parts.transcript import TranscriptStrip
from ui.states import ConsentStep, OverlayState

pytestmark = pytest.mark.widget


def test_it_takes_no_room_without_words(qtbot: QtBot) -> None:
    strip = TranscriptStrip()
    qtbot.addWidget(strip)
    strip.show_words(None)
    assert strip.isHidden()
    strip.show_words(TranscriptView(("Guten Tag.",)))
    assert not strip.isHidden() and strip.lines == ("Guten Tag.",)


def test_what_is_still_being_said_is_marked(qtbot: QtBot) -> None:
    strip = TranscriptStrip()
    qtbot.addWidget(strip)
    strip.show_words(TranscriptView(("Guten Tag.",), "es geht um"))
    assert strip.lines == ("Guten Tag.", "es geht um …")


def test_markup_is_shown_as_it_is(qtbot: QtBot) -> None:
    strip = TranscriptStrip()
    qtbot.addWidget(strip)
    strip.show_words(TranscriptView(("<b>laut</b>",)))
    assert strip.lines == ("<b>laut</b>",)


def test_the_overlay_asks_for_words_where_they_are_written(
    qtbot: QtBot, speak: Callable[[str], None]
) -> None:
    speak("de")
    overlay = Overlay(motion=False)
    qtbot.addWidget(overlay)
    ask = OverlayState(call_id="c", peer="K", consent=ConsentStep.ASK)
    overlay.show_state(ask)
    assert "mitschreiben" not in overlay.body.consent._sentence.sentence.text()
    overlay.show_state(
        OverlayState(call_id="c", peer="K", consent=ConsentStep.ASK, words_asked=True)
    )
    assert "mitschreiben" in overlay.body.consent._sentence.sentence.text()
