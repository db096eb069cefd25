"""Words about the note after a call."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from ui.note_states import NoteView, PostStep
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.times import clock

translate = QCoreApplication.translate

STEPS: Final = {
    PostStep.NONE: "",
    PostStep.SENDING: QT_TRANSLATE_NOOP("Note", "Being sent …"),
    PostStep.FAILED: QT_TRANSLATE_NOOP("Note", "Not sent. The text is still here."),
}


def note_title(note: NoteView) -> str:
    """Whose call it was, and how long."""
    said = translate("Note", "Call with {customer}").format(customer=note.customer)
    return f"{said} · {clock(note.call_s)}"


def note_outcome(note: NoteView) -> str:
    """What became of the text, and what else waits; empty where there is nothing to say."""
    step = translate("Note", STEPS[note.step]) if STEPS[note.step] else ""
    if not step and note.copied:
        step = translate("Note", "Copied.")
    more = translate("Note", "%n more note(s) after this one.", "", note.others)
    return " ".join(filter(None, (step, more if note.others else "")))
