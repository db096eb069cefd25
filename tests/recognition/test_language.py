"""The language of a call: fixed, or heard once and kept."""

import pytest

from inference.recognition.language import ENOUGH_S, SURE_S, LanguageChoice

pytestmark = pytest.mark.unit

FRENCH = {"de": 0.05, "en": 0.0, "fr": 0.94, "it": 0.01}
UNSURE = {"de": 0.3, "en": 0.4, "fr": 0.2, "it": 0.1}


def test_a_fixed_language_is_never_heard() -> None:
    choice = LanguageChoice("it")
    assert choice.settled == "it"
    assert choice.weigh(FRENCH, 20.0, keep=True) == "it"


def test_an_unknown_fixed_language_is_none() -> None:
    assert LanguageChoice("tlh").settled == ""


def test_a_sure_language_is_kept_after_a_few_seconds() -> None:
    choice = LanguageChoice()
    assert choice.weigh(FRENCH, SURE_S - 0.1, keep=True) == "fr"
    assert choice.settled == ""
    choice.weigh(FRENCH, 0.2, keep=True)
    assert choice.settled == "fr"
    assert choice.weigh({"de": 1.0}, 60.0, keep=True) == "fr"


def test_an_unsure_one_waits_and_is_then_kept_in_any_case() -> None:
    choice = LanguageChoice()
    choice.weigh(UNSURE, ENOUGH_S - 0.1, keep=True)
    assert choice.settled == ""
    choice.weigh(UNSURE, 0.2, keep=True)
    assert choice.settled == "en"


def test_one_short_word_does_not_outweigh_a_sentence() -> None:
    choice = LanguageChoice()
    choice.weigh(FRENCH, 3.0, keep=True)
    assert choice.weigh({"en": 1.0}, 0.4, keep=True) == "fr"


def test_a_partial_is_a_guess_that_leaves_no_trace() -> None:
    choice = LanguageChoice()
    assert choice.weigh(FRENCH, 8.0, keep=False) == "fr"
    assert choice.weigh({"de": 1.0}, 1.0, keep=True) == "de"


def test_languages_beside_ours_do_not_count() -> None:
    assert LanguageChoice().weigh({"nl": 0.9, "de": 0.08, "en": 0.02}, 1.0, keep=True) == "de"
