"""What the worker says of its models reaches the status, the sessions and no notice twice."""

from pathlib import Path
from unittest.mock import MagicMock

import pytest

from desktop.assist.assist import Assist
from desktop.assist.worker import NO_MODEL, WorkerClient, WorkerState, WorkerStatus
from desktop.presenters.agent import AgentPresenter
from desktop.presenters.notices import Notices
from desktop.telephony.registry import CallRegistry
from inference.messages import (
    Initialize,
    ModelInUse,
    ModelReport,
    ModelState,
    Ready,
    UseWhy,
)
from ui.notice_states import NoticeKind

pytestmark = pytest.mark.unit

MISSING = ModelReport("silero-vad", ModelState.MISSING, "no file", needed=False)
LARGE = ModelInUse("large", sha256="aa")
SMALL = ModelInUse("small", UseWhy.LATE, "bb")


def client(tmp_path: Path, told: list[WorkerStatus], *, tension: bool = True) -> WorkerClient:
    """Not started: what a worker would say is handed in."""
    return WorkerClient(
        tmp_path,
        device="cpu",
        threads=1,
        tension=tension,
        log_file=tmp_path / "worker.log",
        post=lambda call: call(),
        on_evidence=lambda message: None,
        on_status=told.append,
    )


def test_the_status_follows_the_model_in_use(tmp_path: Path) -> None:
    told: list[WorkerStatus] = []
    worker = client(tmp_path, told)
    assert worker.status.in_use == NO_MODEL

    worker._received(Ready(2, 1, "cpu", (MISSING,), LARGE))
    worker._received(SMALL)

    assert [status.in_use for status in told] == [LARGE, SMALL]
    assert told[-1].models == (MISSING,) and told[-1].state is WorkerState.READY


def test_before_ready_no_model_is_believed(tmp_path: Path) -> None:
    told: list[WorkerStatus] = []
    client(tmp_path, told)._received(SMALL)
    assert told == []


@pytest.mark.parametrize("tension", [True, False])
def test_the_worker_is_told_whether_emotion_is_wanted(tmp_path: Path, tension: bool) -> None:
    greeting = client(tmp_path, [], tension=tension)._child._protocol.greeting
    assert isinstance(greeting, Initialize)
    assert greeting.tension is tension


def test_what_was_dismissed_does_not_come_back_with_another_model() -> None:
    notices, clock = Notices(), MagicMock()
    clock.now_s.return_value = 1.0
    presenter = AgentPresenter(
        registry=CallRegistry(),
        control=MagicMock(),
        calls=MagicMock(),
        qualities=MagicMock(),
        texts=MagicMock(),
        assist=Assist(MagicMock()),
        desk=MagicMock(),
        joining=MagicMock(),
        customers=MagicMock(),
        transport=MagicMock(),
        notices=notices,
        views=MagicMock(),
        cards=MagicMock(),
        clock=clock,
        collapsed=False,
        changed=lambda: None,
        on_action=lambda action, subject: None,
    )
    presenter.worker_changed(WorkerStatus(WorkerState.READY, "cpu", (MISSING,), LARGE))
    (shown,) = notices.views
    assert shown.kind is NoticeKind.MODEL_REPLACED
    notices.dismiss(shown.notice_id)

    presenter.worker_changed(WorkerStatus(WorkerState.READY, "cpu", (MISSING,), SMALL))
    assert notices.views == ()

    presenter.worker_changed(WorkerStatus(WorkerState.RESTARTING, outcome="killed"))
    presenter.worker_changed(WorkerStatus(WorkerState.READY, "cpu", (MISSING,), LARGE))
    assert [notice.kind for notice in notices.views] == [NoticeKind.MODEL_REPLACED]
