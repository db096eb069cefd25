"""Trains the bundled tension model and writes everything that goes with it.

    python -m inference.training.train --data DIR

Leave-one-speaker-out first (the figures and the temperature come from speakers a network never
heard), then one network on everything. Writes the model, the training manifest beside it, and the
model's entry in `manifest.toml`. Seeded; about ten minutes on two cores.
"""

import json
import logging
import sys
from dataclasses import asdict
from pathlib import Path

import torch

from inference.models import MANIFEST
from inference.network import Calibration, save
from inference.training import packing
from inference.training.crossval import arguments, cross_validate, material
from inference.training.fit import Recipe, fit

log = logging.getLogger("beistand.training")

MODEL_NAME = "tension-small"


def main(argv: list[str]) -> int:
    parser = arguments("Train the bundled tension model.")
    parser.add_argument("--out", type=Path, default=MANIFEST.parent / f"{MODEL_NAME}.pt")
    options = parser.parse_args(argv)
    if options.data is None:
        parser.error("name the data folder by --data or BEISTAND_DATA")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(2)
    recipe = Recipe(epochs=options.epochs)
    of = material(Path(options.data), options.lines, options.seed)
    log.info("material ready")
    report = cross_validate(of, recipe, options.seed)
    network = fit(of.bank, range(len(of.bank.clips)), recipe, options.seed)
    save(options.out, network, Calibration(report.temperature))
    clips = list(of.bank.clips)
    notes = packing.training_manifest(clips, asdict(report), asdict(recipe), options.seed)
    notes["model"] = {
        "file": options.out.name,
        "sha256": packing.sha256(options.out),
        "parameters": sum(p.numel() for p in network.parameters()),
    }
    packing.write_json(options.out.with_suffix(".training.json"), notes)
    if options.out.parent == MANIFEST.parent:
        packing.update_entry(MANIFEST, MODEL_NAME, options.out)
    sys.stdout.write(json.dumps(asdict(report), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
