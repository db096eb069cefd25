"""Encoder frames, pooling, streams and model files, on a small random encoder."""

from pathlib import Path

import numpy as np
import pytest
import torch

from audio.formats import Signal
from inference.frames import FrameEncoder, FrameFormat, chunk, chunks, level
from inference.head import Head, pooled
from inference.messages import Population
from inference.score import Profile
from inference.scorer import (
    FORMAT,
    ModelFileError,
    Parts,
    Stream,
    TensionScorer,
    load_large,
    load_small,
    packed,
    save,
)
from inference.whisper.encoder import EarlyEncoder

pytestmark = pytest.mark.unit

SHAPE = FrameFormat(layers=(0, 1), context_samples=1_920)


@pytest.fixture(scope="module")
def parts() -> Parts:
    torch.manual_seed(2)
    encoder = EarlyEncoder(64, 1, positions=40)
    for weight in encoder.parameters():
        torch.nn.init.normal_(weight, 0.0, 0.1)
    return Parts(Profile.SMALL, SHAPE, Head(256).eval(), Population(), packed(encoder, 37))


@pytest.fixture(scope="module")
def scorer(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> TensionScorer:
    path = tmp_path_factory.mktemp("model") / "small.pt"
    save(path, parts)
    return load_small(path.read_bytes(), path.name)


def _speech(seconds: float, seed: int = 0) -> Signal:
    rng = np.random.default_rng(seed)
    return rng.normal(0, 0.05, int(seconds * 8_000)).astype(np.float32)


def _feed(stream: Stream, signal: Signal, voiced: np.ndarray) -> None:
    for at in range(0, len(signal), 4_000):
        end = min(len(signal), at + 4_000)
        stream.push(signal[max(0, at - 8_000) : end], voiced[at // 80 : end // 80])


def test_a_recording_in_batches_gives_the_frames_of_a_live_leg(scorer: TensionScorer) -> None:
    signal = _speech(2.3)
    with torch.inference_mode():
        batch = scorer.encoder.encode(torch.from_numpy(chunks(signal, SHAPE)))
        single = torch.cat(
            [
                scorer.encoder.encode(
                    torch.from_numpy(
                        chunk(signal[: at + 4_000], len(signal[at : at + 4_000]), SHAPE)
                    )[None]
                )
                for at in range(0, len(signal), 4_000)
            ]
        )
    torch.testing.assert_close(batch, single, atol=1e-4, rtol=1e-4)


def test_loudness_says_nothing() -> None:
    quiet, loud = torch.from_numpy(_speech(1.0))[None] * 0.05, torch.from_numpy(_speech(1.0))[None]
    torch.testing.assert_close(level(quiet), level(loud), atol=1e-3, rtol=0.02)
    assert float(level(loud).square().mean().sqrt()) == pytest.approx(0.05, rel=0.02)
    assert torch.isfinite(level(torch.zeros(1, 4_000))).all()


def test_pauses_neither_count_nor_dilute(scorer: TensionScorer) -> None:
    speech = _speech(2.0)
    alone = scorer.stream()
    _feed(alone, speech, np.ones(200, bool))
    paused = scorer.stream()
    for hop in range(4):
        piece = speech[max(0, hop * 4_000 - 8_000) : (hop + 1) * 4_000]
        paused.push(piece, np.ones(50, bool))
        paused.push(np.zeros(4_000, np.float32), np.zeros(50, bool))
    assert paused.score() == alone.score()


def test_only_the_last_three_voiced_seconds_count(scorer: TensionScorer) -> None:
    early, late = _speech(4.0, seed=1), _speech(4.0, seed=2)
    both = scorer.stream()
    _feed(both, np.concatenate([early, late]), np.ones(800, bool))
    # its first hops are heard with another context, and have left the pool as well
    alone = scorer.stream()
    _feed(alone, late, np.ones(400, bool))
    assert both.score() == alone.score()


def test_voice_older_than_ten_seconds_is_forgotten(scorer: TensionScorer) -> None:
    stream = scorer.stream()
    stream.push(_speech(0.5), np.ones(50, bool))
    for _ in range(20):
        stream.push(np.zeros(4_000, np.float32), np.zeros(50, bool))
    assert stream.score() is None


def test_no_voice_no_score_and_broken_audio_is_no_voice(scorer: TensionScorer) -> None:
    stream = scorer.stream()
    assert stream.score() is None and stream.four() is None
    broken = _speech(0.5)
    broken[7] = np.nan
    stream.push(broken, np.ones(50, bool))
    assert stream.score() is None
    stream.push(_speech(0.5), np.ones(50, bool))
    score = stream.score()
    assert score is not None and 0 <= score.tension <= 1
    stream.clear()
    assert stream.score() is None


def test_pooling_is_mean_and_deviation_of_the_voiced_frames() -> None:
    values = torch.tensor([[[1.0, 4.0]], [[3.0, 4.0]], [[99.0, 99.0]]])
    found = pooled(values, torch.tensor([True, True, False]))
    torch.testing.assert_close(found, torch.tensor([2.0, 4.0, 1.0, 0.0]))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"x" * 2_000])
def test_what_is_no_model_is_named(content: bytes) -> None:
    with pytest.raises(ModelFileError, match=r"odd\.pt"):
        load_small(content, "odd.pt")


def test_a_truncated_model_file_is_named(parts: Parts, tmp_path: Path) -> None:
    path = tmp_path / "cut.pt"
    save(path, parts)
    with pytest.raises(ModelFileError, match=r"cut\.pt"):
        load_small(path.read_bytes()[:-5_000], path.name)


def test_a_model_of_another_format_is_named(tmp_path: Path) -> None:
    path = tmp_path / "old.pt"
    torch.save({"format": 1, "weights": {}}, path)
    with pytest.raises(ModelFileError, match=f"format 1, wanted {FORMAT}"):
        load_small(path.read_bytes(), path.name)


def test_a_large_head_without_its_encoder_says_so(parts: Parts, tmp_path: Path) -> None:
    path = tmp_path / "large.pt"
    save(path, Parts(Profile.LARGE, SHAPE, parts.head, parts.population, None))
    with pytest.raises(ModelFileError, match="no encoder"):
        load_small(path.read_bytes(), path.name)
    (tmp_path / "model.bin").write_bytes(b"")
    with pytest.raises(ValueError, match="empty"):
        load_large(path.read_bytes(), path.name, tmp_path / "model.bin")


def test_head_and_encoder_must_fit(parts: Parts, tmp_path: Path) -> None:
    path = tmp_path / "odd.pt"
    save(path, Parts(Profile.SMALL, SHAPE, Head(128).eval(), parts.population, parts.encoder))
    with pytest.raises(ModelFileError, match="do not fit"):
        load_small(path.read_bytes(), path.name)


def test_a_frame_encoder_gives_the_chosen_layers() -> None:
    encoder = FrameEncoder(EarlyEncoder(64, 2), FrameFormat((2,), 1_920))
    assert encoder.encode(torch.zeros(3, 5_920)).shape == (3, 25, 1, 64)
