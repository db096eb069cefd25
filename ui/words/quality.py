"""Words about how good a call sounds."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

from ui.call_states import QualityGrade, QualitySide, QualityView
from ui.words.marking import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate

GRADES: Final = {
    QualityGrade.GOOD: QT_TRANSLATE_NOOP("Quality", "Connection good"),
    QualityGrade.FAIR: QT_TRANSLATE_NOOP("Quality", "Connection fair"),
    QualityGrade.POOR: QT_TRANSLATE_NOOP("Quality", "Connection poor"),
}

SIDES: Final = {
    QualitySide.NOBODY: "",
    QualitySide.YOU: QT_TRANSLATE_NOOP("Quality", "lies with this computer"),
    QualitySide.LINE: QT_TRANSLATE_NOOP("Quality", "lies with the line"),
    QualitySide.THEM: QT_TRANSLATE_NOOP("Quality", "lies with the other side"),
}


def quality_line(view: QualityView) -> str:
    """How it sounds and whose side it is, in one line."""
    side = translate("Quality", SIDES[view.side]) if SIDES[view.side] else ""
    return " · ".join(filter(None, (translate("Quality", GRADES[view.grade]), side)))


def quality_rows(view: QualityView) -> tuple[tuple[str, str], ...]:
    """The figures, as label and value; what is not known is not in it."""
    rows = (
        (translate("Quality", "You hear"), _heard(view.mos, view.loss)),
        (translate("Quality", "They hear"), _heard(view.their_mos, view.their_loss)),
        (translate("Quality", "Jitter"), _milliseconds(view.jitter_ms)),
        (translate("Quality", "There and back"), _milliseconds(view.round_trip_ms)),
    )
    return tuple((label, value) for label, value in rows if value)


def _heard(mos: float | None, loss: float | None) -> str:
    if mos is None:
        return ""
    said = f"MOS {QLocale().toString(mos, 'f', 1)}"
    if loss is None:
        return said
    percent = QLocale().toString(100.0 * loss, "f", 0 if loss >= 0.1 else 1)
    lost = translate("Quality", "{percent} % lost").format(percent=percent)
    return f"{said} · {lost}"


def _milliseconds(value: float | None) -> str:
    return "" if value is None else f"{QLocale().toString(round(value))} ms"
