"""The frozen-feature linear probe: what the untrained blocks of the installed encoder hold already.

Mean and deviation over time of blocks 2 and 3 of Whisper's encoder, whole clip at once, under
logistic regression: what anybody with the same download would try first.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from audio.formats import Signal
from inference.evaluation.baselines import Feature, Kind, compare
from inference.evaluation.report import Report
from inference.evaluation.shipped import ENCODER, ModelNotInstalled, encoder_file
from inference.models import ModelUnavailable

BLOCKS: Final = (2, 3)
_FRAME: Final = 160
_LEVEL: Final = 0.05  # -26 dB re full scale


def probe(data: Path, folders: Sequence[Path]) -> Report:
    """Raises ModelNotInstalled, corpora.FolderError, ModuleNotFoundError without scikit-learn."""
    try:
        file = encoder_file(folders)
    except ModelUnavailable as error:
        raise ModelNotInstalled(str(error)) from error
    name = f"linear probe on blocks {', '.join(map(str, BLOCKS))} of {ENCODER}"
    return compare(data, name, statistics(file), Kind.LINEAR)


def statistics(model_bin: Path, blocks: Sequence[int] = BLOCKS) -> Feature:
    """Mean and deviation over time after each of `blocks` (0: after the convolutions)."""
    import torch

    from inference.whisper.encoder import from_model_bin
    from inference.whisper.model_bin import ModelBin

    encoder = from_model_bin(ModelBin(model_bin), max(blocks))

    def feature(signal: Signal) -> npt.NDArray[np.floating[Any]]:
        whole = signal[: max(_FRAME, len(signal) // _FRAME * _FRAME)]
        rms = float(np.sqrt(np.mean(np.square(whole)) + 1e-10))
        with torch.inference_mode():
            outputs = encoder(torch.from_numpy(whole * np.float32(_LEVEL / rms))[None])[0]
            chosen = outputs[list(blocks)]
            vector = torch.cat([chosen.mean(1), chosen.std(1)], 1).flatten()
        found: npt.NDArray[np.float32] = vector.numpy()
        return found

    return feature
