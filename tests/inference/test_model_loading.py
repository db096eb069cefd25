"""Which models a worker ends up with: large where it keeps up, small always, none if unwanted."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from audio.formats import Signal
from inference import models
from inference.messages import Initialize, ModelReport, ModelState
from inference.score import Mask, Profile, VoiceScore
from inference.vad import EnergyVoice
from inference.worker import loading
from inference.worker.device import Device
from inference.worker.loading import ENCODER, LARGE, SMALL, VOICE, Models, load_models

pytestmark = pytest.mark.unit


class StandIn:
    """Scorer and stream in one, on `device`; a hop takes `hop_s`."""

    def __init__(self, profile: Profile, device: str, hop_s: float = 0.0) -> None:
        self.profile, self.device, self.hop_s = profile, device, hop_s
        self.sha256 = ""
        self.hops = 0

    def stream(self) -> "StandIn":
        return self

    def push(self, signal: Signal, voiced: Mask) -> None:
        self.hops += 1
        time.sleep(self.hop_s)

    def score(self) -> VoiceScore | None:
        return None

    def clear(self) -> None:
        pass


Load = Callable[..., Models]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """`load_models` over a manifest of stand-ins; `without` are not there, `spoilt` altered."""

    def run(
        *,
        without: tuple[str, ...] = (),
        spoilt: tuple[str, ...] = (),
        device: str = "cpu",
        hop_s: float = 0.0,
        tension: bool = True,
        budget_s: float = 0.05,
    ) -> Models:
        manifest = tmp_path / "manifest.toml"
        rows = []
        for name in (SMALL, LARGE, VOICE, ENCODER):
            source = "installed" if name == ENCODER else "bundled"
            folder = tmp_path / "installed" / name if name == ENCODER else tmp_path
            folder.mkdir(parents=True, exist_ok=True)
            content = name.encode()
            (folder / f"{name}.bin").unlink(missing_ok=True)
            if name not in without:
                kept = b"something else" if name in spoilt else content
                (folder / f"{name}.bin").write_bytes(kept)
            needs = f'needs = ["{ENCODER}"]' if name == LARGE else ""
            rows.append(
                f'[[model]]\nname = "{name}"\npurpose = "p"\nlicence = "l"\n'
                f'sha256 = "{hashlib.sha256(content).hexdigest()}"\nsize_bytes = {len(content)}\n'
                f'source = "{source}"\nfile = "{name}.bin"\n{needs}\n'
            )
        manifest.write_text("\n".join(rows), encoding="utf-8")
        monkeypatch.setattr(loading, "choose", lambda wanted: Device(device, device))
        monkeypatch.setattr(loading, "_load_voice", lambda file: EnergyVoice)
        monkeypatch.setattr(
            loading, "_load_small", lambda file, device: StandIn(Profile.SMALL, device)
        )
        monkeypatch.setattr(
            loading,
            "_load_large",
            lambda file, encoder, device: StandIn(Profile.LARGE, device, hop_s),
        )
        order = Initialize(tension=tension, models=str(tmp_path / "installed"))
        return load_models(order, manifest, budget_s=budget_s)

    return run


def states(loaded: Models) -> dict[str, ModelState]:
    return {report.name: report.state for report in loaded.reports}


def report(loaded: Models, name: str) -> ModelReport:
    (found,) = [r for r in loaded.reports if r.name == name]
    return found


def profiles(loaded: Models) -> list[Profile]:
    return [scorer.profile for scorer in loaded.scorers]


def test_the_large_one_comes_first_where_it_is_installed_and_keeps_up(load: Load) -> None:
    loaded = load()
    assert profiles(loaded) == [Profile.LARGE, Profile.SMALL]
    assert set(states(loaded).values()) == {ModelState.READY}
    assert all(scorer.hops > 0 for scorer in loaded.scorers), "each was warmed up"


def test_a_computer_that_does_not_keep_up_uses_the_small_one_and_says_why(load: Load) -> None:
    loaded = load(hop_s=0.06)
    assert profiles(loaded) == [Profile.SMALL]
    slow = report(loaded, LARGE)
    assert slow.state is ModelState.SLOW and not slow.needed
    assert "0.06 s for half a second" in slow.detail


def test_who_asks_for_it_gets_the_slow_one(load: Load) -> None:
    loaded = load(hop_s=0.06, budget_s=float("inf"))
    assert profiles(loaded) == [Profile.LARGE, Profile.SMALL]


def test_an_encoder_that_nobody_installed_is_no_trouble(load: Load) -> None:
    loaded = load(without=(ENCODER,))
    assert profiles(loaded) == [Profile.SMALL]
    assert states(loaded) == {VOICE: ModelState.READY, SMALL: ModelState.READY}


@pytest.mark.parametrize("spoilt", [LARGE, ENCODER])
def test_a_large_model_that_is_not_the_measured_one_is_named(load: Load, spoilt: str) -> None:
    loaded = load(spoilt=(spoilt,))
    assert profiles(loaded) == [Profile.SMALL]
    failed = report(loaded, spoilt)
    assert failed.state is ModelState.FAILED and not failed.needed
    assert spoilt in failed.detail and "SHA-256" in failed.detail


def test_a_graphics_card_has_a_processor_behind_it(load: Load) -> None:
    loaded = load(device="cuda")
    assert [(s.profile, s.device) for s in loaded.scorers] == [  # type: ignore[attr-defined]
        (Profile.LARGE, "cuda"),
        (Profile.SMALL, "cuda"),
        (Profile.SMALL, "cpu"),
    ]


def test_one_that_breaks_at_its_first_hop_is_not_used(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(self: StandIn, signal: Signal, voiced: Mask) -> None:
        if self.profile is Profile.LARGE:
            raise RuntimeError("CUDA error: out of memory")

    monkeypatch.setattr(StandIn, "push", gone)
    loaded = load()
    assert profiles(loaded) == [Profile.SMALL]
    assert "out of memory" in report(loaded, LARGE).detail


def test_without_emotion_no_file_of_it_is_touched(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched = []
    find = models.find

    def spy(entry: models.ModelEntry, *args: object) -> models.ModelFile:
        touched.append(entry.name)
        return find(entry, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(models, "find", spy)
    loaded = load(tension=False)
    assert loaded.scorers == () and loaded.scorer is None
    assert touched == [VOICE]
    assert states(loaded) == {
        VOICE: ModelState.READY,
        LARGE: ModelState.OFF,
        SMALL: ModelState.OFF,
    }
    assert not report(loaded, SMALL).needed
    assert "your setting" in report(loaded, SMALL).detail


def test_a_small_model_that_is_gone_is_missed(load: Load) -> None:
    loaded = load(without=(SMALL,))
    assert profiles(loaded) == [Profile.LARGE]
    assert report(loaded, SMALL).state is ModelState.MISSING
    assert not report(loaded, SMALL).needed, "the large one scores"
    assert report(load(without=(SMALL, ENCODER)), SMALL).needed


def test_a_graphics_card_that_works_for_nobody(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(self: StandIn, signal: Signal, voiced: Mask) -> None:
        if self.device == "cuda":
            raise RuntimeError("CUDA error: no kernel image is available")

    monkeypatch.setattr(StandIn, "push", gone)
    loaded = load(device="cuda")
    assert [s.device for s in loaded.scorers] == ["cpu"]  # type: ignore[attr-defined]
    assert states(loaded)[SMALL] is ModelState.READY
    assert states(loaded)[LARGE] is ModelState.FAILED
