"""Leave one speaker out over EmoDB: heads, calibration and scale from nine speakers each."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor

from inference.evaluation import figures
from inference.evaluation.figures import Classes
from inference.head import Head, Readings
from inference.messages import Population
from inference.training.fit import Recipe, calibrate, fit, standardise
from inference.training.material import NONE, Examples, Material

log = logging.getLogger("beistand.training")

_INNER: Final = 3
"""Parts of the training speakers; each is heard by heads that were fitted to the others."""

_OF_ALL_WINDOWS: Final = 0.93
"""Of two-second windows of calm speech, of all speakers together: about what a lively speaker
reaches with one in twenty windows of a call (`inference.messages.LIVELY`)."""


@dataclass(frozen=True, slots=True)
class Fold:
    """What nine speakers gave."""

    speaker: str
    """Held out."""
    head: Head
    population: Population
    seven: Tensor
    """As `fit` gives it; for comparison only."""


@dataclass(frozen=True, slots=True)
class Report:
    """Pooled over the held-out speakers; every clip over a clean A-law line unless said."""

    uar_7_uniform: float
    uar_7_uniform_by_speaker: dict[str, float]
    uar_7_wideband: float
    """The same heads on clips that saw no telephone."""
    uar_4_whole: float
    auc_anger_whole: float
    auc_anger_uniform: float
    recall_at_5_percent_uniform: float
    ece_tension_uniform: float
    recalls_7: dict[str, float] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def speakers_of(examples: Examples) -> list[str]:
    return sorted(set(examples.speakers) - {""})


def calibrated(
    train: Examples, speakers: Sequence[str], recipe: Recipe
) -> tuple[Head, Population, Tensor]:
    """Fitted on every row of `train`; shrinkage, calibration and population from what heads say of
    those of `speakers` that they were not fitted on."""
    mine = train.of(speakers)
    heard = train[mine]
    uniform = (heard.seven != NONE).numpy()
    tried = [_held_out(train, speakers, shrinkage) for shrinkage in recipe.shrinkages]
    rates = [figures.uar(seven[uniform], heard.seven.numpy()[uniform]) for _, seven in tried]
    best = int(np.argmax(rates))
    said = tried[best][0]
    head, seven = fit(train, recipe.shrinkages[best])
    calibrate(head, said, heard)
    tension = head.calibrated(said.tension).double().numpy()
    return head, population_of(tension, heard), seven


def _held_out(
    train: Examples, speakers: Sequence[str], shrinkage: float
) -> tuple[Readings, Classes]:
    """The readings and the seven-class guess of every row of `speakers`, by heads that were fitted
    without its speaker; a third of the speakers at a time."""
    rows = train.of(speakers)
    order, readings, guesses = [], [], []
    for third in range(_INNER):
        held = train.of(speakers[third::_INNER])
        head, seven = fit(train[~held], shrinkage)
        with torch.inference_mode():
            readings.append(head(train[held].inputs.float()))
        guesses.append(seven_of(head, seven, train[held]))
        order.append(torch.nonzero(held[rows])[:, 0])
    back = torch.cat(order).argsort()
    together = {
        name: torch.cat([getattr(one, name) for one in readings])[back]
        for name in ("tension", "level", "four", "arousal", "quality")
    }
    return Readings(**together), np.concatenate(guesses)[back.numpy()]


def seven_of(head: Head, seven: Tensor, examples: Examples) -> Classes:
    """The comparison's guess, int64 (n,)."""
    guess: Classes = (standardise(head, examples.inputs) @ seven).argmax(1).numpy()
    return guess


def population_of(tension: figures.Scores, examples: Examples) -> Population:
    """The scale of calibrated log-odds (n,) of speakers that their heads never heard."""
    speech = (examples.quality > 0).numpy()
    rest = tension[speech & (examples.level[:, 0] == 0).numpy()]
    return Population(lively_logit=round(float(np.quantile(rest, _OF_ALL_WINDOWS)), 3))


def cross_validate(of: Material, recipe: Recipe) -> tuple[list[Fold], Report]:
    """Ten folds. EmoDB's speakers only are held out; other material is in every training set."""
    emodb = speakers_of(of.uniform)
    folds = []
    for speaker in emodb:
        train = of.train[~of.train.of([speaker])]
        others = [one for one in emodb if one != speaker]
        head, population, seven = calibrated(train, others, recipe)
        folds.append(Fold(speaker, head, population, seven))
        log.info("fold", extra={"speaker": speaker})
    return folds, report(of, folds)


def report(of: Material, folds: Sequence[Fold]) -> Report:
    seven, by_speaker = _seven(of.uniform, folds)
    wide, _ = _seven(of.wideband, folds)
    four = np.full(len(of.whole.speakers), NONE)
    whole = np.zeros(len(of.whole.speakers))
    uniform = np.zeros(len(of.uniform.speakers))
    with torch.inference_mode():
        for fold in folds:
            mine = of.whole.of([fold.speaker])
            said = fold.head(of.whole[mine].inputs.float())
            four[mine.numpy()] = said.four.argmax(1).numpy()
            whole[mine.numpy()] = said.tension.double().numpy()
            mine = of.uniform.of([fold.speaker])
            said = fold.head(of.uniform[mine].inputs.float())
            uniform[mine.numpy()] = said.tension.double().numpy()
    known = (of.whole.four != NONE).numpy()
    angry, angry_uniform = ((e.level[:, 1] == 1).numpy() for e in (of.whole, of.uniform))
    true = of.uniform.seven.numpy()
    return Report(
        uar_7_uniform=round(figures.uar(seven, true), 4),
        uar_7_uniform_by_speaker=by_speaker,
        uar_7_wideband=round(figures.uar(wide, of.wideband.seven.numpy()), 4),
        uar_4_whole=round(figures.uar(four[known], of.whole.four.numpy()[known]), 4),
        auc_anger_whole=round(figures.auc(whole, angry), 4),
        auc_anger_uniform=round(figures.auc(uniform, angry_uniform), 4),
        recall_at_5_percent_uniform=round(
            figures.recall_at_false_positives(uniform, angry_uniform, 0.05), 4
        ),
        ece_tension_uniform=round(
            figures.expected_calibration_error(_sigmoid(uniform), angry_uniform), 4
        ),
        recalls_7={str(k): round(v, 3) for k, v in figures.recalls(seven, true).items()},
    )


def _seven(examples: Examples, folds: Sequence[Fold]) -> tuple[Classes, dict[str, float]]:
    guessed = np.full(len(examples.speakers), NONE)
    by_speaker = {}
    for fold in folds:
        mine = examples.of([fold.speaker])
        guess = seven_of(fold.head, fold.seven, examples[mine])
        guessed[mine.numpy()] = guess
        by_speaker[fold.speaker] = round(figures.uar(guess, examples.seven[mine].numpy()), 3)
    return guessed, by_speaker


def _sigmoid(logit: Any) -> Any:
    return 1 / (1 + np.exp(-logit))
