"""Colours can be told apart and read, by arithmetic."""

import pytest

from ui.states import Level
from ui.tokens import (
    DARK,
    LIGHT,
    SHAPE_CONTRAST,
    SHAPE_PAIRS,
    TEXT_CONTRAST,
    TEXT_PAIRS,
    Tokens,
    contrast,
)

pytestmark = pytest.mark.unit


def test_contrast_has_the_known_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#123456", "#123456") == pytest.approx(1.0)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda t: t.name)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= TEXT_CONTRAST


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda t: t.name)
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shapes_can_be_seen(tokens: Tokens, shape: str, ground: str) -> None:
    assert contrast(getattr(tokens, shape), getattr(tokens, ground)) >= SHAPE_CONTRAST


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda t: t.name)
def test_every_level_has_a_colour_and_a_fill_of_its_own(tokens: Tokens) -> None:
    assert len({tokens.level(level) for level in Level}) == len(Level)
    assert len({tokens.level_fill(level) for level in Level}) == len(Level)
