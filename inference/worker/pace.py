"""Whether this computer keeps up with a model: a few hops of it, measured. No torch here."""

import statistics
import time
from collections.abc import Callable
from typing import Final

import numpy as np

from inference.score import CONTEXT_SAMPLES, HOP_SAMPLES, Scorer

BUDGET_S: Final = 0.15
"""What a hop of half a second may cost. The rest is for the voice detector and the facts (about
10 ms), a second leg, and a computer that is busier in a call than now: twice as slow must do."""
_FILL_HOPS: Final = 6  # three seconds of voice: what a score is pooled over in a call
_MEASURED_HOPS: Final = 5
_ENOUGH_S: Final = 3.0  # a model that takes this long has said what there is to know


def hop_cost_s(scorer: Scorer, clock: Callable[[], float] = time.perf_counter) -> float:
    """The median hop: half a second of noise in, a score out. Warms the model up on the way.

    Raises whatever the model raises.
    """
    stream = scorer.stream()
    # noise as loud as speech on a telephone: silence might be cheaper
    hop = np.random.default_rng(0).normal(0.0, 0.05, CONTEXT_SAMPLES + HOP_SAMPLES)
    signal = hop.astype(np.float32)
    voiced = np.ones(HOP_SAMPLES // 80, np.bool_)
    began_s = clock()
    costs: list[float] = []
    for _ in range(_FILL_HOPS + _MEASURED_HOPS):
        before_s = clock()
        stream.push(signal, voiced)
        stream.score()
        costs.append(clock() - before_s)
        if clock() - began_s > _ENOUGH_S:
            break
    return statistics.median(costs[-_MEASURED_HOPS:])
