"""What is believed of a model's text: phantoms, loops, echoes of hot words, unsure texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.recognition.guards import (
    Phantoms,
    believed,
    folded,
    read_phantoms,
    without_echo,
    without_loops,
)
from inference.recognition.port import LANGUAGES, Said

pytestmark = pytest.mark.unit

PHANTOMS = read_phantoms()


def sure(text: str) -> Said:
    return Said(text, no_speech=0.02, log_probability=-0.3)


def test_what_was_said_is_left_as_it_is() -> None:
    text = "Guten Tag, meine Rechnung vom 3. Mai stimmt nicht. Können Sie das prüfen?"
    assert believed(sure(text), 4.0, PHANTOMS["de"]) == text


def test_every_language_has_its_phantoms() -> None:
    assert set(PHANTOMS) == set(LANGUAGES)
    assert all(phantoms.never and phantoms.doubtful for phantoms in PHANTOMS.values())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Untertitel der Amara.org-Community"),
        ("de", "Untertitelung des ZDF, 2020"),
        ("de", "Vielen Dank fürs Zuschauen!"),
        ("en", "Thanks for watching!"),
        ("fr", "Sous-titrage Société Radio-Canada"),
        ("it", "Sottotitoli creati dalla comunità Amara.org"),
    ],
)
def test_subtitles_are_never_said(language: str, text: str) -> None:
    assert believed(sure(text), 3.0, PHANTOMS[language]) == ""


def test_a_phantom_behind_a_sentence_goes_the_sentence_stays() -> None:
    text = "Das ist zu teuer. Vielen Dank fürs Zuschauen."
    assert believed(sure(text), 3.0, PHANTOMS["de"]) == "Das ist zu teuer."


def test_thanks_are_believed_unless_they_are_doubtful() -> None:
    thanks = "Vielen Dank."
    assert believed(sure(thanks), 0.8, PHANTOMS["de"]) == thanks
    assert believed(sure(thanks), 0.2, PHANTOMS["de"]) == ""
    assert believed(Said(thanks, 0.1, -1.2), 0.8, PHANTOMS["de"]) == ""
    assert believed(Said(thanks, 0.5, -0.3), 0.8, PHANTOMS["de"]) == ""


def test_an_unsure_text_where_nobody_speaks_is_none() -> None:
    assert believed(Said("Die Rechnung", 0.7, -1.1), 2.0, Phantoms()) == ""
    assert believed(Said("Die Rechnung", 0.7, -0.4), 2.0, Phantoms()) == "Die Rechnung"
    assert believed(Said("Die Rechnung", 0.1, -1.1), 2.0, Phantoms()) == "Die Rechnung"
    assert believed(Said("Die Rechnung", 0.1, -2.5), 2.0, Phantoms()) == ""


@pytest.mark.parametrize("text", ["", " . ", "…", "- - -"])
def test_no_word_is_no_text(text: str) -> None:
    assert believed(sure(text), 2.0, Phantoms()) == ""


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("nein, nein, nein", "nein, nein, nein"),
        ("nein " * 20, "nein nein"),
        ("ich weiß es nicht " * 9, "ich weiß es nicht"),
        ("Also ich weiß, ich weiß, ich weiß, ich weiß es", "Also ich weiß, es"),
        ("hahahahahahahahahahaha", "ha"),
        ("zwei mal zwei mal drei", "zwei mal zwei mal drei"),
    ],
)
def test_loops_are_cut(text: str, left: str) -> None:
    assert without_loops(text) == left


def test_what_is_still_too_regular_is_no_text() -> None:
    loop = " ".join(f"und dann kam der Brief Nummer {n}" for n in range(30))
    assert believed(sure(loop), 5.0, Phantoms()) == ""


def test_hot_words_that_come_back_as_they_were_told_are_not_the_customers() -> None:
    told = ("Glasfaser", "Router", "Tarifwechsel", "Sonderkündigung")
    assert without_echo("Glasfaser, Router, Tarifwechsel, Sonderkündigung", told) == ""
    said = "Mein Router geht nicht, seit die Glasfaser liegt."
    assert without_echo(said, told) == said


@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=5))
def test_any_text_gives_words_of_its_own_or_none(text: str, hot_words: list[str]) -> None:
    left = believed(sure(text), 2.0, PHANTOMS["de"], hot_words)
    assert len(left) <= len(text)
    assert without_loops(without_loops(text)) == without_loops(without_loops(without_loops(text)))
    assert folded(left) == folded(folded(left)) or folded(left)
