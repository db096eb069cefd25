"""The encoder read from CTranslate2's file: every length checked, the numbers those of theirs."""

import struct
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from desktop.paths import paths_under
from inference.whisper.encoder import EarlyEncoder, from_model_bin, names
from inference.whisper.model_bin import ModelBin, ModelBinError

pytestmark = pytest.mark.model

INSTALLED = paths_under(Path(sys.prefix) / "beistand").models / "whisper-base"
needs_whisper = pytest.mark.skipif(
    not (INSTALLED / "model.bin").is_file(),
    reason="whisper-base is not installed (.ci/setup test fetches it where there is a registry)",
)


def _string(text: str) -> bytes:
    raw = text.encode() + b"\0"
    return struct.pack("<H", len(raw)) + raw


def _variable(name: str, array: np.ndarray, kind: int, size: int | None = None) -> bytes:
    data = array.tobytes()
    dims = struct.pack(f"<{array.ndim}I", *array.shape)
    length = len(data) if size is None else size
    return (
        _string(name)
        + struct.pack("<B", array.ndim)
        + dims
        + struct.pack("<BI", kind, length)
        + data
    )


def _file(variables: list[bytes], version: int = 6, count: int | None = None) -> bytes:
    number = len(variables) if count is None else count
    head = struct.pack("<I", version) + _string("WhisperSpec") + struct.pack("<II", 3, number)
    return head + b"".join(variables)


WEIGHT = np.arange(6, dtype="<f2").reshape(2, 3)
BIAS = np.arange(3, dtype="<f4")


def _good() -> bytes:
    return _file([_variable("a/weight", WEIGHT, 4), _variable("a/bias", BIAS, 0)])


def _read(tmp_path: Path, content: bytes) -> ModelBin:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    return ModelBin(path)


def test_variables_come_with_their_shapes_and_types(tmp_path: Path) -> None:
    model = _read(tmp_path, _good())
    assert model.spec == "WhisperSpec" and list(model) == ["a/weight", "a/bias"]
    np.testing.assert_array_equal(model["a/weight"], WEIGHT)
    np.testing.assert_array_equal(model["a/bias"], BIAS)
    assert not model["a/bias"].flags.writeable


@pytest.mark.parametrize("length", range(0, len(_good()), 3))
def test_a_file_cut_off_anywhere_is_refused_by_name(tmp_path: Path, length: int) -> None:
    with pytest.raises(ModelBinError, match=r"model\.bin"):
        _read(tmp_path, _good()[:length])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (_file([], version=5), "version 5"),
        (_file([], count=4_000_000_000), "claims"),
        (_file([_variable("a", WEIGHT, 9)]), "type 9"),
        (_file([_variable("a", WEIGHT, 4, size=4)]), "does not fill"),
        (_file([_variable("a", np.zeros((1, 1, 1, 1, 1), "<f4"), 0)]), "5 dimensions"),
        (_file([struct.pack("<H", 2) + b"\xff\0" + bytes(16)]), "no text"),
    ],
)
def test_what_lies_about_itself_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(ModelBinError, match=words):
        _read(tmp_path, content)


def test_a_size_that_would_overflow_is_refused(tmp_path: Path) -> None:
    huge = _string("a") + struct.pack("<BIIBI", 2, 2**31, 2**31, 0, 0)
    with pytest.raises(ModelBinError, match="does not fill"):
        _read(tmp_path, _file([huge]))


def test_another_model_names_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(ModelBinError, match="encoder/conv1/weight"):
        from_model_bin(_read(tmp_path, _good()), 1)


def test_frames_kept_of_the_last_block_are_the_last_of_all() -> None:
    torch.manual_seed(1)
    encoder = EarlyEncoder(64, 2).eval()
    signal = torch.randn(2, 8_000) * 0.05
    with torch.inference_mode():
        whole, last = encoder(signal), encoder(signal, 25)
    assert whole.shape == (2, 3, 50, 64) and last.shape == (2, 3, 25, 64)
    torch.testing.assert_close(whole[:, :, -25:], last, atol=1e-5, rtol=1e-4)


def test_every_parameter_has_a_variable() -> None:
    encoder = EarlyEncoder(64, 3)
    assert {ours for ours, _ in names(3)} == set(encoder.state_dict())


@needs_whisper
def test_the_output_is_that_of_ctranslate2() -> None:
    ctranslate2 = pytest.importorskip("ctranslate2")
    weights = ModelBin(INSTALLED / "model.bin")
    encoder = from_model_bin(weights, 6)
    signal = torch.from_numpy(
        np.random.default_rng(3).normal(0, 0.05, (1, 16_000)).astype(np.float32)
    )
    with torch.inference_mode():
        mel = encoder.mel(signal)
        norm = torch.nn.LayerNorm(512)
        norm.weight.copy_(torch.from_numpy(weights["encoder/layer_norm/gamma"].astype(np.float32)))
        norm.bias.copy_(torch.from_numpy(weights["encoder/layer_norm/beta"].astype(np.float32)))
        ours = norm(encoder(signal)[:, -1]).numpy()
    theirs = ctranslate2.models.Whisper(str(INSTALLED), compute_type="float32").encode(
        ctranslate2.StorageView.from_array(mel.numpy()), to_cpu=True
    )
    difference = np.abs(np.array(theirs) - ours)
    assert difference.max() < 5e-3 and difference.mean() < 2e-4


@needs_whisper
def test_the_telephone_half_of_the_mel_is_whispers_own() -> None:
    """8 kHz computed at half the rate gives what 16 kHz of the same band gives."""
    from audio.resample import resample
    from inference.whisper.mel import WhisperMel

    rng = np.random.default_rng(5)
    spectrum = np.fft.rfft(rng.normal(size=16_000))
    spectrum[6_500:] = 0  # nothing near the edge, where resampling is not exact
    wide = (np.fft.irfft(spectrum) * 0.05).astype(np.float32)
    narrow = resample(wide, 16_000, 8_000)
    mel = WhisperMel()(torch.from_numpy(narrow)[None])[0].numpy()
    window = torch.hann_window(400)
    power = (
        torch.stft(torch.from_numpy(wide), 400, 160, window=window, return_complex=True)[:, :-1]
        .abs()
        .square()
    )
    from torchaudio.functional import melscale_fbanks

    filters = melscale_fbanks(201, 0.0, 8_000.0, 80, 16_000, "slaney", "slaney")
    reference = (filters.T @ power).clamp(min=1e-10).log10()
    reference = (torch.maximum(reference, reference.max() - 8.0) + 4.0) / 4.0
    inside = slice(5, 60), slice(2, -2)
    assert np.abs(mel[inside] - reference.numpy()[inside]).mean() < 0.02
