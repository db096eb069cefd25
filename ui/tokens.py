"""Design tokens: every colour, distance and type size, once for light and once for dark.

Owns the numbers and the contrast arithmetic; `ui.stylesheet` and the painted widgets read them.
Colours are "#rrggbb", lengths are device-independent pixels.
"""

from dataclasses import dataclass
from typing import Final

from ui.states import Level


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme."""

    name: str
    background: str
    panel: str
    line: str
    """Separators: decoration only, so it may be faint."""
    border: str
    """Outline of buttons and fields: at least 3:1 against the panel (WCAG 1.4.11)."""
    hover: str
    pressed: str
    ink: str
    ink_2: str
    ink_3: str
    accent: str
    accent_hover: str
    on_accent: str
    calm: str
    calm_fill: str
    elevated: str
    elevated_fill: str
    tense: str
    tense_fill: str
    easing: str
    easing_fill: str
    unknown: str
    unknown_fill: str
    danger: str
    danger_hover: str
    on_danger: str
    shadow_alpha: int
    """Strength of a window's shadow, 0..255."""

    def level(self, level: Level) -> str:
        """Line and word colour of a level."""
        return {
            Level.UNKNOWN: self.unknown,
            Level.CALM: self.calm,
            Level.ELEVATED: self.elevated,
            Level.TENSE: self.tense,
            Level.EASING: self.easing,
        }[level]

    def level_fill(self, level: Level) -> str:
        """What a level's shape, or the header of a live alert, is filled with."""
        return {
            Level.UNKNOWN: self.unknown_fill,
            Level.CALM: self.calm_fill,
            Level.ELEVATED: self.elevated_fill,
            Level.TENSE: self.tense_fill,
            Level.EASING: self.easing_fill,
        }[level]


LIGHT: Final = Tokens(
    name="light",
    background="#f4f2ee",
    panel="#fffdfa",
    line="#e4dfd6",
    border="#989287",
    hover="#f4f1ea",
    pressed="#ebe6dc",
    ink="#22262b",
    ink_2="#5b626b",
    ink_3="#646a73",
    accent="#0f6b6b",
    accent_hover="#0b5959",
    on_accent="#ffffff",
    calm="#28755a",
    calm_fill="#e3f1ea",
    elevated="#925f00",
    elevated_fill="#fbeed2",
    tense="#a8322a",
    tense_fill="#fae3df",
    easing="#3a5ba9",
    easing_fill="#e5ebf8",
    unknown="#646b79",
    unknown_fill="#fffdfa",
    danger="#a8322a",
    danger_hover="#8f2922",
    on_danger="#ffffff",
    shadow_alpha=56,
)

DARK: Final = Tokens(
    name="dark",
    background="#17191c",
    panel="#212428",
    line="#34383e",
    border="#6c727a",
    hover="#2a2e33",
    pressed="#33383e",
    ink="#eceae6",
    ink_2="#b3b8bf",
    ink_3="#979ea7",
    accent="#4fb7b0",
    accent_hover="#66c7c0",
    on_accent="#0b1f1e",
    calm="#7cc8a6",
    calm_fill="#1d3229",
    elevated="#e9b44c",
    elevated_fill="#3a2f17",
    tense="#f08c80",
    tense_fill="#42211e",
    easing="#9bb4ee",
    easing_fill="#232d45",
    unknown="#a5abb3",
    unknown_fill="#212428",
    danger="#a8322a",
    danger_hover="#bb3f36",
    on_danger="#ffffff",
    shadow_alpha=150,
)

SPACE_1: Final = 4
SPACE_2: Final = 8
SPACE_3: Final = 12
SPACE_4: Final = 16
SPACE_5: Final = 24

RADIUS: Final = 8
WINDOW_RADIUS: Final = 14
HIT: Final = 32
"""Smallest side of anything that can be clicked."""

TYPE_HINT: Final = 12
TYPE_SMALL: Final = 13
TYPE_BODY: Final = 14
TYPE_LEAD: Final = 16
TYPE_TITLE: Final = 19
TYPE_DISPLAY: Final = 24

OVERLAY_WIDTH: Final = 360
GOODWILL_WIDTH: Final = 344
PHONE_WIDTH: Final = 372
SUPERVISOR_WIDTH: Final = 408
BOARD_WIDTH: Final = 520
"""The least."""

TEXT_CONTRAST: Final = 4.5
"""WCAG 2.2, 1.4.3: text below 18 pt."""
SHAPE_CONTRAST: Final = 3.0
"""WCAG 2.2, 1.4.11: what is needed to recognise a control or a shape."""

TEXT_PAIRS: Final[tuple[tuple[str, str], ...]] = (
    *((ink, ground) for ink in ("ink", "ink_2", "ink_3") for ground in ("panel", "background")),
    *((ink, ground) for ink in ("ink", "ink_2") for ground in ("hover", "pressed")),
    ("ink_3", "hover"),
    *(
        (ink, f"{level}_fill")
        for ink in ("ink", "ink_2")
        for level in ("calm", "elevated", "tense", "easing", "unknown")
    ),
    *((level, "panel") for level in ("calm", "elevated", "tense", "easing", "unknown")),
    *((level, f"{level}_fill") for level in ("calm", "elevated", "tense", "easing", "unknown")),
    ("accent", "panel"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_danger", "danger"),
    ("on_danger", "danger_hover"),
)
"""(text, ground) token pairs in use."""

SHAPE_PAIRS: Final[tuple[tuple[str, str], ...]] = (
    ("border", "panel"),
    ("accent", "panel"),
    ("accent", "background"),
    ("accent", "calm_fill"),
    *((level, "panel") for level in ("calm", "elevated", "tense", "easing", "unknown")),
    *((level, f"{level}_fill") for level in ("calm", "elevated", "tense", "easing", "unknown")),
    ("on_accent", "accent"),
    ("on_danger", "danger"),
)
"""(shape or focus ring, ground) token pairs in use."""


def _luminance(colour: str) -> float:
    """Relative luminance 0..1 of "#rrggbb" (WCAG 2.2, definition of relative luminance)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio 1..21 of two "#rrggbb" colours (WCAG 2.2, definition of contrast ratio)."""
    dark, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dark + 0.05)
