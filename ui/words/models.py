"""Words about the models: which one is in use and why, and what there is to say of their card."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

from ui.model_states import ModelUse, RecognitionUse, RecognitionView
from ui.words.marking import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate

USES: Final = {
    ModelUse.LARGE: QT_TRANSLATE_NOOP("ModelUse", "In use now: the large model."),
    ModelUse.SMALL: QT_TRANSLATE_NOOP(
        "ModelUse", "In use now: the small model. The large one is not installed."
    ),
    ModelUse.SMALL_SLOW: QT_TRANSLATE_NOOP(
        "ModelUse", "In use now: the small model. This computer is too slow for the large one."
    ),
    ModelUse.SMALL_LATE: QT_TRANSLATE_NOOP(
        "ModelUse", "In use now: the small model. This computer is busy at the moment."
    ),
    ModelUse.SMALL_FAILED: QT_TRANSLATE_NOOP(
        "ModelUse", "In use now: the small model. The large one cannot be used."
    ),
    ModelUse.FACTS_ONLY: QT_TRANSLATE_NOOP(
        "ModelUse", "In use now: measured facts only, as the settings say."
    ),
    ModelUse.NO_MODEL: QT_TRANSLATE_NOOP(
        "ModelUse", "In use now: measured facts only. The model is missing or damaged."
    ),
    ModelUse.FAILED: QT_TRANSLATE_NOOP(
        "ModelUse", "In use now: measured facts only. The model has failed."
    ),
    ModelUse.OFF: QT_TRANSLATE_NOOP(
        "ModelUse", "In use now: no model. The analysis is switched off."
    ),
    ModelUse.STARTING: QT_TRANSLATE_NOOP(
        "ModelUse", "In use now: no model yet. The analysis is starting."
    ),
    ModelUse.DOWN: QT_TRANSLATE_NOOP("ModelUse", "In use now: no model. The analysis has failed."),
}


def model_use(use: ModelUse) -> str:
    """Which model is in use now, and why."""
    return translate("ModelUse", USES[use])


RECOGNITION: Final = {
    RecognitionUse.OFF: "",
    RecognitionUse.STARTING: QT_TRANSLATE_NOOP(
        "ModelUse", "Words: the model that writes them down is being loaded."
    ),
    RecognitionUse.WORKS: QT_TRANSLATE_NOOP(
        "ModelUse",
        "Words: written down by {model}. A sentence takes {cost} s; it computes {busy} % of the "
        "time.",
    ),
    RecognitionUse.LATE: QT_TRANSLATE_NOOP(
        "ModelUse",
        "Words: written down late by {model}, this computer is busy. A sentence takes {cost} s; it "
        "computes {busy} % of the time.",
    ),
    RecognitionUse.MISSING: QT_TRANSLATE_NOOP(
        "ModelUse", "Words: not written down, the model is not installed."
    ),
    RecognitionUse.FAILED: QT_TRANSLATE_NOOP(
        "ModelUse", "Words: not written down, the model cannot be used."
    ),
}


def recognition(view: RecognitionView) -> str:
    """Whether words are written down, and what that costs; empty where nobody wants it."""
    if not RECOGNITION[view.use]:
        return ""
    cost = QLocale().toString(view.cost_s, "f", 1)
    said = translate("ModelUse", RECOGNITION[view.use])
    return said.format(model=view.model, cost=cost, busy=round(100 * view.busy))


def card_language() -> str:
    """That the model card is in English; empty for who reads English anyway."""
    if QLocale().language() is QLocale.Language.English:
        return ""
    return translate("ModelUse", "The model card is in English.")


def card_missing() -> str:
    """That there is no model card to show, and what to do."""
    return translate(
        "ModelUse",
        "The model card is missing: this installation is incomplete. "
        "Please install Beistand again.",
    )
