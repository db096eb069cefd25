"""How the engine's and the worker's lives become notices."""

from typing import Final

from desktop.assist.worker import WorkerState, WorkerStatus
from desktop.presenters.notices import Notices
from desktop.telephony.engine.client import EngineState, EngineStateKind
from inference.messages import ModelState
from ui.notice_states import NoticeKind

_ENGINE: Final = (NoticeKind.ENGINE_RESTARTING, NoticeKind.ENGINE_GAVE_UP)
_WORKER: Final = (NoticeKind.WORKER_RESTARTING, NoticeKind.WORKER_GAVE_UP)
_MODELS: Final = (
    NoticeKind.MODEL_MISSING,
    NoticeKind.MODEL_FAILED,
    NoticeKind.MODEL_REPLACED,
)


def follow_engine(notices: Notices, state: EngineState) -> None:
    if state.kind is EngineStateKind.READY:
        notices.resolve(*_ENGINE)
    elif state.kind in (EngineStateKind.DIED, EngineStateKind.RESTARTING):
        notices.add(NoticeKind.ENGINE_RESTARTING)
    elif state.kind is EngineStateKind.GAVE_UP:
        notices.resolve(NoticeKind.ENGINE_RESTARTING)
        notices.add(NoticeKind.ENGINE_GAVE_UP, detail=state.outcome)
    elif state.kind is EngineStateKind.REPLACED:
        notices.add(NoticeKind.REPLACED)


def follow_worker(notices: Notices, status: WorkerStatus) -> None:
    if status.state is WorkerState.READY:
        notices.resolve(*_WORKER, *_MODELS)
        for report in status.models:
            if report.state in (ModelState.MISSING, ModelState.FAILED):
                kind = NoticeKind.MODEL_FAILED
                if not report.needed:
                    kind = NoticeKind.MODEL_REPLACED
                elif report.state is ModelState.MISSING:
                    kind = NoticeKind.MODEL_MISSING
                notices.add(kind, report.name, model=report.name, detail=report.detail)
    elif status.state is WorkerState.RESTARTING:
        notices.add(NoticeKind.WORKER_RESTARTING)
    elif status.state is WorkerState.GAVE_UP:
        notices.resolve(NoticeKind.WORKER_RESTARTING)
        notices.add(NoticeKind.WORKER_GAVE_UP, detail=status.outcome)
