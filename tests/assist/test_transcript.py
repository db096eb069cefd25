"""A call's words on the desktop: partials replaced, masked, gone with hold, withdrawal and call."""

from datetime import date

import pytest

from desktop.assist.session import AssistSession
from desktop.assist.transcript import MOST_LINES, Transcript
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import Library
from inference.messages import Utterance
from inference.tension.tracker import TensionTracker

pytestmark = pytest.mark.unit


def utterance(text: str, end_s: float = 5.0, *, final: bool = True) -> Utterance:
    return Utterance("call", 1, end_s - 3.0, end_s, text, final, "de")


def test_a_partial_is_shown_until_the_whole_is_there() -> None:
    transcript = Transcript()
    transcript.hear(utterance("Es geht um", final=False))
    assert transcript.words(3, (), "DE").partial == "Es geht um"
    transcript.hear(utterance("Es geht um die Rechnung.", 6.0))
    words = transcript.words(3, (), "DE")
    assert (words.lines, words.partial) == (("Es geht um die Rechnung.",), "")


def test_a_partial_that_comes_after_its_whole_is_nothing() -> None:
    transcript = Transcript()
    transcript.hear(utterance("Es geht um die Rechnung.", 6.0))
    transcript.hear(utterance("Es geht", 5.0, final=False))
    assert transcript.words(3, (), "DE").partial == ""


def test_nothing_after_all_takes_the_partial_back() -> None:
    transcript = Transcript()
    transcript.hear(utterance("Untertitel", final=False))
    transcript.hear(utterance("", 6.0))
    assert transcript.words(3, (), "DE") == Transcript().words(3, (), "DE")


def test_only_so_much_is_kept() -> None:
    transcript = Transcript()
    for number in range(MOST_LINES + 10):
        transcript.hear(utterance(f"Satz {number}", 5.0 + number))
    assert len(transcript.words(10_000, (), "DE").lines) == MOST_LINES
    assert transcript.words(1, (), "DE").lines == (f"Satz {MOST_LINES + 9}",)


def test_a_number_that_began_before_what_is_shown_is_masked() -> None:
    transcript = Transcript()
    for end_s, text in ((5.0, "4111 1111"), (8.0, "1111 1111 ja")):
        transcript.hear(utterance(text, end_s))
    assert transcript.words(1, (), "DE").lines == ("•••• •••• ja",)


def test_a_session_shows_words_and_drops_a_partial_on_hold() -> None:
    session = AssistSession(
        tracker=TensionTracker(), catalogue=Catalogue.of(Library()), today=date(2026, 11, 22)
    )
    session.heard(utterance("Hier ist Müller.", 5.0), 6.0)
    session.heard(utterance("Ich möchte", 9.0, final=False), 9.5)
    shown = session.words(2, ("Anna Müller",), "DE")
    assert (shown.lines, shown.partial) == (("Hier ist ••••••.",), "Ich möchte")
    session.interrupted(10.0)
    assert session.words(2, (), "DE").partial == ""


def test_a_line_keeps_its_number_and_its_mask() -> None:
    transcript = Transcript()
    for index in range(MOST_LINES + 10):
        transcript.hear(utterance(f"Satz {index}", 2.0 * index))
    last = MOST_LINES + 9
    assert transcript.words(2, (), "DE").first == last - 1
    assert transcript.line(last, (), "DE") == f"Satz {last}"
    assert transcript.line(10, (), "DE") == "Satz 10"
    for gone in (9, -1, last + 1):
        assert transcript.line(gone, (), "DE") == ""
    for end_s, text in ((900.0, "4111 1111"), (902.0, "1111 1111 Müller")):
        transcript.hear(utterance(text, end_s))
    assert transcript.line(last + 1, (), "DE") == "•••• ••••"
    assert transcript.line(last + 2, ("Anna Müller",), "DE") == "•••• •••• ••••••"
