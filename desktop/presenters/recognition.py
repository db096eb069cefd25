"""Speech recognition as the windows show it: words, whether it works, what it costs."""

from collections.abc import Set
from typing import Final

from desktop.assist.transcript import Words
from desktop.assist.worker import WorkerState, WorkerStatus
from desktop.presenters.notices import Notices
from inference.messages import RecognitionState
from ui.model_states import RecognitionUse, RecognitionView
from ui.note_states import TranscriptView
from ui.notice_states import NoticeKind

SHOWN_LINES: Final = 2
"""As much as is taken in at a glance: what is said now, and what was said before it."""
CALL_PAGE_LINES: Final = 4
"""Beside the call there is room to take a line into the note a moment later."""
NEWEST_SIGNS: Final = 160
EARLIER_SIGNS: Final = 50
"""Three lines, and one."""

_USES: Final = {
    RecognitionState.OFF: RecognitionUse.OFF,
    RecognitionState.STARTING: RecognitionUse.STARTING,
    RecognitionState.READY: RecognitionUse.WORKS,
    RecognitionState.LATE: RecognitionUse.LATE,
    RecognitionState.MISSING: RecognitionUse.MISSING,
    RecognitionState.FAILED: RecognitionUse.FAILED,
}
_NOT_THERE: Final = (RecognitionState.MISSING, RecognitionState.FAILED)


class RecognitionNotices:
    """What there is to say when it is missing: once, whatever the worker goes through later."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices
        self._said: set[RecognitionState] = set()

    def follow(self, status: WorkerStatus) -> None:
        recognition = status.recognition
        if recognition.state not in _NOT_THERE or recognition.state in self._said:
            return
        self._said.add(recognition.state)
        missing = recognition.state is RecognitionState.MISSING
        kind = NoticeKind.WORDS_MISSING if missing else NoticeKind.WORDS_FAILED
        self._notices.add(kind, detail=recognition.detail)


def asks_for_words(status: WorkerStatus, *, wanted: bool) -> bool:
    """Whether the caller has to be asked about being written down. `wanted`: by the settings."""
    return wanted and status.recognition.state not in _NOT_THERE


def transcript_view(
    words: Words, most: int = SHOWN_LINES, taken: Set[int] = frozenset()
) -> TranscriptView | None:
    """The last `most` lines of what the customer said; None while there is nothing.

    `taken`: numbers of the lines that are in the note.
    """
    said = [*words.lines, words.partial] if words.partial else [*words.lines]
    if not said:
        return None
    *earlier, newest = said[-most:]
    shown = (*(_end(line, EARLIER_SIGNS) for line in earlier), _end(newest, NEWEST_SIGNS))
    lines, partial = (shown[:-1], shown[-1]) if words.partial else (shown, "")
    first = words.first + len(words.lines) - len(lines)
    return TranscriptView(lines, partial, first, frozenset(taken))


def _end(line: str, most: int) -> str:
    """The end of `line`, from the beginning of a word on."""
    if len(line) <= most:
        return line
    return "… " + line[-most:].partition(" ")[2]


def recognition_view(status: WorkerStatus) -> RecognitionView:
    if status.state is not WorkerState.READY:
        return RecognitionView()
    recognition = status.recognition
    return RecognitionView(
        _USES[recognition.state], recognition.model, recognition.cost_s, recognition.busy
    )
