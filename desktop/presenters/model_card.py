"""What there is to say about the model: which one is in use, why, and its card. Changes nothing."""

import logging
from typing import Final

from desktop.assist.worker import WorkerState, WorkerStatus
from desktop.telephony.consent import ConsentMode
from inference.messages import ModelState, UseWhy
from resources import resource
from ui.model_states import ModelUse

log = logging.getLogger("beistand.desktop")

LARGE: Final = frozenset({"tension-large", "whisper-base"})
"""What the large model is made of, as the worker reports it."""
_USELESS: Final = (ModelState.MISSING, ModelState.FAILED)


def read_model_card() -> str:
    """The model card as Markdown; empty where this installation has none that can be read."""
    try:
        return resource("handbook", "model-card.md").read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        log.warning("model card unreadable", extra={"why": type(error).__name__})
        return ""


def model_use(worker: WorkerStatus, mode: ConsentMode, *, facts_only: bool) -> ModelUse:
    """Which model scores now, and why; the settings come first, then what is broken."""
    if mode is ConsentMode.OFF:
        return ModelUse.OFF
    if worker.state is WorkerState.STARTING:
        return ModelUse.STARTING
    if worker.state is not WorkerState.READY:
        return ModelUse.DOWN
    if facts_only:
        return ModelUse.FACTS_ONLY
    match worker.in_use.profile:
        case "large":
            return ModelUse.LARGE
        case "small":
            return _why_small(worker)
        case _:
            gone = worker.in_use.why is UseWhy.FAILED
            return ModelUse.FAILED if gone else ModelUse.NO_MODEL


def _why_small(worker: WorkerStatus) -> ModelUse:
    large = [report.state for report in worker.models if report.name in LARGE]
    if worker.in_use.why is UseWhy.LATE:
        return ModelUse.SMALL_LATE
    if ModelState.SLOW in large:
        return ModelUse.SMALL_SLOW
    if any(state in _USELESS for state in large):
        return ModelUse.SMALL_FAILED
    if worker.in_use.why is UseWhy.FAILED and ModelState.READY in large:
        return ModelUse.SMALL_FAILED
    return ModelUse.SMALL
