"""The right card in simulated bank calls, first and at once, also when words are misheard."""

import os
from pathlib import Path
from statistics import fmean

import pytest
from bank_calls import CARDS, TODAY, BankCall, catalogue, figures, read_calls

from desktop.knowledge.lint import lint_folder

pytestmark = pytest.mark.unit

DATA = Path(os.environ.get("BEISTAND_DATA", ""))
FILE = DATA / "harper_dev.jsonl"
needs_calls = pytest.mark.skipif(
    not os.environ.get("BEISTAND_DATA") or not FILE.is_file(),
    reason="the simulated calls are not here (BEISTAND_DATA)",
)
SEEDS = range(5)


@pytest.fixture(scope="module")
def calls() -> list[BankCall]:
    seen, kept = read_calls(FILE)
    return seen + kept


def test_the_cards_are_good_ones() -> None:
    assert list(lint_folder(CARDS, TODAY)) == []


@needs_calls
def test_the_first_card_is_the_right_one_and_none_comes_early(calls: list[BankCall]) -> None:
    found = figures(calls, catalogue())
    assert found.first_right >= 0.95
    assert found.wrong <= 0.05
    assert found.early == 0


@needs_calls
@pytest.mark.parametrize(("errors", "bar"), [(0.15, 0.90), (0.30, 0.80)])
def test_misheard_words_seldom_cost_the_card(
    calls: list[BankCall], errors: float, bar: float
) -> None:
    cards = catalogue()
    found = [figures(calls, cards, errors=errors, seed=seed) for seed in SEEDS]
    assert fmean(one.first_right for one in found) >= bar
