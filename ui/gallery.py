"""Draws every window in every state: `python -m ui.gallery OUTDIR [--only NAME] [--theme dark] …`.

Tests, README and handbook share these pictures. Nothing moves, so a picture depends only on the
state, the theme, the language and the scale.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from ui import tokens
from ui.gallery_states import exhibits
from ui.goodwill import GoodwillWindow
from ui.overlay import Overlay
from ui.parts.surface import SHADOW, paint_shadow
from ui.theme import apply_theme, current_tokens
from ui.translation import LANGUAGES, install_language

DrawFlag = QWidget.RenderFlag

MARGIN: Final = 28
"""Background around a window, in device-independent pixels."""


def picture(window: QWidget, scale: float = 1.0) -> QImage:
    """`window` on the background, with its shadow; shows it for the time of the drawing."""
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.show()
    settle(window)
    image = portrait(window, scale)
    window.hide()
    return image


def portrait(window: QWidget, scale: float = 1.0) -> QImage:
    """`window` as it is now, on the background, with its shadow and nobody's focus."""
    focused = window.focusWidget()
    if focused is not None:
        focused.clearFocus()
    bare = isinstance(window, Overlay | GoodwillWindow)
    margin = MARGIN - SHADOW if bare else MARGIN
    size = window.size() + QSize(2 * margin, 2 * margin)
    image = QImage(size * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(QColor(current_tokens().background))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if bare:
        window.render(painter, QPoint(margin, margin), QRegion(), DrawFlag.DrawChildren)
    else:
        frame = QRectF(margin, margin, window.width(), window.height())
        paint_shadow(painter, frame, tokens.WINDOW_RADIUS, current_tokens())
        painter.drawImage(frame, _rounded(window, scale))
    painter.end()
    return image


def _rounded(window: QWidget, scale: float) -> QImage:
    """`window` with smooth round corners and a hairline, as the system would frame it."""
    image = QImage(window.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(Qt.GlobalColor.transparent)
    bare = QImage(image)
    window.render(bare, QPoint(0, 0))
    frame = QRectF(0, 0, window.width(), window.height())
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawRoundedRect(frame, tokens.WINDOW_RADIUS, tokens.WINDOW_RADIUS)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.drawImage(frame, bare)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setPen(QPen(QColor(current_tokens().line), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    edge = frame.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(edge, tokens.WINDOW_RADIUS, tokens.WINDOW_RADIUS)
    painter.end()
    return image


def settle(window: QWidget) -> None:
    """Let pending layouts and polishes happen."""
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def draw_all(
    folder: Path, *, theme: str, language: str, scale: float, only: str = ""
) -> list[Path]:
    """Write the pictures whose name contains `only`; returns their paths."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("the gallery needs a QApplication")
    spoken = next(known for known in LANGUAGES if known == language)
    apply_theme(app, "dark" if theme == "dark" else "light")
    install_language(app, spoken)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for exhibit in exhibits(spoken):
        if only and only not in exhibit.name:
            continue
        window = exhibit.make()
        path = folder / f"{exhibit.name}-{theme}-{language}-{scale:g}x.png"
        picture(window, scale).save(str(path))
        window.deleteLater()
        del window
        written.append(path)
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ui.gallery", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="draw only names that contain this")
    parser.add_argument("--theme", choices=("light", "dark"), action="append")
    parser.add_argument("--lang", choices=LANGUAGES, action="append")
    parser.add_argument("--scale", type=float, action="append")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    for theme in chosen.theme or ("light", "dark"):
        for language in chosen.lang or LANGUAGES:
            for scale in chosen.scale or (1.0, 2.0):
                drawn = draw_all(
                    chosen.folder, theme=theme, language=language, scale=scale, only=chosen.only
                )
                sys.stderr.write(f"{theme} {language} {scale:g}x: {len(drawn)} pictures\n")
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
