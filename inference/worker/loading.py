"""Loads the manifest's models and says of each whether it can be used, and if not, why.

This module imports torch, which takes seconds; the worker imports it on a thread of its own. What
belongs to the tension models alone is imported only where they are wanted.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from msgspec import structs

from inference import models
from inference.messages import Initialize, ModelReport, ModelState
from inference.score import Scorer
from inference.vad import EnergyVoice, SileroVoice, load_silero
from inference.vad_port import CHUNK_SAMPLES, VoiceActivity
from inference.worker.device import Device, choose
from inference.worker.pace import BUDGET_S, hop_cost_s

log = logging.getLogger("beistand.worker")

SMALL: Final = "tension-small"
LARGE: Final = "tension-large"
ENCODER: Final = "whisper-base"
VOICE: Final = "silero-vad"
TENSION: Final = (LARGE, SMALL)
"""Best first."""
ALWAYS: Final = (SMALL, VOICE)
"""What every installation has."""
OFF: Final = "Off by your setting analysis.profile = facts."


@dataclass(frozen=True, slots=True)
class Models:
    """What the worker works with. Without a tension model there are facts but no scores; without
    the voice model an energy gate stands in."""

    device: str
    reports: tuple[ModelReport, ...]
    scorers: tuple[Scorer, ...]
    """Those that can be used, best first; the last one runs on the CPU, which does not vanish."""
    new_voice: Callable[[], VoiceActivity]

    @property
    def scorer(self) -> Scorer | None:
        """The best one."""
        return self.scorers[0] if self.scorers else None


def load_models(
    order: Initialize, manifest: Path = models.MANIFEST, *, budget_s: float = BUDGET_S
) -> Models:
    """Never raises: what cannot be loaded is reported.

    `budget_s`: what a hop of the large model may cost to be used; infinite: use it in any case.
    """
    _limit_threads(order.threads)
    device = choose(order.device)
    try:
        entries = {entry.name: entry for entry in models.read_manifest(manifest)}
    except (OSError, models.ManifestError) as error:
        detail = f"{error}. Reinstall Beistand."
        reports = tuple(_report(name, ModelState.FAILED, detail) for name in ALWAYS)
        return Models(device.words, reports, (), EnergyVoice)
    loading = _Loading(entries, manifest, models.folders_of(order.models), device, budget_s)
    loading.voice()
    if order.tension:
        loading.large()
        loading.small()
    else:
        loading.reports += [
            ModelReport(name, ModelState.OFF, OFF, entries[name].sha256, needed=False)
            for name in TENSION
            if name in entries
        ]
    for name in ALWAYS:
        if name not in entries:
            loading.reports.append(_report(name, ModelState.MISSING, "Not in the manifest."))
    reports = tuple(
        # where another model scores, there are levels without this one
        structs.replace(report, needed=False)
        if loading.scorers and report.state is not ModelState.READY
        else report
        for report in loading.reports
    )
    return Models(device.words, reports, tuple(loading.scorers), loading.new_voice)


class _Loading:
    """One model after the other; one's failure does not take the others."""

    def __init__(
        self,
        entries: dict[str, models.ModelEntry],
        manifest: Path,
        folders: Sequence[Path],
        device: Device,
        budget_s: float,
    ) -> None:
        self._entries = entries
        self._manifest = manifest
        self._folders = folders
        self._device = device
        self._budget_s = budget_s
        self.reports: list[ModelReport] = []
        self.scorers: list[Scorer] = []
        self.new_voice: Callable[[], VoiceActivity] = EnergyVoice

    def voice(self) -> None:
        def load(file: models.ModelFile) -> ModelReport | None:
            self.new_voice = _load_voice(file)
            return None

        self._try(VOICE, load)

    def small(self) -> None:
        def load(file: models.ModelFile) -> ModelReport | None:
            if self._device.torch_name != "cpu":
                try:
                    self._small_on(self._device.torch_name, file)
                except Exception as error:  # noqa: BLE001 -- torch raises many kinds
                    log.warning("no small model there", extra={"why": type(error).__name__})
            self._small_on("cpu", file)  # a graphics card can vanish in the middle of a call
            return None

        self._try(SMALL, load)

    def _small_on(self, device: str, file: models.ModelFile) -> None:
        scorer = _load_small(file, device)
        self._measure(SMALL, scorer)
        self.scorers.append(scorer)

    def large(self) -> None:
        """The head comes with Beistand; the encoder that it needs is the user's to install."""
        encoder: list[models.ModelFile] = []

        def load_encoder(file: models.ModelFile) -> ModelReport | None:
            encoder.append(file)
            return None

        def load(file: models.ModelFile) -> ModelReport | None:
            scorer = _load_large(file, encoder[0], self._device.torch_name)
            cost_s = self._measure(LARGE, scorer)
            if cost_s > self._budget_s:
                detail = (
                    f"This computer needs {cost_s:.2f} s for half a second of speech; "
                    f"{self._budget_s:.2f} s are allowed. The small model is used."
                )
                return _report(LARGE, ModelState.SLOW, detail, file.entry.sha256)
            self.scorers.append(scorer)
            return None

        if LARGE in self._entries:
            self._try(ENCODER, load_encoder)
            if encoder:
                self._try(LARGE, load)

    def _try(self, name: str, load: Callable[[models.ModelFile], ModelReport | None]) -> None:
        """`load` returns a report of its own, or None where all is well."""
        entry = self._entries.get(name)
        if entry is None:
            return
        try:
            file = models.find(entry, self._manifest, self._folders)
            report = load(file) or _report(name, ModelState.READY, "", entry.sha256)
        except models.ModelMissing as error:
            if entry.source is models.Source.INSTALLED:
                return  # nobody has asked for it: no trouble to tell the agent about
            report = _report(name, ModelState.MISSING, str(error), entry.sha256)
        except Exception as error:  # noqa: BLE001 -- one model's failure must not take the others
            report = _report(name, ModelState.FAILED, _words(error), entry.sha256)
        if report.state is not ModelState.READY:
            log.warning("model unavailable", extra={"model": name, "state": report.state})
        self.reports.append(report)

    def _measure(self, name: str, scorer: Scorer) -> float:
        """The first windows of a call must not pay for torch's warm-up, so every model is run."""
        cost_s = hop_cost_s(scorer)
        log.info("tension model measured", extra={"model": name, "hop_s": round(cost_s, 4)})
        return cost_s


