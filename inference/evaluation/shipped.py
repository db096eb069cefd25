"""The models that an evaluation runs: the shipped ones, loaded as the worker loads them.

Imports torch when called, not when imported.
"""

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from inference.messages import Initialize, ModelState, Population
from inference.models import MANIFEST, ModelUnavailable, find, read_manifest
from inference.score import Profile, Scorer
from inference.vad_port import VoiceActivity

ENCODER: Final = "whisper-base"


class ModelNotInstalled(RuntimeError):
    """The model of this profile cannot be used here; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """One scorer and the voice detector."""

    scorer: Scorer
    new_voice: Callable[[], VoiceActivity]
    """A detector keeps state: one for each leg or thread."""
    population: Population = field(default_factory=Population)
    """The scale of the scorer's values."""


Load = Callable[[Profile], Shipped]
"""Raises ModelNotInstalled."""


def load(
    profile: Profile,
    folders: Sequence[Path] = (),
    *,
    device: str = "cpu",
    threads: int = 1,
    manifest: Path = MANIFEST,
) -> Shipped:
    """The model of `profile`, with installed parts looked for in `folders`.

    Raises ModelNotInstalled; a voice detector that is missing counts, too, because the energy gate
    that stands in for it in a call would be measured instead.
    """
    from inference.worker.loading import LARGE, SMALL, VOICE, load_models

    # the small model needs nothing that is installed; what is there would only cost time
    paths = os.pathsep.join(map(str, folders)) if profile is Profile.LARGE else ""
    # however slow: the worker takes the best that keeps up, an evaluation what it was asked for
    order = Initialize(device=device, threads=threads, models=paths)
    models = load_models(order, manifest, budget_s=math.inf)
    scorer = next((s for s in models.scorers if s.profile is profile), None)
    wanted = (VOICE, ENCODER, LARGE) if profile is Profile.LARGE else (VOICE, SMALL)
    bad = [
        f"{report.name}: {report.detail}"
        for report in models.reports
        if report.name in wanted and report.state is not ModelState.READY
    ]
    hears = any(r.name == VOICE and r.state is ModelState.READY for r in models.reports)
    if scorer is None or not hears:
        why = "; ".join(bad) or f"{ENCODER}, which it needs, is not installed"
        raise ModelNotInstalled(
            f"the {profile} model cannot be used: {why}. "
            f"`beistand models list` says what there is, `beistand models install {ENCODER}` "
            "brings what the large model needs."
        )
    return Shipped(scorer, models.new_voice, scorer.population)


def load_fold(
    file: Path, profile: Profile, folders: Sequence[Path] = (), *, device: str = "cpu"
) -> Shipped:
    """A model of one fold of the cross-validation, in the place of the shipped one.

    Raises ModelNotInstalled where the file, or the encoder that a large one needs, cannot be used.
    """
    from inference import scorer

    try:
        content = file.read_bytes()
        model_bin = encoder_file(folders) if profile is Profile.LARGE else None
        model = scorer.load(content, file.name, model_bin, device)
    except (OSError, ModelUnavailable, ValueError) as error:
        raise ModelNotInstalled(f"the fold model {file} cannot be used: {error}") from error
    if model.profile is not profile:
        raise ModelNotInstalled(f"{file} is a {model.profile} model, wanted a {profile} one")
    return Shipped(model, _voice(), model.population)


def encoder_file(folders: Sequence[Path]) -> Path:
    """The installed encoder's weights. Raises models.ModelUnavailable."""
    entry = next(entry for entry in read_manifest() if entry.name == ENCODER)
    return find(entry, MANIFEST, folders).path


@lru_cache(maxsize=1)
def _voice() -> Callable[[], VoiceActivity]:
    return load(Profile.SMALL).new_voice
