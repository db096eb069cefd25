"""One training run: a bank and a seed in, a network out. Nothing here looks at test speakers."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from inference.network import CATEGORIES, TensionNetwork
from inference.training.bank import Bank, Example, batch

log = logging.getLogger("beistand.training")

_CALM_CATEGORY: Final = -1  # service calls carry no category label


@dataclass(frozen=True, slots=True)
class Recipe:
    """Fixed before the first run on held-out speakers; see the model card."""

    epochs: int = 16
    batch_size: int = 64
    learning_rate: float = 3e-3
    weight_decay: float = 1e-2
    category_weight: float = 0.5
    """Of the seven-category auxiliary task."""
    smoothing: float = 0.05
    """Label smoothing of both tasks: actors' intentions are not certainties."""
    passes: int = 2
    """Crops of each clip per epoch."""


def fit(bank: Bank, chosen: Sequence[int], recipe: Recipe, seed: int) -> TensionNetwork:
    """Train on the clips `chosen` (indices into the bank); deterministic for a seed on one CPU."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = TensionNetwork()
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay
    )
    items = np.repeat(np.asarray(chosen), recipe.passes)
    steps = -(-len(items) // recipe.batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.learning_rate, total_steps=steps * recipe.epochs
    )
    tense = torch.tensor([float(c.emotion == "anger") for c in bank.clips])
    category = torch.tensor([_category(c.emotion) for c in bank.clips])
    network.train()
    for epoch in range(recipe.epochs):
        rng.shuffle(items)
        total = 0.0
        for part in np.array_split(items, steps):
            features, voiced = batch([bank.crop(int(i), rng) for i in part])
            features = _mask(features, rng)
            logit, categories = network(features, voiced)
            target = tense[part] * (1 - 2 * recipe.smoothing) + recipe.smoothing
            loss = functional.binary_cross_entropy_with_logits(logit, target)
            loss = loss + recipe.category_weight * functional.cross_entropy(
                categories,
                category[part],
                ignore_index=_CALM_CATEGORY,
                label_smoothing=recipe.smoothing,
            )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
        log.info("epoch", extra={"epoch": epoch + 1, "loss": round(total / steps, 4)})
    return network.eval()


@torch.inference_mode()
def logits(network: TensionNetwork, examples: Sequence[Example]) -> Tensor:
    """Tension logits, float32 (n,), of whole examples (the first 3 s of each)."""
    parts = [network(*batch(examples[i : i + 128]))[0] for i in range(0, len(examples), 128)]
    return torch.cat(parts)


@torch.inference_mode()
def categories(network: TensionNetwork, examples: Sequence[Example]) -> Tensor:
    """Category logits, float32 (n, 7)."""
    parts = [network(*batch(examples[i : i + 128]))[1] for i in range(0, len(examples), 128)]
    return torch.cat(parts)


def _category(emotion: str) -> int:
    return CATEGORIES.index(emotion) if emotion in CATEGORIES else _CALM_CATEGORY


def _mask(features: Tensor, rng: np.random.Generator) -> Tensor:
    """SpecAugment, lightly: up to 6 mels and up to 0.2 s of every example become average."""
    for row in features:
        width, at = int(rng.integers(0, 7)), int(rng.integers(0, features.shape[1]))
        row[at : at + width] = 0.0
        width, at = int(rng.integers(0, 21)), int(rng.integers(0, features.shape[2]))
        row[:, at : at + width] = 0.0
    return features
