"""Which model is in use and why; the model card, or none."""

from dataclasses import replace
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from desktop.assist.worker import WorkerState, WorkerStatus
from desktop.presenters import model_card
from desktop.presenters.agent_views import AgentViews
from desktop.presenters.model_card import model_use, read_model_card
from desktop.telephony.consent import ConsentMode
from inference.messages import ModelInUse, ModelReport, ModelState, UseWhy
from ui.model_states import ModelCardState, ModelUse

pytestmark = pytest.mark.unit

SMALL = ModelReport("tension-small", ModelState.READY)
ENCODER = ModelReport("whisper-base", ModelState.READY, needed=False)
LARGE = ModelReport("tension-large", ModelState.READY, needed=False)
READY = WorkerStatus(WorkerState.READY, "cpu", (SMALL,), ModelInUse("small"))
MISSING = ModelReport("tension-small", ModelState.MISSING)
BOTH = (SMALL, ENCODER, LARGE)


def large(state: ModelState) -> tuple[ModelReport, ...]:
    return (SMALL, ENCODER, ModelReport("tension-large", state, needed=False))


@pytest.mark.parametrize(
    ("models", "in_use", "use"),
    [
        (BOTH, ModelInUse("large"), ModelUse.LARGE),
        ((SMALL,), ModelInUse("small"), ModelUse.SMALL),
        (large(ModelState.SLOW), ModelInUse("small"), ModelUse.SMALL_SLOW),
        (large(ModelState.FAILED), ModelInUse("small"), ModelUse.SMALL_FAILED),
        (BOTH, ModelInUse("small", UseWhy.LATE), ModelUse.SMALL_LATE),
        (BOTH, ModelInUse("small", UseWhy.FAILED), ModelUse.SMALL_FAILED),
        # a graphics card is gone, the same model goes on without it
        ((SMALL,), ModelInUse("small", UseWhy.FAILED), ModelUse.SMALL),
        (BOTH, ModelInUse("", UseWhy.FAILED), ModelUse.FAILED),
        ((MISSING,), ModelInUse(""), ModelUse.NO_MODEL),
    ],
)
def test_which_model_and_why(
    models: tuple[ModelReport, ...], in_use: ModelInUse, use: ModelUse
) -> None:
    worker = replace(READY, models=models, in_use=in_use)
    assert model_use(worker, ConsentMode.CONSENT, facts_only=False) is use


def test_a_damaged_encoder_is_a_large_model_that_cannot_be_used() -> None:
    damaged = ModelReport("whisper-base", ModelState.FAILED, "wrong SHA-256", needed=False)
    worker = replace(READY, models=(SMALL, damaged))
    assert model_use(worker, ConsentMode.CONSENT, facts_only=False) is ModelUse.SMALL_FAILED


def test_settings_and_a_worker_that_is_not_there_come_first() -> None:
    off = replace(READY, in_use=ModelInUse(""))
    for mode, worker, facts_only, use in (
        (ConsentMode.OFF, READY, False, ModelUse.OFF),
        (ConsentMode.OFF, WorkerStatus(), True, ModelUse.OFF),
        (ConsentMode.NOTICE, off, True, ModelUse.FACTS_ONLY),
        (ConsentMode.NOTICE, WorkerStatus(), True, ModelUse.STARTING),
        (ConsentMode.NOTICE, WorkerStatus(WorkerState.RESTARTING), True, ModelUse.DOWN),
        (ConsentMode.NOTICE, WorkerStatus(WorkerState.GAVE_UP), False, ModelUse.DOWN),
    ):
        assert model_use(worker, mode, facts_only=facts_only) is use


def test_the_shipped_card_is_read() -> None:
    assert read_model_card().startswith("# Model card")


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xff"])
def test_a_missing_or_damaged_card_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    file = tmp_path / "model-card.md"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(model_card, "resource", lambda *parts: file)
    assert read_model_card() == ""


def test_the_view_joins_both_and_reads_the_file_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = MagicMock(return_value="# Card")
    monkeypatch.setattr("desktop.presenters.agent_views.read_model_card", read)
    views = AgentViews(
        registry=MagicMock(),
        assist=MagicMock(),
        desk=MagicMock(),
        joining=MagicMock(),
        customers=MagicMock(),
        history=MagicMock(),
        qualities=MagicMock(),
        texts=MagicMock(),
        notes=MagicMock(),
        goodwill=MagicMock(card_values=MagicMock(return_value={})),
        accounts=MagicMock(),
        typed=MagicMock(),
        notices=MagicMock(),
        cards=MagicMock(entries=()),
        card_use=MagicMock(),
        clock=MagicMock(),
        consent_mode=ConsentMode.CONSENT,
        account_name="",
        consent_sentence="",
        availability=MagicMock(),
        reasons=(),
        last_dialled=str,
    )
    assert views.model_card(READY) == ModelCardState(ModelUse.SMALL, "# Card")
    assert views.model_card(WorkerStatus()) == ModelCardState(ModelUse.STARTING, "# Card")
    read.assert_called_once()
