"""The worker as a process: start, serve, survive what is thrown at it."""

import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

import numpy as np
import pytest

from audio.formats import SAMPLE_RATE_HZ, Pcm
from audio.ring import CAPACITY_FRAMES, RingWriter
from inference.messages import (
    PROTOCOL,
    AttachLeg,
    DetachLeg,
    Estimate,
    Initialize,
    LegProblem,
    ModelState,
    Ping,
    Pong,
    Ready,
    Shutdown,
)

pytestmark = pytest.mark.process

Feed = Callable[..., None]


def test_start_names_every_model(served) -> None:
    ready = served.ready

    assert ready.protocol == PROTOCOL
    assert ready.pid == served.process.pid
    assert ready.device.startswith(("cpu", "cuda", "mps"))
    assert {m.name: m.state for m in ready.models} == {
        "tension-small": ModelState.READY,
        "silero-vad": ModelState.READY,
    }


def _speak(worker, ring, feed: Feed, speech: Pcm, from_s: float = 0.0) -> Estimate:
    """Four seconds, a hop at a time (what comes at once counts as late, and is skipped); the last
    estimate."""
    hop = SAMPLE_RATE_HZ // 2
    feed(ring, speech[: 2 * hop])
    estimate = worker.wait_for(Estimate)
    for number in range(2, 9):
        feed(ring, speech[number * hop : (number + 1) * hop])
        if estimate.t_s < from_s + number / 2 - 0.01:
            estimate = worker.wait_for(Estimate)
    return estimate


def test_while_models_load_pings_are_answered_and_legs_wait(worker, ring, feed, speech) -> None:
    worker.send(Initialize())
    worker.send(AttachLeg("call", 3, ring.name, 40.0))
    worker.send(Ping(7))

    worker.wait_for(Pong, lambda pong: pong.number == 7)

    assert not any(isinstance(m, Ready) for m in worker.seen)
    worker.wait_for(Ready)

    estimate = _speak(worker, ring, feed, speech, from_s=40.0)

    assert estimate.tension is not None
    assert (estimate.leg, estimate.epoch) == ("call", 3)
    assert 41.0 < estimate.t_s <= 44.0
    assert estimate.captured_ns < estimate.emitted_ns


def test_speech_gives_scores_and_facts(served, ring, feed: Feed, speech: Pcm) -> None:
    served.send(AttachLeg("call", 1, ring.name, 0.0))

    estimate = _speak(served, ring, feed, speech)

    assert estimate.tension is not None and 0.0 <= estimate.tension <= 1.0
    assert estimate.quality > 0.5
    assert estimate.facts.voiced_s > 1.5
    assert estimate.facts.level_db is not None and -45 < estimate.facts.level_db < -10
    assert estimate.facts.silence_s < 1.0


def test_silence_gives_estimates_without_a_score(served, ring, feed: Feed) -> None:
    served.send(AttachLeg("call", 1, ring.name, 0.0))
    feed(ring, np.zeros(4 * SAMPLE_RATE_HZ, np.int16))

    estimate = served.wait_for(Estimate, lambda e: e.t_s > 3.5)

    assert estimate.tension is None
    assert estimate.quality == 0.0
    assert estimate.facts.silence_s == pytest.approx(estimate.t_s, abs=0.1)
    assert estimate.facts.level_db is None


def test_late_windows_are_skipped_and_said(served, ring, feed: Feed, speech: Pcm) -> None:
    feed(ring, speech[: 6 * SAMPLE_RATE_HZ])
    served.send(AttachLeg("call", 1, ring.name, 0.0))

    late = served.wait_for(LegProblem)
    estimate = served.wait_for(Estimate)

    assert late.kind == "late"
    assert late.lost_s == pytest.approx(5.0, abs=0.6)
    assert estimate.t_s >= 5.5  # the last whole hop that the voice detector has heard


