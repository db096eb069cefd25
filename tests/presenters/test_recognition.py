"""What the windows say of recognition."""

import pytest

from desktop.assist.transcript import Words
from desktop.assist.worker import WorkerState, WorkerStatus
from desktop.compositions.profile import spoken_language, writes_words
from desktop.presenters.notices import Notices
from desktop.presenters.overlay import model_note
from desktop.presenters.recognition import (
    NEWEST_SIGNS,
    RecognitionNotices,
    asks_for_words,
    recognition_view,
    transcript_view,
)
from desktop.settings.model import Analysis, Settings
from desktop.settings.speech import Speech
from inference.messages import Recognition, RecognitionState
from ui.model_states import RecognitionUse, RecognitionView
from ui.note_states import TranscriptView
from ui.notice_states import NoticeKind, Severity
from ui.states import ModelNote

pytestmark = pytest.mark.unit


def status(state: RecognitionState, **more: object) -> WorkerStatus:
    recognition = Recognition(state, **more)  # type: ignore[arg-type]
    return WorkerStatus(WorkerState.READY, "cpu", recognition=recognition)


def test_a_missing_model_is_said_once_and_calmly() -> None:
    notices = Notices()
    follow = RecognitionNotices(notices).follow
    follow(status(RecognitionState.STARTING))
    assert notices.views == ()
    follow(status(RecognitionState.MISSING, detail='Run "beistand models install whisper-base"'))
    (notice,) = notices.views
    assert (notice.kind, notice.severity) == (NoticeKind.WORDS_MISSING, Severity.INFO)
    notices.dismiss(notice.notice_id)
    follow(WorkerStatus(WorkerState.RESTARTING))
    follow(status(RecognitionState.STARTING))
    follow(status(RecognitionState.MISSING))
    assert notices.views == ()


def test_a_model_that_fails_is_another_thing() -> None:
    notices = Notices()
    RecognitionNotices(notices).follow(status(RecognitionState.FAILED, detail="RuntimeError"))
    assert [notice.kind for notice in notices.views] == [NoticeKind.WORDS_FAILED]


def test_the_caller_is_asked_about_words_unless_there_can_be_none() -> None:
    for state in RecognitionState:
        expected = state not in (RecognitionState.MISSING, RecognitionState.FAILED)
        assert asks_for_words(status(state), wanted=True) is expected
        assert not asks_for_words(status(state), wanted=False)
    assert asks_for_words(WorkerStatus(), wanted=True)


def test_late_words_are_said_quietly() -> None:
    late = status(RecognitionState.LATE)
    assert model_note(late, facts_only=False) is ModelNote.WORDS_LATE
    assert model_note(late, facts_only=True) is ModelNote.WORDS_LATE
    ready = status(RecognitionState.READY)
    assert model_note(ready, facts_only=False) is ModelNote.NONE


def test_the_last_two_things_said_the_partial_among_them() -> None:
    assert transcript_view(Words()) is None
    assert transcript_view(Words(("a", "b", "c"))) == TranscriptView(("b", "c"), first=1)
    assert transcript_view(Words(("a", "b"), "c")) == TranscriptView(("b",), "c", first=1)


def test_a_long_sentence_shows_its_end() -> None:
    view = transcript_view(Words(("wort " * 100 + "ende",)))
    assert view is not None
    assert view.lines[0].startswith("… wort") and view.lines[0].endswith("ende")
    assert len(view.lines[0]) <= NEWEST_SIGNS + 2


def test_what_it_costs_is_shown() -> None:
    working = status(RecognitionState.READY, model="whisper, int8", cost_s=0.9, busy=0.2)
    assert recognition_view(working) == RecognitionView(
        RecognitionUse.WORKS, "whisper, int8", 0.9, 0.2
    )
    assert recognition_view(WorkerStatus()).use is RecognitionUse.OFF


@pytest.mark.parametrize(
    ("mode", "notice_wav", "wanted", "written"),
    [
        ("consent", "", True, True),
        ("consent", "", False, False),
        ("notice", "", True, False),  # Beistand's own notice does not say it
        ("notice", "/etc/notice.wav", True, True),
        ("off", "", True, False),
    ],
)
def test_words_are_written_only_where_the_caller_heard_of_it(
    mode: str, notice_wav: str, wanted: bool, written: bool
) -> None:
    analysis = Analysis(consent_mode=mode, notice_wav=notice_wav)
    settings = Settings(analysis=analysis, speech=Speech(recognition=wanted, language="fr"))
    assert writes_words(settings) is written
    assert spoken_language(settings) == "fr"
    assert spoken_language(Settings()) == ""
