"""Words about texts that were sent."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from ui.call_states import SentText, TextStep
from ui.words.marking import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate

STEPS: Final = {
    TextStep.SENDING: QT_TRANSLATE_NOOP("SentText", "Being sent: “{text}”"),
    TextStep.DELIVERED: QT_TRANSLATE_NOOP("SentText", "Delivered: “{text}”"),
    TextStep.TAKEN: QT_TRANSLATE_NOOP("SentText", "Will be delivered: “{text}”"),
    TextStep.FAILED: QT_TRANSLATE_NOOP("SentText", "Not delivered. Say it, or try again."),
}

NO_TEXTS: Final = QT_TRANSLATE_NOOP(
    "SentText", "Not delivered: the telephone at the other end takes no texts."
)
_TAKES_NONE: Final = frozenset({405, 415, 488, 489, 501, 606})
"""RFC 3261 §21: the method or the kind of content is not supported there."""


def sent_text(sent: SentText) -> str:
    """What became of a text."""
    if sent.step is TextStep.FAILED and sent.code in _TAKES_NONE:
        return translate("SentText", NO_TEXTS)
    return translate("SentText", STEPS[sent.step]).format(text=sent.text)