def test_overrun_is_told_and_no_window_spans_it(served, ring, feed: Feed) -> None:
    feed(ring, np.zeros((CAPACITY_FRAMES + 100) * 320, np.int16))
    served.send(AttachLeg("call", 1, ring.name, 0.0))

    overrun = served.wait_for(LegProblem, lambda p: p.kind == "overrun")

    assert overrun.lost_s == pytest.approx((CAPACITY_FRAMES // 2 + 100) * 0.02)
    assert overrun.t_s == pytest.approx(overrun.lost_s, abs=0.03)


def test_garbage_is_dropped(served) -> None:
    for raw in (b"", b"\x00", b"garbage" * 99, b"\x81\xa4type\xa6Unheard", os.urandom(2_000)):
        served.connection.send_bytes(raw)

    served.send(Ping(1))

    served.wait_for(Pong, lambda pong: pong.number == 1)


def test_a_ring_that_never_was_is_gone(served) -> None:
    served.send(AttachLeg("call", 2, "bst000000000000", 5.0))

    assert served.wait_for(LegProblem) == LegProblem("call", 2, "gone", 5.0)


def test_a_ring_that_ends_is_gone_and_the_worker_serves_on(served, feed: Feed) -> None:
    first, second = RingWriter(), RingWriter()
    served.send(AttachLeg("call", 1, first.name, 0.0))
    served.collect()
    first.close()
    try:
        assert served.wait_for(LegProblem).kind == "gone"
        served.send(AttachLeg("call", 2, second.name, 9.0))
        feed(second, np.zeros(SAMPLE_RATE_HZ, np.int16))

        assert served.wait_for(Estimate).epoch == 2
    finally:
        second.close()


def test_detach_ends_the_estimates_of_that_epoch_only(served, ring, feed: Feed) -> None:
    served.send(AttachLeg("call", 2, ring.name, 0.0))
    served.send(DetachLeg("call", 1))
    feed(ring, np.zeros(SAMPLE_RATE_HZ, np.int16))
    served.wait_for(Estimate)
    served.send(DetachLeg("call", 2))
    served.collect()
    feed(ring, np.zeros(2 * SAMPLE_RATE_HZ, np.int16))

    assert served.collect() == []


def test_missing_model_leaves_the_facts(ring, feed: Feed, speech: Pcm, tmp_path: Path) -> None:
    """Through the loader and the leg, as a broken installation would have it."""
    from inference.worker.loading import load_models

    manifest = tmp_path / "manifest.toml"
    _copy_manifest(manifest)

    models = load_models(Initialize(), manifest)

    states = {report.name: report.state for report in models.reports}
    assert states == {"tension-small": ModelState.MISSING, "silero-vad": ModelState.READY}
    assert models.scorer is None
    (report,) = [r for r in models.reports if r.name == "tension-small"]
    assert "tension-small.pt does not exist" in report.detail


def test_a_model_with_another_hash_is_refused_by_name(tmp_path: Path) -> None:
    from inference.worker.loading import load_models

    manifest = tmp_path / "manifest.toml"
    _copy_manifest(manifest)
    (tmp_path / "tension-small.pt").write_bytes(b"not the model that was measured")

    models = load_models(Initialize(), manifest)

    (report,) = [r for r in models.reports if r.name == "tension-small"]
    assert report.state is ModelState.FAILED
    assert "SHA-256" in report.detail and "manifest" in report.detail
    assert models.scorer is None


def test_levels_need_one_model_only(served) -> None:
    assert {m.name: m.needed for m in served.ready.models} == {
        "tension-small": True,
        "silero-vad": False,
    }


def test_a_desktop_of_another_version_gets_ours_and_nothing_else(worker) -> None:
    worker.send(Initialize(protocol=PROTOCOL + 1))

    ready = worker.wait_for(Ready)

    assert (ready.protocol, ready.models) == (PROTOCOL, ())
    assert worker.process.wait(30) == 0


def test_logs_where_it_is_told_to(start_worker, tmp_path: Path) -> None:
    file = tmp_path / "worker.log"
    told = start_worker(file)
    told.send(Initialize(protocol=PROTOCOL + 1))
    told.wait_for(Ready)

    assert told.close() == ""
    assert "ERROR beistand.worker desktop of another version" in file.read_text("utf-8")


def test_shutdown_ends_it(worker) -> None:
    worker.send(Shutdown())

    assert worker.process.wait(30) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_sigkill_leaves_the_ring_to_its_owner(worker, feed: Feed, speech: Pcm) -> None:
    ring = RingWriter()
    try:
        worker.initialize()
        worker.send(AttachLeg("call", 1, ring.name, 0.0))
        feed(ring, speech[:SAMPLE_RATE_HZ])
        worker.wait_for(Estimate)

        os.kill(worker.process.pid, signal.SIGKILL)
        worker.process.wait(30)

        again = SharedMemory(name=ring.name)  # still there: the worker took nothing with it
        again.close()
        _forget(again)
        feed(ring, speech[:SAMPLE_RATE_HZ])
    finally:
        name = ring.name
        ring.close()
    with pytest.raises(FileNotFoundError):
        SharedMemory(name=name)


def test_no_address_on_standard_input_is_a_usage_error() -> None:
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "desktop", "--role", "worker"],
        input="nonsense\n",
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "no address" in done.stderr


def _copy_manifest(target: Path) -> None:
    from inference.models import MANIFEST

    target.write_text(MANIFEST.read_text(encoding="utf-8"), encoding="utf-8")


def _forget(memory: SharedMemory) -> None:
    from multiprocessing import resource_tracker

    # attaching registered it with this process's tracker as well (cpython issue 82300)
    resource_tracker.unregister(memory._name, "shared_memory")  # type: ignore[attr-defined]
    resource_tracker.register(memory._name, "shared_memory")  # type: ignore[attr-defined]
