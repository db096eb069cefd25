"""Examples in, a head out: convex fits, so the answer depends on the data and nothing else."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from inference.evaluation import figures
from inference.head import FOUR, LEVELS, Head, Readings
from inference.training.material import NONE, SEVEN, Examples

_STEPS: Final = 40
_AROUSAL: Final = LEVELS
_QUALITY: Final = LEVELS + 1
_SEVEN: Final = LEVELS + 2


@dataclass(frozen=True, slots=True)
class Recipe:
    """The shrinkage is chosen inside the training speakers. The candidates themselves, and what the
    heads learn from, were settled after looking at held-out EmoDB speakers: see the model card."""

    shrinkages: tuple[float, ...] = (3e-3, 1e-2, 3e-2)
    """Of the squared weights, on standardised inputs."""


def fit(examples: Examples, shrinkage: float) -> tuple[Head, Tensor]:
    """The head, and the comparison's seven-class readings: float32 (inputs + 1, 7), bias last, on
    standardised inputs. The head's four classes are four of the seven. Not calibrated yet."""
    inputs = examples.inputs.float()
    head = Head(inputs.shape[1])
    head.get_buffer("centre").copy_(inputs.mean(0))
    head.get_buffer("scale").copy_(inputs.std(0) + 1e-3)
    standard = standardise(head, inputs)
    weights = torch.zeros(standard.shape[1], LEVELS + 2 + len(SEVEN), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=_STEPS, history_size=10)
    aroused = ~examples.arousal.isnan()
    speech = examples.quality > 0

    def loss() -> Tensor:
        optimizer.zero_grad()
        out = standard @ weights
        total = LEVELS * functional.binary_cross_entropy_with_logits(
            out[speech, :LEVELS], examples.level[speech]
        )
        total = total + functional.binary_cross_entropy_with_logits(
            out[aroused, _AROUSAL], examples.arousal[aroused]
        )
        total = total + functional.binary_cross_entropy_with_logits(
            out[:, _QUALITY], examples.quality
        )
        total = total + functional.cross_entropy(out[:, _SEVEN:], examples.seven, ignore_index=NONE)
        total = total + shrinkage * weights[:-1].square().sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    found = weights.detach()
    of_four = [_SEVEN + SEVEN.index(name) for name in FOUR]
    kept = found[:, [*range(LEVELS), *of_four, _AROUSAL, _QUALITY]]
    with torch.no_grad():
        head.linear.weight.copy_(kept[:-1].T)
        head.linear.bias.copy_(kept[-1])
    return head.eval(), found[:, _SEVEN:]


def standardise(head: Head, inputs: Tensor) -> Tensor:
    """With a column of ones behind, float32 (n, inputs + 1)."""
    standard = (inputs.float() - head.get_buffer("centre")) / head.get_buffer("scale")
    return torch.cat([standard, torch.ones(len(standard), 1)], 1)


@torch.inference_mode()
def calibrate(head: Head, said: Readings, examples: Examples) -> None:
    """Set the head's temperatures and offset, from the readings (not calibrated) that heads fitted
    without their speakers gave of `examples`."""
    angry = (examples.level[:, 1] > 0.5).numpy()
    tension, offset = figures.scaling(said.tension.double().numpy(), angry)
    known = examples.four != NONE
    logits = said.four[known]
    grid = np.geomspace(0.3, 6.0, 120)
    losses = [float(functional.cross_entropy(logits / t, examples.four[known])) for t in grid]
    four = float(grid[int(np.argmin(losses))])
    head.get_buffer("temperature").copy_(torch.tensor([tension, four]))
    head.get_buffer("offset").fill_(offset)
