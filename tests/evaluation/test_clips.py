"""A clip through the seam: hops, context, masks, and one score out of many."""

import math

import numpy as np
import pytest
from evaluating import LoudnessScorer, LoudVoice, tone

from inference.evaluation.clips import TooShort, pool, score_clip, scores, voice_mask
from inference.score import CONTEXT_SAMPLES, HOP_SAMPLES, RATE_HZ, VoiceScore

pytestmark = pytest.mark.unit


def said(tension: float, heard_s: float, quality: float = 1.0) -> VoiceScore:
    return VoiceScore(tension, tension / 2, tension, quality, heard_s)


class Recorder:
    """A stream that keeps what it is given."""

    def __init__(self) -> None:
        self.pushed: list[tuple[np.ndarray, np.ndarray]] = []
        self.asked: list[int] = []

    def push(self, signal: np.ndarray, voiced: np.ndarray) -> None:
        self.pushed.append((signal, voiced))

    def score(self) -> VoiceScore:
        self.asked.append(len(self.pushed))
        return VoiceScore(0.5, 0.5, 0.5, 1.0, min(3.0, len(self.pushed) / 2))

    def clear(self) -> None:
        raise AssertionError("a clip has no gap")


def test_every_sample_is_pushed_once_after_what_came_before_it() -> None:
    signal = np.arange(3 * HOP_SAMPLES + 1_600, dtype=np.float32)
    stream = Recorder()

    scores(signal, np.ones(len(signal) // 80, bool), stream)

    new = [part[len(part) - 80 * len(mask) :] for part, mask in stream.pushed]
    assert np.array_equal(np.concatenate(new), signal)
    assert [len(mask) for _, mask in stream.pushed] == [50, 50, 50, 20]
    for (part, mask), start in zip(stream.pushed, range(0, 99_999, HOP_SAMPLES), strict=False):
        context = len(part) - 80 * len(mask)
        assert context == min(start, CONTEXT_SAMPLES)
        assert part[0] == start - context


def test_a_score_is_asked_for_where_it_has_three_seconds_and_at_the_end() -> None:
    signal = np.zeros(9 * HOP_SAMPLES, np.float32)
    voiced = np.ones(450, bool)
    voiced[:50] = False
    stream = Recorder()

    found = scores(signal, voiced, stream)

    assert stream.asked == [7, 8, 9]
    assert len(found) == 3
    short = Recorder()
    scores(signal[: 2 * HOP_SAMPLES], np.ones(100, bool), short)
    assert short.asked == [2]


def test_a_short_clip_is_what_its_last_hop_says() -> None:
    assert pool([said(0.9, 1.0), said(0.3, 2.9)]).tension == pytest.approx(0.3)


def test_a_long_clip_is_the_mean_in_logits_of_its_full_windows() -> None:
    pooled = pool([said(0.01, 2.0), said(0.2, 3.0, 0.5), said(0.8, 3.5, 0.7)])

    assert pooled.tension == pytest.approx(0.5)
    assert pooled.anger == pytest.approx(1 / (1 + math.sqrt(0.9 * 0.6 / (0.1 * 0.4))))
    assert pooled.quality == pytest.approx(0.6)


def test_sure_scores_stay_finite() -> None:
    assert pool([said(0.0, 3.0), said(1.0, 3.5)]).tension == pytest.approx(0.5)


def test_a_score_that_is_not_a_number_is_none_of_ours() -> None:
    with pytest.raises(ValueError, match="not a number"):
        pool([said(float("nan"), 3.0)])
    with pytest.raises(ValueError, match="no score"):
        pool([])


@pytest.mark.parametrize("seconds", [0.3, 0.49, 0.5, 0.51, 7.0])
def test_any_length_from_0_3_s_has_a_score(seconds) -> None:
    score = score_clip(tone(seconds, rate_hz=RATE_HZ), LoudnessScorer(), LoudVoice())

    assert 0.0 <= score.tension <= 1.0


def test_less_has_none() -> None:
    with pytest.raises(TooShort, match=r"0\.20 s"):
        score_clip(tone(0.2, rate_hz=RATE_HZ), LoudnessScorer(), LoudVoice())


def test_a_short_or_noisy_clip_is_believed_less() -> None:
    clean = tone(4.0, rate_hz=RATE_HZ)
    clean[RATE_HZ : 2 * RATE_HZ] = 0.0  # a pause, from which noise can be told
    noise = 0.05 * np.random.default_rng(1).standard_normal(len(clean)).astype(np.float32)

    whole = score_clip(clean, LoudnessScorer(), LoudVoice()).quality

    assert score_clip(clean[:4_000], LoudnessScorer(), LoudVoice()).quality < 0.5 * whole

    class Half(LoudVoice):
        def feed(self, signal: np.ndarray) -> list[bool]:
            return [bool(np.mean(c**2) > 6e-3) for c in signal.reshape(-1, 256)]

    assert score_clip(clean + noise, LoudnessScorer(), Half()).quality < 0.8 * whole


def test_a_frame_is_voiced_as_the_chunk_that_holds_its_middle() -> None:
    class Every(LoudVoice):
        def feed(self, signal: np.ndarray) -> list[bool]:
            return [i % 2 == 1 for i in range(len(signal) // 256)]

    mask = voice_mask(np.zeros(160 * 8, np.float32), Every())

    # middles 80, 240 | 400 | 560, 720 | 880, 1040 ...: chunks 0 0 1 2 2 3 4 4
    frames = [False, False, True, False, False, True, False, False]
    assert mask.tolist() == [value for frame in frames for value in (frame, frame)]
