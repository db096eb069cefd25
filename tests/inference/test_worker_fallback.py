"""A model that is late, breaks or says nonsense in a call: the worker goes on and says so."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from audio.formats import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm
from audio.ring import RingWriter
from inference.messages import (
    AttachLeg,
    DetachLeg,
    Estimate,
    LegProblem,
    ModelInUse,
    ModelState,
    Ping,
    Pong,
    Population,
    UseWhy,
)

pytestmark = pytest.mark.process

SUPPORT = Path(__file__).parent.parent / "support"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def stand_in(start_worker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], object]]:
    """A real worker process whose models are `what` (see stand_in_worker)."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    started = []

    def start(what: str) -> object:
        command = (str(SUPPORT / "stand_in_worker.py"), what)
        started.append(start_worker(None, command))
        return started[-1]

    yield start
    for worker in started:
        worker.close()


class Live(threading.Thread):
    """Writes speech into a ring as a call would, at 50 frames a second (`speed` times that)."""

    def __init__(self, ring: RingWriter, pcm: Pcm, speed: float = 1.0) -> None:
        super().__init__()
        self._ring, self._pcm, self._speed = ring, pcm, speed
        self._over = threading.Event()

    def run(self) -> None:
        began_s, index = time.monotonic(), 0
        frames = len(self._pcm) // FRAME_SAMPLES
        while not self._over.is_set():
            at = index % frames * FRAME_SAMPLES
            self._ring.write(self._pcm[at : at + FRAME_SAMPLES], agent_speaking=False)
            index += 1
            self._over.wait(max(0.0, began_s + index * 0.02 / self._speed - time.monotonic()))

    def __enter__(self) -> "Live":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()


def test_a_model_that_is_late_makes_room_for_the_smaller_one(stand_in, ring, speech: Pcm) -> None:
    worker = stand_in("slow")
    ready = worker.initialize()
    assert (ready.in_use.profile, ready.in_use.why) == ("large", UseWhy.BEST)
    assert ready.in_use.population == Population(-0.2)
    worker.send(AttachLeg("call", 1, ring.name, 0.0))

    with Live(ring, speech):
        changed = worker.wait_for(ModelInUse)
        assert changed == ModelInUse("small", UseWhy.LATE, "small-sha", Population())
        worker.wait_for(Estimate, lambda e: e.tension == 0.25)
        seen = len(worker.seen)
        worker.wait_for(Estimate, lambda e: e.t_s > worker.seen[seen - 1].t_s + 2.0)

    late = [m for m in worker.seen if isinstance(m, LegProblem) and m.kind == "late"]
    assert len(late) >= 2
    assert not any(isinstance(m, ModelInUse) for m in worker.seen[seen:])


def test_a_graphics_card_that_is_gone_ends_no_call(stand_in, ring, speech: Pcm) -> None:
    worker = stand_in("broken")
    worker.initialize()
    worker.send(AttachLeg("call", 1, ring.name, 0.0))

    with Live(ring, speech):
        changed = worker.wait_for(ModelInUse)
        assert (changed.profile, changed.why) == ("small", UseWhy.FAILED)
        scored = worker.wait_for(Estimate, lambda e: e.tension is not None)

    assert scored.tension == 0.25
    assert worker.process.poll() is None


def test_without_any_model_left_the_facts_go_on(stand_in, ring, feed, speech: Pcm) -> None:
    worker = stand_in("lost")
    worker.initialize()
    worker.send(AttachLeg("call", 1, ring.name, 0.0))
    for second in range(9):
        feed(ring, speech[second * SAMPLE_RATE_HZ : (second + 1) * SAMPLE_RATE_HZ])
        worker.collect()
        if worker.seen and _last_in_use(worker.seen) == "":
            break

    feed(ring, speech[: 3 * SAMPLE_RATE_HZ])
    facts = worker.wait_for(Estimate, lambda e: e.facts.level_db is not None)

    assert _last_in_use(worker.seen) == ""
    assert all(e.tension is None for e in worker.seen if isinstance(e, Estimate))
    assert facts.facts.voiced_s > 0
    worker.send(AttachLeg("next", 1, ring.name, 0.0))
    worker.send(DetachLeg("call", 1))
    worker.send(Ping(5))
    worker.wait_for(Pong, lambda pong: pong.number == 5)


def test_what_is_no_number_is_no_score(stand_in, ring, speech: Pcm) -> None:
    worker = stand_in("nan")
    worker.initialize()
    worker.send(AttachLeg("call", 1, ring.name, 0.0))

    with Live(ring, speech):
        worker.wait_for(Estimate, lambda e: e.t_s > 4.5)

    assert all(e.tension is None for e in worker.seen if isinstance(e, Estimate))


def test_without_emotion_no_tension_model_is_loaded(
    worker, ring, feed, speech: Pcm, tmp_path: Path
) -> None:
    ready = worker.initialize(tension=False)
    states = {m.name: (m.state, m.needed) for m in ready.models}
    assert states["tension-small"] == (ModelState.OFF, False)
    assert states["silero-vad"][0] is ModelState.READY
    (report,) = [m for m in ready.models if m.name == "tension-small"]
    assert "your setting" in report.detail
    assert ready.in_use == ModelInUse("")

    worker.send(AttachLeg("call", 1, ring.name, 0.0))
    feed(ring, speech[: 5 * SAMPLE_RATE_HZ])
    estimate = worker.wait_for(Estimate, lambda e: e.t_s > 4.5)

    assert estimate.tension is None
    assert estimate.facts.level_db is not None and np.isfinite(estimate.facts.level_db)


def test_without_emotion_not_even_its_code_is_there() -> None:
    code = (
        "import sys\n"
        "from inference.messages import Initialize\n"
        "from inference.worker.loading import load_models\n"
        "models = load_models(Initialize(tension=False))\n"
        "assert models.scorers == () and models.scorer is None\n"
        "print(sorted(m for m in sys.modules if m.startswith('inference.')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    loaded = done.stdout
    assert "inference.worker.loading" in loaded
    for tension in ("inference.head", "inference.scorer", "inference.whisper"):
        assert tension not in loaded


def _last_in_use(seen: list[object]) -> str | None:
    said = [m.profile for m in seen if isinstance(m, ModelInUse)]
    return said[-1] if said else None
