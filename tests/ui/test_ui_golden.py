"""Some windows look as they did when somebody last looked at them: tests/ui/golden/*.png.

After a change that is meant, look at tests/output/golden, then copy the new picture over the old:
`python -m ui.gallery FOLDER --only NAME --theme light --lang de --scale 1`.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import qVersion
from PySide6.QtGui import QColor, QImage

from ui.gallery import draw_all
from ui.translation import Language

DRAWN_WITH: Final = ("linux", "6.11")
DRAWN_HERE: Final = (sys.platform, ".".join(qVersion().split(".")[:2]))

pytestmark = [
    pytest.mark.widget,
    pytest.mark.skipif(
        DRAWN_HERE != DRAWN_WITH,
        reason=f"golden pictures are of {DRAWN_WITH}, here is {DRAWN_HERE}: letters look different",
    ),
]

GOLDEN: Final = Path(__file__).parent / "golden"
OUTPUT: Final = Path(__file__).parent.parent / "output" / "golden"

NAMES: Final = (
    "overlay-ask",
    "overlay-notice-failed",
    "overlay-calm",
    "overlay-tense",
    "overlay-facts-changed",
    "overlay-help-delivered",
    "overlay-bar-tense",
    "phone-idle",
    "phone-call-connected",
    "phone-call-ringing_in",
    "phone-notice-password_needed",
    "supervisor-several",
    "board-asking",
    "password",
    "quit",
)

VISIBLE: Final = 24
"""A pixel differs when one of its channels does by more than this, of 255."""

TOLERATED: Final = 0.002
"""Share of pixels that may differ: edges of letters, never a word."""

Pixels = NDArray[np.int16]


def _pixels(image: QImage) -> Pixels:
    rgba = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(rgba.constBits(), dtype=np.uint8)
    return rows.reshape(rgba.height(), rgba.width(), 4).astype(np.int16)


def _different(one: Pixels, other: Pixels) -> NDArray[np.bool_]:
    """Which pixels a person could tell apart; all of them where the sizes differ."""
    if one.shape != other.shape:
        return np.ones(one.shape[:2], dtype=np.bool_)
    return (np.abs(one - other) > VISIBLE).any(axis=2)


def _diff_picture(different: NDArray[np.bool_]) -> QImage:
    grey = np.where(different, 0, 255).astype(np.uint8)
    height, width = grey.shape
    return QImage(grey.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()


@pytest.mark.parametrize("name", NAMES)
def test_it_looks_as_it_did(speak: Callable[[Language], None], tmp_path: Path, name: str) -> None:
    drawn = draw_all(tmp_path, theme="light", language="de", scale=1, only=name)
    wanted = f"{name}-light-de-1x.png"
    actual = QImage(str(next(path for path in drawn if path.name == wanted)))
    expected = QImage(str(GOLDEN / f"{name}.png"))
    assert not expected.isNull(), f"tests/ui/golden/{name}.png is missing"
    different = _different(_pixels(actual), _pixels(expected))
    share = float(different.mean())
    if share > TOLERATED:
        OUTPUT.mkdir(parents=True, exist_ok=True)
        actual.save(str(OUTPUT / f"{name}-actual.png"))
        expected.save(str(OUTPUT / f"{name}-expected.png"))
        _diff_picture(different).save(str(OUTPUT / f"{name}-diff.png"))
    assert share <= TOLERATED, f"{share:.2%} of the pixels differ: see {OUTPUT}"


def test_a_changed_word_is_seen() -> None:
    picture = QImage(str(GOLDEN / "overlay-calm.png"))
    changed = QImage(picture)
    for x in range(80, 112):
        for y in range(40, 52):
            changed.setPixelColor(x, y, QColor("black"))
    assert _different(_pixels(picture), _pixels(changed)).mean() > TOLERATED
    assert not _different(_pixels(picture), _pixels(QImage(picture))).any()
