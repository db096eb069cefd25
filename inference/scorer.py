"""The tension models, loaded: an encoder that hears and a head that was trained.

The small one carries its encoder in its own file; the large one takes more of the same encoder from
the Whisper model that speech recognition installs. What is computed is the same.
"""

import hashlib
import io
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor

from audio.formats import Signal
from inference.frames import HOP_FRAMES, FrameEncoder, FrameFormat, chunk
from inference.head import Head, pooled
from inference.messages import Population
from inference.score import VOICED_S, Mask, Profile, VoiceScore
from inference.whisper.encoder import FRAMES_PER_S, EarlyEncoder, from_model_bin
from inference.whisper.model_bin import ModelBin

FORMAT: Final = 4
_POOLED_FRAMES: Final = int(VOICED_S * FRAMES_PER_S)
_MOST_HOPS: Final = 20
"""Ten seconds: voice older than that says nothing of now."""


class ModelFileError(ValueError):
    """The file is not a tension model of this format."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a model file holds."""

    profile: Profile
    shape: FrameFormat
    head: Head
    population: Population
    encoder: dict[str, Tensor] | None
    """float16, the small model's; None: the encoder is somewhere else."""


class TensionScorer:
    """`inference.score.Scorer`."""

    def __init__(self, parts: Parts, encoder: FrameEncoder, sha256: str) -> None:
        self.profile = parts.profile
        self.population = parts.population
        self.sha256 = sha256
        self.encoder = encoder
        self.head = parts.head

    def stream(self) -> "Stream":
        return Stream(self.encoder, self.head)


class Stream:
    """`inference.score.ScoreStream`."""

    def __init__(self, encoder: FrameEncoder, head: Head) -> None:
        self._encoder = encoder
        self._head = head
        self._hops: deque[Tensor] = deque(maxlen=_MOST_HOPS)
        """Voiced frames of each hop, float32 (0..25, layers, width)."""

    def push(self, signal: Signal, voiced: Mask) -> None:
        if not voiced.any() or not np.isfinite(signal).all():
            if self._hops:
                self._hops.append(self._hops[-1][:0])  # time passes, older voice falls out
            return
        piece = chunk(signal, len(voiced) * 80, self._encoder.shape)
        mask = torch.zeros(HOP_FRAMES, dtype=torch.bool)
        heard = voiced[::2]
        mask[: len(heard)] = torch.from_numpy(heard.copy())
        self._hops.append(self._encoder.encode(torch.from_numpy(piece)[None])[0][mask])

    def score(self) -> VoiceScore | None:
        heard = self._heard()
        return None if heard is None else self._head.score(heard, _all(heard))

    def four(self) -> tuple[float, ...] | None:
        """The same voice as probabilities of `inference.head.FOUR`; for evaluation."""
        heard = self._heard()
        if heard is None:
            return None
        with torch.inference_mode():
            said = self._head(pooled(heard, _all(heard))[None])
            return tuple(torch.softmax(said.four[0], 0).tolist())

    def _heard(self) -> Tensor | None:
        heard = torch.cat(list(self._hops))[-_POOLED_FRAMES:] if self._hops else None
        return heard if heard is not None and len(heard) else None

    def clear(self) -> None:
        self._hops.clear()


def _all(frames: Tensor) -> Tensor:
    return torch.ones(len(frames), dtype=torch.bool)


def save(path: Path, parts: Parts) -> None:
    """Plain tensors and numbers: loadable with `weights_only=True`, no code inside."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "profile": parts.profile.value,
        "layers": list(parts.shape.layers),
        "context_samples": parts.shape.context_samples,
        "head": {name: value.half() for name, value in parts.head.state_dict().items()},
        "population": {name: getattr(parts.population, name) for name in _POPULATION},
        "encoder": parts.encoder,
    }
    torch.save(content, path)


_POPULATION: Final = Population.__struct_fields__


def read(content: bytes, name: str) -> Parts:
    """From a file's bytes; raises ModelFileError, naming `name`, if they are no such model."""
    try:
        saved: Any = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
        if saved["format"] != FORMAT:
            raise ModelFileError(f"{name} has format {saved['format']}, wanted {FORMAT}")
        shape = FrameFormat(tuple(saved["layers"]), int(saved["context_samples"]))
        state = {key: value.float() for key, value in saved["head"].items()}
        head = Head(len(state["centre"]))
        head.load_state_dict(state)
        return Parts(
            Profile(saved["profile"]),
            shape,
            head.eval(),
            Population(**{key: float(saved["population"][key]) for key in _POPULATION}),
            saved["encoder"],
        )
    except ModelFileError:
        raise
    except Exception as error:
        raise ModelFileError(f"{name} is no tension model ({type(error).__name__})") from error


def load_small(content: bytes, name: str, device: str = "cpu") -> TensionScorer:
    """The bundled model. Raises ModelFileError."""
    parts = read(content, name)
    if parts.encoder is None:
        raise ModelFileError(f"{name} holds no encoder")
    try:
        encoder = unpacked(parts.encoder)
    except (KeyError, RuntimeError) as error:
        raise ModelFileError(f"{name}: its encoder is damaged ({type(error).__name__})") from error
    return _scorer(parts, encoder, content, device)


def load_large(content: bytes, name: str, model_bin: Path, device: str = "cpu") -> TensionScorer:
    """The bundled head `content` on the installed Whisper encoder.

    Raises ModelFileError; ModelBinError or OSError where `model_bin` is not usable.
    """
    parts = read(content, name)
    return _scorer(
        parts, from_model_bin(ModelBin(model_bin), max(parts.shape.layers)), content, device
    )


def load(content: bytes, name: str, model_bin: Path | None, device: str = "cpu") -> TensionScorer:
    """Either: `model_bin` is used where the file carries no encoder."""
    if read(content, name).encoder is not None:
        return load_small(content, name, device)
    if model_bin is None:
        raise ModelFileError(f"{name} needs the Whisper encoder")
    return load_large(content, name, model_bin, device)


def packed(encoder: EarlyEncoder, positions: int) -> dict[str, Tensor]:
    """float16 weights, with no more position encodings than a chunk has frames."""
    weights = {name: value.detach().half() for name, value in encoder.state_dict().items()}
    weights["position"] = weights["position"][:positions].clone()
    return weights


def unpacked(weights: dict[str, Tensor]) -> EarlyEncoder:
    """Float32 again. Raises KeyError or RuntimeError where weights are missing or misshapen."""
    positions, width = weights["position"].shape
    blocks = len({name.split(".")[1] for name in weights if name.startswith("blocks.")})
    encoder = EarlyEncoder(width, blocks, positions)
    encoder.load_state_dict({name: value.float() for name, value in weights.items()})
    return encoder.eval()


def _scorer(parts: Parts, encoder: EarlyEncoder, content: bytes, device: str) -> TensionScorer:
    frames = FrameEncoder(encoder, parts.shape, device)
    if len(parts.head.get_buffer("centre")) != 2 * len(parts.shape.layers) * frames.width:
        raise ModelFileError("head and encoder do not fit each other")
    return TensionScorer(parts, frames, hashlib.sha256(content).hexdigest())
