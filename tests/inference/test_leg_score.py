"""What a leg believes of a score: never more than the voice it was read from."""

import numpy as np
import pytest
from evaluating import LoudnessScorer, LoudVoice

from audio.formats import FRAME_SAMPLES, SAMPLE_RATE_HZ
from audio.ring import Frame
from inference.leg import LegAnalysis
from inference.messages import Estimate

pytestmark = pytest.mark.unit

_SYLLABLES_HZ = 4


def _speak(leg: LegAnalysis, seconds: float, start: int = 0, skip: bool = False) -> list[Estimate]:
    """Loud syllables with quiet between them; `skip`: the reader comes once, at the end."""
    at = np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    loud = np.sin(2 * np.pi * 200 * at) * (np.sin(2 * np.pi * _SYLLABLES_HZ * at) > -0.9)
    pcm = (6_000 * loud).astype(np.int16)
    found = []
    for index in range(len(pcm) // FRAME_SAMPLES):
        samples = pcm[index * FRAME_SAMPLES : (index + 1) * FRAME_SAMPLES]
        leg.feed(Frame(start + index, samples, False, 0))
        if leg.hops_due and not skip:
            found.append(leg.estimate(lambda: 0))
    if skip:
        found.append(leg.estimate(lambda: 0))
    return found


@pytest.fixture
def leg() -> LegAnalysis:
    return LegAnalysis("call", 1, 0.0, LoudVoice(), LoudnessScorer())


def test_a_score_comes_with_a_second_of_voice_and_is_believed_fully_with_two(leg) -> None:
    found = _speak(leg, 4.0)

    assert [e.tension is not None for e in found[:3]] == [False, False, True]
    assert found[2].quality < found[3].quality < found[5].quality
    assert found[5].quality == found[6].quality


def test_another_model_is_believed_by_what_it_has_heard_itself(leg) -> None:
    full = _speak(leg, 4.0)[-1].quality

    leg.use(LoudnessScorer())
    after = _speak(leg, 3.0, start=200)

    assert [e.tension is not None for e in after[:3]] == [False, False, True]
    assert after[2].quality < 0.9 * full
    assert after[-1].quality == pytest.approx(full, rel=0.05)


def test_a_late_reader_scores_only_the_hop_it_was_given(leg) -> None:
    """The stream hears the newest hop of several that were due; half a second is no evidence."""
    late = _speak(leg, 4.0, skip=True)[0]

    assert late.facts.voiced_s > 2.0
    assert late.tension is None and late.quality == 0.0