def _report(name: str, state: ModelState, detail: str, sha256: str = "") -> ModelReport:
    # without the voice model the energy gate stands in, and the small model needs no other
    return ModelReport(name, state, detail, sha256, needed=name == SMALL)


def _load_small(file: models.ModelFile, device: str) -> Scorer:
    from inference.scorer import load_small

    return load_small(file.content, file.path.name, device)


def _load_large(file: models.ModelFile, encoder: models.ModelFile, device: str) -> Scorer:
    from inference.scorer import load_large

    return load_large(file.content, file.path.name, encoder.path, device)


def _load_voice(file: models.ModelFile) -> Callable[[], VoiceActivity]:
    network = load_silero(file.content)

    def new_voice() -> VoiceActivity:
        return SileroVoice(network)

    trial = new_voice()
    for _ in range(3):
        trial.feed(np.zeros(16 * CHUNK_SAMPLES, np.float32))
    return new_voice


def _limit_threads(threads: int) -> None:
    torch.set_num_threads(max(1, threads))
    try:
        torch.set_num_interop_threads(1)
    except RuntimeError:
        pass  # settable once per process only; a second Initialize changes nothing


def _words(error: Exception) -> str:
    # ModelUnavailable, and ValueErrors that name the file, are made for people
    if isinstance(error, models.ModelUnavailable | ValueError):
        return str(error)[:300]
    return f"{type(error).__name__}: {error}"[:300]
