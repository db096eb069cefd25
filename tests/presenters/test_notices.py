"""Troubles come, are told once each, and go when they are over."""

import pytest

from desktop.assist.worker import WorkerState, WorkerStatus
from desktop.presenters.account_notices import follow_account, follow_sound
from desktop.presenters.engine_notices import follow_worker
from desktop.presenters.notices import MOST_INFO, Notices
from desktop.telephony.call import AccountSnapshot, RegistrationState
from desktop.telephony.engine.configuration import MissingDevice
from desktop.telephony.engine.messages import SoundChanged
from inference.messages import ModelReport, ModelState
from ui.notice_states import NoticeKind, Severity

pytestmark = pytest.mark.unit


def account(
    state: RegistrationState, code: int = 0, registrar: str = "pbx:5060", failure: str = "answer"
) -> AccountSnapshot:
    return AccountSnapshot(
        name="desk",
        uri="sip:a@pbx",
        state=state,
        code=code,
        registrar=registrar,
        reason="busy",
        failure=failure,
    )


def kinds(notices: Notices) -> list[NoticeKind]:
    return [view.kind for view in notices.views]


def test_the_same_trouble_is_one_notice_with_the_newest_words() -> None:
    notices = Notices()
    notices.add(NoticeKind.CARD_UNREADABLE, "a.md", file="a.md", detail="old")
    first = notices.views[0].notice_id
    notices.add(NoticeKind.CARD_UNREADABLE, "a.md", file="a.md", detail="new")
    notices.add(NoticeKind.CARD_UNREADABLE, "b.md", file="b.md", detail="other")
    newest, older = notices.views
    assert dict(newest.params)["file"] == "b.md", "what was just done is answered on top"
    assert older.notice_id == first
    assert dict(older.params)["detail"] == "new"


def test_what_is_no_trouble_is_kept_up_to_a_number() -> None:
    notices = Notices()
    notices.add(NoticeKind.WRONG_PASSWORD, "main")
    for number in range(3 * MOST_INFO):
        notices.add(NoticeKind.TEXT_MESSAGE, f"sip:{number}@x", sender=str(number), text="x")
    worst, newest, *_ = notices.views
    assert worst.kind is NoticeKind.WRONG_PASSWORD
    assert dict(newest.params)["sender"] == str(3 * MOST_INFO - 1)
    assert len(notices.views) == 1 + MOST_INFO


def test_the_worst_stands_on_top_and_dismissed_is_gone() -> None:
    notices = Notices()
    notices.add(NoticeKind.WORKER_RESTARTING)
    notices.add(NoticeKind.NO_SOUND_DEVICE)
    notices.add(NoticeKind.WRONG_PASSWORD, "desk", account="desk", where="pbx")
    assert [view.severity for view in notices.views] == [
        Severity.ERROR,
        Severity.WARNING,
        Severity.INFO,
    ]
    notices.dismiss(notices.views[0].notice_id)
    assert NoticeKind.WRONG_PASSWORD not in kinds(notices)
    notices.dismiss("no such notice")


@pytest.mark.parametrize(
    ("code", "failure", "kind"),
    [
        (401, "answer", NoticeKind.WRONG_PASSWORD),
        (403, "answer", NoticeKind.WRONG_PASSWORD),
        (408, "answer", NoticeKind.REGISTRAR_UNREACHABLE),
        (503, "answer", NoticeKind.REGISTRAR_UNREACHABLE),
        (0, "answer", NoticeKind.REGISTRAR_UNREACHABLE),
        (480, "answer", NoticeKind.REGISTRATION_REFUSED),
        (0, "bind", NoticeKind.PORT_IN_USE),
        (0, "config", NoticeKind.ACCOUNT_UNUSABLE),
    ],
)
def test_a_failed_registration_says_whose_fault_it_is(
    code: int, failure: str, kind: NoticeKind
) -> None:
    notices = Notices()
    follow_account(notices, account(RegistrationState.FAILED, code, failure=failure))
    assert kinds(notices) == [kind]
    follow_account(notices, account(RegistrationState.REGISTERING))
    assert kinds(notices) == [kind], "trying again is no cure yet"
    follow_account(notices, account(RegistrationState.REGISTERED))
    assert kinds(notices) == []


def test_another_cause_replaces_the_first() -> None:
    notices = Notices()
    follow_account(notices, account(RegistrationState.FAILED, 408))
    follow_account(notices, account(RegistrationState.FAILED, 401))
    assert kinds(notices) == [NoticeKind.WRONG_PASSWORD]


def test_a_missing_sound_device_is_told_until_one_is_there() -> None:
    notices = Notices()
    follow_sound(notices, SoundChanged("null", "null", "no-device"))
    assert kinds(notices) == [NoticeKind.NO_SOUND_DEVICE]
    follow_sound(notices, SoundChanged("Headset", "Headset", "failed", "device busy"))
    assert kinds(notices) == [NoticeKind.SOUND_FAILED]
    follow_sound(notices, SoundChanged("Headset", "Headset"))
    assert kinds(notices) == []


def test_each_model_that_is_not_there_is_named() -> None:
    notices = Notices()
    reports = (
        ModelReport("tension-small", ModelState.MISSING, "no file"),
        ModelReport("silero-vad", ModelState.FAILED, "hash"),
        ModelReport("other", ModelState.READY),
    )
    follow_worker(notices, WorkerStatus(WorkerState.READY, "cpu", reports))
    assert sorted(kinds(notices)) == [NoticeKind.MODEL_FAILED, NoticeKind.MODEL_MISSING]
    follow_worker(notices, WorkerStatus(WorkerState.READY, "cpu", reports[2:]))
    assert kinds(notices) == []


def test_what_is_off_or_too_slow_is_no_trouble() -> None:
    notices = Notices()
    reports = (
        ModelReport("tension-small", ModelState.OFF, "off by your setting", needed=False),
        ModelReport("tension-large", ModelState.SLOW, "0.4 s a hop", needed=False),
    )
    follow_worker(notices, WorkerStatus(WorkerState.READY, "cpu", reports))
    assert kinds(notices) == []


def test_a_worker_that_cannot_be_kept_alive_is_given_up_in_words() -> None:
    notices = Notices()
    follow_worker(notices, WorkerStatus(WorkerState.RESTARTING, outcome="was ended by SIGKILL"))
    assert kinds(notices) == [NoticeKind.WORKER_RESTARTING]
    follow_worker(notices, WorkerStatus(WorkerState.GAVE_UP, outcome="ended with exit code 1"))
    assert kinds(notices) == [NoticeKind.WORKER_GAVE_UP]


def test_what_is_used_instead_of_a_missing_device_is_told_until_it_is_back() -> None:
    notices = Notices()
    gone = (
        MissingDevice("microphone", "Headset", "Webcam"),
        MissingDevice("headset", "Headset", "null"),
    )
    follow_sound(notices, SoundChanged("Webcam", "null", "failed", "gone", gone))
    assert set(kinds(notices)) == {NoticeKind.SOUND_FAILED, NoticeKind.MICROPHONE_ELSEWHERE}
    assert ("used", "Webcam") in notices.views[0].params + notices.views[1].params
    follow_sound(notices, SoundChanged("Headset", "Headset"))
    assert kinds(notices) == []
