"""Leave one speaker out over EmoDB: how well the network does on a voice it never heard.

Trained on full clips of nine speakers (and calm calls), tested on the uniform 2.0 s clips of the
tenth through a clean telephone line, because clip length tells the emotion in the full set.
    python -m inference.training.crossval --data DIR
"""

import argparse
import json
import logging
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from inference.evaluation import figures
from inference.network import CATEGORIES
from inference.training.bank import Bank, Example, analyse, build
from inference.training.corpus import Clip, calm_calls, emodb
from inference.training.fit import Recipe, categories, fit, logits
from inference.training.telephone import RATE_HZ, Line, through
from inference.training.vad_file import silero_file

log = logging.getLogger("beistand.training")


@dataclass(frozen=True, slots=True)
class Material:
    """Everything the runs share."""

    bank: Bank
    """EmoDB full clips and calm calls over random lines."""
    test_clips: tuple[Clip, ...]
    test: tuple[Example, ...]
    """EmoDB uniform 2 s clips over a clean line."""


@dataclass(frozen=True, slots=True)
class Report:
    """Pooled over the held-out speakers."""

    auc_anger: float
    uar_anger: float
    recall_at_5_percent: float
    uar_7: float
    ece: float
    temperature: float
    calm_logit: float
    """Mean calibrated logit of neutral clips: where the tracker's population prior comes from."""
    score_at_5_percent: float
    """Calibrated score that 5 % of what is no anger exceeds."""
    auc_by_speaker: dict[str, float]


def material(data: Path, lines: int, seed: int) -> Material:
    """Read and telephone everything; about a minute."""
    rng = np.random.default_rng(seed)
    clips = emodb(data)
    signals = [clip.read() for clip in clips]
    for call in calm_calls(data):
        track = call.read()
        step = 3 * RATE_HZ
        for at in range(0, len(track) - step, step // 2):
            piece = track[at : at + step]
            # A pause is no negative example of a voice.
            if np.mean(np.abs(piece) > 0.01) > 0.25:
                clips.append(call)
                signals.append(piece)
    vad = silero_file()
    bank = build(clips, signals, lines=lines, rng=rng, vad=vad)
    test_clips = emodb(data, "emodb_uniform2s")
    test = analyse([through(Line(), clip.read(), rng) for clip in test_clips], vad)
    return Material(bank, tuple(test_clips), tuple(test))


def cross_validate(of: Material, recipe: Recipe, seed: int) -> Report:
    """Ten networks, each tested on the one speaker it never heard."""
    pooled = np.zeros(len(of.test))
    guessed = np.zeros(len(of.test), np.int64)
    angry = np.array([clip.emotion == "anger" for clip in of.test_clips])
    true = np.array([CATEGORIES.index(clip.emotion) for clip in of.test_clips], np.int64)
    by_speaker: dict[str, float] = {}
    for speaker in sorted({clip.speaker for clip in of.test_clips}):
        chosen = [i for i, clip in enumerate(of.bank.clips) if clip.speaker != speaker]
        held = np.array([i for i, c in enumerate(of.test_clips) if c.speaker == speaker])
        network = fit(of.bank, chosen, recipe, seed)
        examples = [of.test[i] for i in held]
        pooled[held] = logits(network, examples).numpy()
        guessed[held] = categories(network, examples).argmax(1).numpy()
        by_speaker[speaker] = round(figures.auc(pooled[held], angry[held]), 4)
        log.info("held out", extra={"speaker": speaker, "auc": by_speaker[speaker]})
    temperature = figures.temperature(pooled, angry)
    neutral = np.array([clip.emotion == "neutral" for clip in of.test_clips])
    probability = 1 / (1 + np.exp(-pooled / temperature))
    return Report(
        auc_anger=round(figures.auc(pooled, angry), 4),
        uar_anger=round(figures.uar((pooled > 0).astype(np.int64), angry.astype(np.int64)), 4),
        recall_at_5_percent=round(figures.recall_at_false_positives(pooled, angry, 0.05), 4),
        uar_7=round(figures.uar(guessed, true), 4),
        ece=round(figures.expected_calibration_error(probability, angry), 4),
        temperature=round(temperature, 4),
        calm_logit=round(float(pooled[neutral].mean() / temperature), 3),
        score_at_5_percent=round(float(np.quantile(probability[~angry], 0.95)), 3),
        auc_by_speaker=by_speaker,
    )


def arguments(description: str) -> argparse.ArgumentParser:
    """What every training command takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, default=os.environ.get("BEISTAND_DATA"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--lines", type=int, default=6, help="telephone lines per clip")
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    return parser


def main(argv: list[str]) -> int:
    parser = arguments("Leave one speaker out over EmoDB.")
    options = parser.parse_args(argv)
    if options.data is None:
        parser.error("name the data folder by --data or BEISTAND_DATA")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(2)
    of = material(Path(options.data), options.lines, options.seed)
    report = cross_validate(of, Recipe(epochs=options.epochs), options.seed)
    sys.stdout.write(json.dumps(asdict(report), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
