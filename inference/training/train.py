"""Trains the tension models and writes everything that goes with them.

    python -m inference.training.train --data DIR --models DIR --work DIR [--profile small]

`--models` is where `beistand models install whisper-base` put the encoder. Leave-one-speaker-out
first (figures, calibration and scale come from speakers a head never heard), then one head on
everything. Writes the model, the training manifest beside it, the fold models into the work folder,
and the model's entry in `manifest.toml`. Seeded; what was encoded stays in the work folder, so an
interrupted run goes on. A GPU is used for the encoding when there is one.
"""

import argparse
import json
import logging
import os
import sys
from dataclasses import asdict
from pathlib import Path

import torch

from inference.frames import LARGE, SMALL, FrameEncoder
from inference.models import MANIFEST, find, read_manifest
from inference.score import HOP_SAMPLES, Profile
from inference.scorer import Parts, packed, save
from inference.training import packing
from inference.training.fit import Recipe
from inference.training.folds import calibrated, cross_validate, speakers_of
from inference.training.material import gather
from inference.training.vad_file import silero_file
from inference.whisper.encoder import SAMPLES_PER_FRAME, from_model_bin
from inference.whisper.model_bin import ModelBin

log = logging.getLogger("beistand.training")

SHAPES = {Profile.SMALL: SMALL, Profile.LARGE: LARGE}


def main(argv: list[str]) -> int:
    options = _arguments().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    torch.set_num_threads(options.threads)
    entry = next(one for one in read_manifest() if one.name == "whisper-base")
    weights = ModelBin(find(entry, MANIFEST, [options.models]).path)
    for profile in options.profile or list(Profile):
        report = _train(profile, weights, options)
        sys.stdout.write(json.dumps({profile.value: report}, indent=2) + "\n")
    return 0


def _train(profile: Profile, weights: ModelBin, options: argparse.Namespace) -> dict[str, object]:
    shape = SHAPES[profile]
    device = "cuda" if torch.cuda.is_available() else "cpu"
    whole = from_model_bin(weights, max(shape.layers))
    encoder = FrameEncoder(whole, shape, device)
    of = gather(options.data, options.work / "bank", profile.value, encoder, silero_file())
    log.info("%s: %d examples of %d inputs", profile, *of.train.inputs.shape)
    recipe = Recipe()
    folds, report = cross_validate(of, recipe)
    positions = (shape.context_samples + HOP_SAMPLES) // SAMPLES_PER_FRAME
    carried = packed(whole.cpu(), positions) if profile is Profile.SMALL else None
    places = options.work / "folds" / profile.value
    places.mkdir(parents=True, exist_ok=True)
    for fold in folds:
        parts = Parts(profile, shape, fold.head, fold.population, carried)
        save(places / f"{fold.speaker}.pt", parts)
    head, population, _ = calibrated(of.train, speakers_of(of.uniform), recipe)
    out = options.out / f"tension-{profile.value}.pt"
    save(out, Parts(profile, shape, head, population, carried))
    notes = packing.training_manifest(
        list(of.clips), list(of.sounds.sources), report.plain(), asdict(recipe)
    )
    notes["model"] = {
        "file": out.name,
        "sha256": packing.sha256(out),
        "trained_parameters": sum(p.numel() for p in head.parameters()),
        "population": {name: getattr(population, name) for name in population.__struct_fields__},
    }
    packing.write_json(out.with_suffix(".training.json"), notes)
    if out.parent == MANIFEST.parent:
        packing.update_entry(MANIFEST, f"tension-{profile.value}", out)
    return report.plain()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Train the tension models.")
    data = os.environ.get("BEISTAND_DATA")
    parser.add_argument("--data", type=Path, default=data, required=data is None)
    parser.add_argument("--models", type=Path, required=True, help="holds whisper-base")
    parser.add_argument("--work", type=Path, required=True, help="what was encoded; reused")
    parser.add_argument("--out", type=Path, default=MANIFEST.parent)
    parser.add_argument("--profile", type=Profile, action="append", choices=list(Profile))
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
