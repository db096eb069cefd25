"""Loads the manifest's models and says of each whether it can be used, and if not, why.

This module imports torch, which takes seconds; the worker imports it on a thread of its own.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch

from inference import models, network
from inference.leg import Scorer
from inference.messages import Initialize, ModelReport, ModelState
from inference.vad import EnergyVoice, SileroVoice
from inference.vad_port import CHUNK_SAMPLES, VoiceActivity
from inference.worker.device import Device, choose

log = logging.getLogger("beistand.worker")

TENSION: Final = "tension-small"
VOICE: Final = "silero-vad"


@dataclass(frozen=True, slots=True)
class Models:
    """What the worker works with. Without a tension model there are facts but no scores; without
    the voice model an energy gate stands in."""

    device: str
    reports: tuple[ModelReport, ...]
    scorer: Scorer | None
    new_voice: Callable[[], VoiceActivity]


def load_models(order: Initialize, manifest: Path = models.MANIFEST) -> Models:
    """Never raises: what cannot be loaded is reported."""
    _limit_threads(order.threads)
    device = choose(order.device)
    try:
        entries = models.read_manifest(manifest)
    except (OSError, models.ManifestError) as error:
        detail = f"{error}. Reinstall Beistand."
        reports = tuple(_report(n, ModelState.FAILED, detail) for n in (TENSION, VOICE))
        return Models(device.words, reports, None, EnergyVoice)
    reports_list: list[ModelReport] = []
    scorer: Scorer | None = None
    new_voice: Callable[[], VoiceActivity] = EnergyVoice
    folders = models.folders_of(order.models)
    for entry in entries:
        try:
            file = models.find(entry, manifest, folders)
            if entry.name == TENSION:
                scorer = _load_tension(file, device)
            elif entry.name == VOICE:
                new_voice = _load_voice(file)
            report = _report(entry.name, ModelState.READY, "", entry.sha256)
        except models.ModelMissing as error:
            if entry.source is models.Source.INSTALLED:
                continue  # nobody has asked for it: no trouble to tell the agent about
            report = _report(entry.name, ModelState.MISSING, str(error), entry.sha256)
        except Exception as error:  # noqa: BLE001 -- one model's failure must not take the others
            report = _report(entry.name, ModelState.FAILED, _words(error), entry.sha256)
        if report.state is not ModelState.READY:
            log.warning("model unavailable", extra={"model": entry.name, "state": report.state})
        reports_list.append(report)
    for name in (TENSION, VOICE):
        if not any(report.name == name for report in reports_list):
            reports_list.append(_report(name, ModelState.MISSING, "Not in the manifest."))
    return Models(device.words, tuple(reports_list), scorer, new_voice)


def _report(name: str, state: ModelState, detail: str, sha256: str = "") -> ModelReport:
    # without the voice model the energy gate stands in, and the small model needs no other
    return ModelReport(name, state, detail, sha256, needed=name == TENSION)


def _load_tension(file: models.ModelFile, device: Device) -> Scorer:
    model = network.load(file.content, file.path.name, device.torch_name)
    started = time.monotonic()
    silence = np.zeros(24_000, np.float32)
    for _ in range(2):  # the first windows of a call must not pay for torch's warm-up
        model.score(silence, np.ones(300, bool))
    log.info("tension model warm", extra={"warm_up_s": round(time.monotonic() - started, 3)})
    return model


def _load_voice(file: models.ModelFile) -> Callable[[], VoiceActivity]:
    content = file.content

    def new_voice() -> VoiceActivity:
        return SileroVoice(content)

    trial = new_voice()
    for _ in range(3):
        trial.feed(np.zeros(CHUNK_SAMPLES, np.float32))
    return new_voice


def _limit_threads(threads: int) -> None:
    torch.set_num_threads(max(1, threads))
    try:
        torch.set_num_interop_threads(1)
    except RuntimeError:
        pass  # settable once per process only; a second Initialize changes nothing


def _words(error: Exception) -> str:
    if isinstance(error, (models.ModelUnavailable, network.ModelFileError)):
        return str(error)
    return f"{type(error).__name__}: {error}"[:300]
