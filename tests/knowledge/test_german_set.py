"""What customers say in German brings up its card; tests/benchmarks/german_cards.py measures."""

from pathlib import Path

import pytest
from german_calls import hits, read_wanted, shipped_catalogue

pytestmark = pytest.mark.unit

FOLDER = Path(__file__).parent / "german_set"


def test_most_utterances_bring_up_their_card_first() -> None:
    heard = hits(read_wanted(FOLDER / "dev.jsonl"), shipped_catalogue(), errors=0, seed=0)
    assert heard.hit_at_1 >= 0.85
