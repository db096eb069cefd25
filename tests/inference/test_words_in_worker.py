"""Words in the worker's process: written beside the scoring, wiped with the leg, never logged."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from audio.formats import SAMPLE_RATE_HZ, Pcm, to_pcm, to_signal
from audio.g711 import decode_alaw, encode_alaw
from audio.resample import resample
from desktop.paths import paths_under
from inference.messages import (
    AttachLeg,
    DetachLeg,
    Estimate,
    Initialize,
    Ready,
    Recognition,
    RecognitionState,
    Utterance,
)

pytestmark = pytest.mark.process

SUPPORT = Path(__file__).parent.parent / "support"
ROOT = Path(__file__).parents[2]
MODELS = paths_under(Path(sys.prefix) / "beistand").models
HOP = SAMPLE_RATE_HZ // 2


@pytest.fixture
def start_scripted(start_worker, monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
    """A worker whose recogniser says three sentences."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (ROOT, SUPPORT))))

    def start() -> object:
        worker = start_worker(None, (str(SUPPORT / "stand_in_worker.py"), "words"))
        worker.send(Initialize(recognition=True, language="de"))
        worker.wait_for(Recognition, lambda status: status.state is RecognitionState.READY)
        return worker

    return start


@pytest.fixture
def scripted(start_scripted) -> Iterator[object]:
    worker = start_scripted()
    yield worker
    worker.close()


def hops(pcm: Pcm) -> Iterator[Pcm]:
    for at in range(0, len(pcm), HOP):
        yield pcm[at : at + HOP]


def quiet(seconds: float) -> Pcm:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), np.int16)


def talk(worker, ring, feed: Callable[..., None], pcm: Pcm, *, agent: bool = False) -> Estimate:
    """Feed `pcm` and a pause as fast as the worker scores them; the last window."""
    last: Estimate | None = None
    written_s = 0.0
    began_s = None
    for hop in hops(np.concatenate([pcm, quiet(2.0)])):
        feed(ring, hop, agent_speaking=agent)
        written_s += 0.5
        # a window is decided when the next one has begun
        while written_s > 0.5 and (last is None or last.t_s - began_s < written_s - 0.6):
            last = worker.wait_for(Estimate)
            began_s = last.t_s - last.window_s if began_s is None else began_s
    assert last is not None
    return last


def said(worker, ring, feed: Callable[..., None], pcm: Pcm) -> Utterance:
    """Feed `pcm` and a pause; what was understood."""
    at = len(worker.seen)
    talk(worker, ring, feed, pcm)
    early = [message for message in worker.seen[at:] if isinstance(message, Utterance)]
    return early[0] if early else worker.wait_for(Utterance)


def test_what_is_said_is_written_down(scripted, ring, feed, speech: Pcm) -> None:
    scripted.send(AttachLeg("call", 3, ring.name, 60.0))
    utterance = said(scripted, ring, feed, speech[: 3 * SAMPLE_RATE_HZ])
    assert (utterance.leg, utterance.epoch, utterance.final) == ("call", 3, True)
    assert (utterance.text, utterance.language) == ("Guten Tag", "de")
    assert 60.0 <= utterance.start_s < utterance.end_s <= 63.5


def test_scoring_goes_on_while_a_pass_takes_its_time(scripted, ring, feed, speech: Pcm) -> None:
    """The stand-in's first pass takes three seconds: every window comes before its words."""
    scripted.send(AttachLeg("call", 1, ring.name, 0.0))
    last = talk(scripted, ring, feed, speech[: 2 * SAMPLE_RATE_HZ])
    assert last.t_s >= 3.4
    assert not any(isinstance(message, Utterance) for message in scripted.seen)
    assert scripted.wait_for(Utterance)


