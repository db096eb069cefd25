"""Segments of speech: where they begin and end, what is cut, and that nothing is left."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.formats import FRAME_SAMPLES, Pcm
from inference.recognition.segments import (
    END_FRAMES,
    LEAD_FRAMES,
    LEAST_VOICED_FRAMES,
    MOST_FRAMES,
    OPEN_FRAMES,
    TAIL_FRAMES,
    Segment,
    Segmenter,
    best_cut,
)

pytestmark = pytest.mark.unit


def frame(index: int, level: int = 0) -> Pcm:
    """A frame that can be told apart: its first sample is its index."""
    samples = np.full(FRAME_SAMPLES, level, np.int16)
    samples[0] = index
    return samples


def run(voice: list[bool], segmenter: Segmenter | None = None, start: int = 0) -> Segmenter:
    segmenter = segmenter or Segmenter()
    for index, active in enumerate(voice, start):
        segmenter.push(index, frame(index), active)
    return segmenter


def indices(segment: Segment) -> list[int]:
    return segment.pcm[::FRAME_SAMPLES].tolist()


def test_a_sentence_with_a_little_of_what_is_around_it() -> None:
    (segment,) = run([False] * 50 + [True] * 100 + [False] * END_FRAMES).take()

    assert segment.first == 50 - LEAD_FRAMES
    assert segment.last == 149 + TAIL_FRAMES
    assert segment.voiced_s == pytest.approx(2.0)
    assert indices(segment) == list(range(segment.first, segment.last + 1))


def test_a_short_pause_ends_nothing() -> None:
    segmenter = run([True] * 40 + [False] * (END_FRAMES - 1) + [True] * 40)
    assert segmenter.take() == []
    (segment,) = run([False] * END_FRAMES, segmenter, 104).take()
    assert segment.voiced_s == pytest.approx(1.6)


def test_less_than_a_word_is_nothing() -> None:
    short = LEAST_VOICED_FRAMES - 1
    assert run([True] * short + [False] * END_FRAMES).take() == []
    assert len(run([True] * (short + 1) + [False] * END_FRAMES).take()) == 1


def test_silence_never_makes_a_segment() -> None:
    segmenter = run([False] * 2_000)
    assert segmenter.take() == []
    assert segmenter.open() is None


def test_long_talk_is_cut_at_its_longest_pause() -> None:
    voice = [True] * 250 + [False] * 5 + [True] * 60 + [False] * 15 + [True] * 120
    segmenter = run(voice)
    (first,) = segmenter.take()
    assert 315 < first.last < 330  # within the pause of 15 frames
    (second,) = run([False] * END_FRAMES, segmenter, len(voice)).take()
    assert second.first == first.last + 1


def test_talk_without_a_pause_is_cut_where_it_is_quietest() -> None:
    frames = [frame(i, 1000) for i in range(MOST_FRAMES)]
    for index in range(300, 305):
        frames[index] = frame(index, 10)
    assert best_cut(frames, [True] * MOST_FRAMES) == 302


def test_an_open_segment_is_seen_from_four_seconds_on_and_stays_open() -> None:
    segmenter = run([True] * (OPEN_FRAMES - 1))
    assert segmenter.open() is None
    run([True], segmenter, OPEN_FRAMES - 1)
    peek = segmenter.open()
    assert peek is not None and peek.last == OPEN_FRAMES - 1
    peek.wipe()
    (whole,) = run([False] * END_FRAMES, segmenter, OPEN_FRAMES).take()
    assert indices(whole)[:OPEN_FRAMES] == list(range(OPEN_FRAMES))


def test_a_gap_ends_what_was_being_said() -> None:
    segmenter = run([True] * 60)
    segmenter.gap()
    run([True] * 60 + [False] * END_FRAMES, segmenter, 500)
    before, after = segmenter.take()
    assert (before.first, before.last) == (0, 59)
    assert after.first == 500


def test_wiped_is_gone() -> None:
    segmenter = run([True] * 60 + [False] * END_FRAMES + [True] * 300)
    ended = segmenter._ended[0].pcm
    segmenter.wipe()
    assert not ended.any()
    assert segmenter.take() == [] and segmenter.open() is None
    run([False] * END_FRAMES, segmenter, 400)
    assert segmenter.take() == []


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 200)), max_size=30))
def test_segments_are_in_order_bounded_and_hold_all_voice_that_matters(
    runs: list[tuple[bool, int]],
) -> None:
    voice = [active for active, length in runs for _ in range(length)]
    segmenter = run([*voice, *[False] * END_FRAMES])
    segments = segmenter.take()
    held: set[int] = set()
    for segment in segments:
        assert len(segment.pcm) // FRAME_SAMPLES <= MOST_FRAMES
        assert indices(segment) == list(range(segment.first, segment.last + 1))
        assert not held & set(indices(segment))
        held |= set(indices(segment))
        assert segment.voiced_s > 0
    lost = [i for i, active in enumerate(voice) if active and i not in held]
    # only runs too short to be a word may be missing, with pauses around them
    for index in lost:
        around = voice[max(0, index - LEAST_VOICED_FRAMES) : index + LEAST_VOICED_FRAMES]
        assert not all(around) or len(around) < 2 * LEAST_VOICED_FRAMES
