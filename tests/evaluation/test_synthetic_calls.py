"""Synthetic calls: what they are made of, that they repeat, and that a manifest is enough."""

from pathlib import Path

import numpy as np
import pytest
from evaluating import tone

from inference.evaluation.corpora import FolderError, Row
from inference.evaluation.synthesis import (
    ANGRY,
    CALM,
    RATE_HZ,
    Cut,
    plan_calls,
    read_manifest,
    render,
    speech_cut,
    unique_speech_s,
    write_manifest,
)

pytestmark = pytest.mark.unit

EMOTIONS = ("neutral", "happiness", "sadness", "anger", "fear")


def corpus(speakers=("a", "b"), emotions=EMOTIONS, clips=5, seconds=2.0):
    """Rows and cuts of a made-up corpus; clip lengths differ a little."""
    rows, cuts = [], {}
    for speaker in speakers:
        for emotion in emotions:
            for i in range(clips):
                file = f"{speaker}-{emotion}-{i}.flac"
                rows.append(Row("made", file, Path(file), {"speaker": speaker, "emotion": emotion}))
                cuts[file] = Cut(100, round((seconds + 0.1 * i) * RATE_HZ))
    return rows, cuts


def plan(calls=4, hours=0.0, seed=3, **made):
    rows, cuts = corpus(**made)
    return plan_calls(rows, cuts, calls=calls, hours=hours, seed=seed)


def test_a_call_is_calm_then_angry_then_neutral() -> None:
    for call in plan():
        before = [p for p in call.parts if p.at < call.angry_from]
        angry = [p for p in call.parts if call.angry_from <= p.at < call.angry_to]
        after = [p for p in call.parts if p.at >= call.angry_to]
        assert {p.emotion for p in before} <= set(CALM)
        assert 60 <= call.angry_from / RATE_HZ <= 130
        assert {p.emotion for p in angry} == {ANGRY}
        assert sum(p.length for p in angry) >= 12 * RATE_HZ
        assert {p.emotion for p in after} == {"neutral"}
        assert angry[0].at == call.angry_from
        assert angry[-1].at + angry[-1].length == call.angry_to
        assert call.length >= after[-1].at + after[-1].length
        assert (call.loss, 10 <= call.noise_db <= 25) == (0.01, True)


def test_clips_do_not_overlap_and_there_are_pauses() -> None:
    for call in plan():
        for first, second in zip(call.parts, call.parts[1:], strict=False):
            assert 0.19 <= (second.at - first.at - first.length) / RATE_HZ <= 5.01


def test_a_call_has_one_speaker_and_the_speakers_take_turns() -> None:
    calls = plan(calls=3)

    assert [call.speaker for call in calls] == ["a", "b", "a", "b"]  # rounds are finished
    for call in calls:
        assert all(p.file.startswith(f"{call.speaker}-") for p in call.parts)


def test_no_clip_comes_twice_before_all_came_once() -> None:
    for call in plan():
        calm = [p.file for p in call.parts if p.at < call.angry_from][:15]
        assert len(set(calm)) == 15


def test_hours_are_of_non_angry_speech_and_the_unique_ones_are_counted_once() -> None:
    calls = plan(calls=1, hours=0.2)

    assert sum(call.calm_speech_s for call in calls) >= 0.2 * 3600
    assert sum(call.calm_speech_s for call in calls[:-2]) < 0.2 * 3600
    # 2 speakers, 3 calm emotions, clips of 2.0, 2.1 .. 2.4 s
    assert unique_speech_s(calls) == pytest.approx(2 * 3 * 11.0)


def test_a_seed_makes_the_same_calls_and_another_one_others() -> None:
    assert plan(seed=5) == plan(seed=5)
    assert plan(seed=5) != plan(seed=6)
    assert plan(calls=2, seed=5) == plan(calls=4, seed=5)[:2]


def test_a_speaker_without_anger_is_left_out() -> None:
    rows, cuts = corpus()
    rows = [r for r in rows if not (r.speaker == "b" and r.emotion == ANGRY)]

    assert {c.speaker for c in plan_calls(rows, cuts, calls=2, hours=0, seed=1)} == {"a"}
    with pytest.raises(FolderError, match="no speaker"):
        plan_calls([r for r in rows if r.speaker == "b"], cuts, calls=2, hours=0, seed=1)


def test_a_manifest_gives_the_same_audio_again(tmp_path) -> None:
    calls = plan(calls=2)
    write_manifest(tmp_path / "calls.json", calls, 3)

    again = read_manifest(tmp_path / "calls.json")

    assert again == calls
    sound = tone(4.0, rate_hz=RATE_HZ)
    first = render(calls[0], lambda _: sound, None)
    assert np.array_equal(first, render(again[0], lambda _: sound, None))
    assert len(first) == calls[0].length
    assert first.dtype == np.float32


def test_a_manifest_of_another_kind_is_refused_by_name(tmp_path) -> None:
    for text in ("{}", "[", '{"v": 99, "calls": []}', '{"v": 1, "calls": [{}]}'):
        (tmp_path / "calls.json").write_text(text)
        with pytest.raises(FolderError, match=r"calls\.json"):
            read_manifest(tmp_path / "calls.json")


def test_the_clips_are_heard_where_the_plan_says() -> None:
    (call, *_) = plan(calls=1)
    heard = render(call, lambda _: tone(4.0, rate_hz=RATE_HZ), None)
    power = np.mean(np.square(heard[: len(heard) // 80 * 80].reshape(-1, 80)), axis=1)
    spoken = np.zeros(len(power), bool)
    for part in call.parts:
        spoken[part.at // 80 + 2 : (part.at + part.length) // 80 - 2] = True

    difference_db = 10 * np.log10(np.median(power[spoken]) / np.median(power[~spoken]))

    assert difference_db == pytest.approx(call.noise_db, abs=4.0)


def test_silence_around_a_clip_is_cut() -> None:
    silence = np.zeros(RATE_HZ, np.float32)
    cut = speech_cut(np.concatenate([silence, tone(1.0, rate_hz=RATE_HZ), silence]))

    assert cut.start == pytest.approx(0.9 * RATE_HZ, abs=200)
    assert cut.length == pytest.approx(1.2 * RATE_HZ, abs=400)
    assert speech_cut(silence) == Cut(0, RATE_HZ)