def test_what_was_said_before_a_hold_is_gone_after_it(scripted, ring, feed, speech: Pcm) -> None:
    scripted.send(AttachLeg("call", 1, ring.name, 0.0))
    talk(scripted, ring, feed, speech[: 2 * SAMPLE_RATE_HZ])
    assert not any(isinstance(message, Utterance) for message in scripted.seen)  # in work
    scripted.send(DetachLeg("call", 1))
    scripted.send(AttachLeg("call", 2, ring.name, 20.0))
    utterance = said(scripted, ring, feed, speech[: 2 * SAMPLE_RATE_HZ])
    everything = [message for message in scripted.seen if isinstance(message, Utterance)]
    assert utterance.epoch == 2
    assert {one.epoch for one in everything} == {2}


def test_the_agents_echo_is_not_the_customer(scripted, ring, feed, speech: Pcm) -> None:
    scripted.send(AttachLeg("call", 1, ring.name, 0.0))
    talk(scripted, ring, feed, speech[: 3 * SAMPLE_RATE_HZ] // 8, agent=True)
    utterance = said(scripted, ring, feed, speech[: 2 * SAMPLE_RATE_HZ])
    assert utterance.text == "Guten Tag"  # the recogniser's first: it was not asked before
    assert utterance.start_s > 4.5


def test_nothing_written_has_the_words(start_scripted, ring, feed, speech: Pcm) -> None:
    worker = start_scripted()
    worker.send(AttachLeg("call", 1, ring.name, 0.0))
    said(worker, ring, feed, speech[: 2 * SAMPLE_RATE_HZ])
    assert "Guten" not in worker.close()


def test_words_that_nobody_wants_are_not_written(worker, ring, feed, speech: Pcm) -> None:
    worker.initialize()
    worker.send(AttachLeg("call", 1, ring.name, 0.0))
    talk(worker, ring, feed, speech[: 2 * SAMPLE_RATE_HZ])
    assert not any(isinstance(m, Utterance | Recognition) for m in worker.collect())
    assert not any(isinstance(m, Utterance | Recognition) for m in worker.seen)


def test_without_a_model_it_is_said_and_the_scoring_goes_on(worker, ring, feed, speech) -> None:
    worker.send(Initialize(recognition=True))
    worker.wait_for(Ready)
    missing = worker.wait_for(Recognition, lambda s: s.state is not RecognitionState.STARTING)
    assert missing.state is RecognitionState.MISSING
    assert "beistand models install whisper-base" in missing.detail
    worker.send(AttachLeg("call", 1, ring.name, 0.0))
    feed(ring, speech[: 4 * HOP])
    assert worker.wait_for(Estimate)


@pytest.mark.skipif(not (MODELS / "whisper-base" / "model.bin").exists(), reason="no whisper-base")
@pytest.mark.timeout(300)
def test_whisper_writes_german_through_a_telephone(worker, ring, feed) -> None:
    pytest.importorskip("faster_whisper")
    soundfile = pytest.importorskip("soundfile")
    data = os.environ.get("BEISTAND_DATA", "")
    if not data:
        pytest.skip("BEISTAND_DATA does not name a folder of speech data")
    clip, rate_hz = soundfile.read(Path(data) / "de_clips/picovoice_test_de.flac", dtype="float32")
    line = to_signal(decode_alaw(encode_alaw(to_pcm(resample(clip, rate_hz, 8_000)))))
    heard = to_pcm(resample(line, 8_000, SAMPLE_RATE_HZ))

    worker.send(Initialize(recognition=True, models=str(MODELS)))
    worker.wait_for(Ready, timeout_s=120.0)
    worker.wait_for(
        Recognition, lambda status: status.state is RecognitionState.READY, timeout_s=120.0
    )
    worker.send(AttachLeg("call", 1, ring.name, 0.0))
    talk(worker, ring, feed, heard)
    done = [m for m in worker.seen if isinstance(m, Utterance) and m.final]
    utterance = done[0] if done else worker.wait_for(Utterance, lambda one: one.final)
    assert utterance.language == "de"
    assert "Portal" in utterance.text and "genutzt" in utterance.text
