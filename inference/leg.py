"""One customer leg from frames to estimates: the same code in the worker and over a file.

Owns the order of things: to 8 kHz, voice activity, turns, window, facts, score. Knows no ring, no
process, no clock; time is the leg's frame index.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from audio.formats import Signal, to_signal
from audio.resample import Halver
from audio.ring import Frame
from audio.windows import (
    FRAME_SAMPLES,
    HOP_FRAMES,
    WINDOW_FRAMES,
    HeardFrame,
    SlidingWindow,
    Window,
)
from inference import facts
from inference.facts import COLUMN
from inference.messages import AcousticFacts, Estimate
from inference.recognition.segments import Segmenter
from inference.score import CONTEXT_SAMPLES, HOP_SAMPLES, Scorer, ScoreStream
from inference.turns import FRAME_S, Turns
from inference.vad_port import CHUNK_SAMPLES, VoiceActivity

LEAST_NEW_S: Final = 0.1
"""A hop with less new voice is no new evidence."""
LEAST_VOICED_S: Final = 1.0
"""Of less voice there is no score (accuracy falls off below about 1 s, Lech 2020)."""
FULL_VOICED_S: Final = 2.0
"""The score is believed fully from here on: the length of the clips it was measured on."""


class LegAnalysis:
    """Frames in, estimates out, for one attach of one leg.

    `words` is told of every frame whether the customer speaks in it; None: nothing is written down.
    """

    def __init__(
        self,
        leg: str,
        epoch: int,
        start_s: float,
        voice: VoiceActivity,
        scorer: Scorer | None,
        words: Segmenter | None = None,
    ) -> None:
        self._leg = leg
        self._epoch = epoch
        self._start_s = start_s
        self._voice = voice
        self._words = words
        self._stream: ScoreStream | None = None
        self.use(scorer)
        self._pitches: deque[npt.NDArray[np.float64]] = deque(maxlen=WINDOW_FRAMES // HOP_FRAMES)
        self._halver = Halver()
        self._turns = Turns()
        self._window = SlidingWindow()
        self._undecided: list[tuple[Frame, Signal]] = []
        self._chunk: Signal = np.zeros(0, np.float32)
        self._position = 0  # samples of the chunk grid before `_chunk`
        self._next_start = 0  # sample on that grid of the first undecided frame

    @property
    def hops_due(self) -> int:
        return self._window.hops_due

    def use(self, scorer: Scorer | None) -> None:
        """Another model from the next window on, which hears afresh; None: facts only."""
        self._stream = scorer.stream() if scorer is not None else None

    def time_s(self, index: int) -> float:
        """Call time of the end of frame `index`."""
        return self._start_s + (index + 1) * FRAME_S

    def feed(self, frame: Frame) -> None:
        """One frame, in order. A frame is decided when the voice detector has heard its middle."""
        samples = self._halver.feed(to_signal(frame.samples))
        self._undecided.append((frame, samples))
        self._chunk = np.concatenate([self._chunk, samples])
        # One hop's worth at a time: sixteen small runs of a network cost more than one large one.
        heard = len(self._chunk) // CHUNK_SAMPLES * CHUNK_SAMPLES
        last = self._next_start + (HOP_FRAMES - self._window.since_hop - 1) * FRAME_SAMPLES
        if self._position + heard > last + FRAME_SAMPLES // 2:
            decisions = self._voice.feed(self._chunk[:heard].copy())
            self._chunk = self._chunk[heard:]
            for active in decisions:
                self._position += CHUNK_SAMPLES
                self._decide(active)

    def gap(self) -> None:
        """Frames are missing before the next one: no window may span the hole."""
        self._voice.reset()
        self._halver = Halver()
        self._turns.gap()
        if self._words is not None:
            self._words.gap()
        self._window.clear()
        self._pitches.clear()
        if self._stream is not None:
            self._stream.clear()
        self._undecided.clear()
        self._chunk = np.zeros(0, np.float32)
        self._position = self._next_start = 0

    def estimate(self, now_ns: Callable[[], int]) -> Estimate:
        """The evidence of the newest window; call it when `hops_due` is not zero."""
        window = self._window.take()
        tension, quality = self._score(window)
        signal, voiced = window.signal, window.voiced
        new = min(len(signal), HOP_SAMPLES)
        self._pitches.append(facts.pitches_hz(signal[-new:], voiced[-new // COLUMN :]))
        return Estimate(
            leg=self._leg,
            epoch=self._epoch,
            t_s=round(self.time_s(window.end_index), 3),
            window_s=round(window.duration_s, 3),
            tension=tension,
            quality=quality,
            facts=AcousticFacts(
                level_db=facts.level_db(signal, voiced),
                pace_hz=facts.pace_hz(signal, voiced),
                pitch_hz=facts.median_pitch_hz(self._pitches),
                voiced_s=round(window.voiced_s, 2),
                overlap_s=round(window.overlap_s, 2),
                interruptions=self._turns.interruptions,
                silence_s=round(self._turns.silence_s, 2),
            ),
            captured_ns=window.written_ns,
            emitted_ns=now_ns(),
        )

    def _decide(self, active: bool) -> None:
        middle = FRAME_SAMPLES // 2
        while self._undecided and self._next_start + middle < self._position:
            frame, samples = self._undecided.pop(0)
            self._next_start += FRAME_SAMPLES
            level_db = 10.0 * float(np.log10(float(np.mean(samples * samples)) + 1e-9))
            agent = frame.agent_speaking
            voice = self._turns.frame(active=active, level_db=level_db, agent=agent)
            self._window.push(HeardFrame(frame.index, samples, voice, agent, frame.written_ns))
            if self._words is not None:
                self._words.push(frame.index, frame.samples, voice)

    def _score(self, window: Window) -> tuple[float | None, float]:
        if self._stream is None:
            return None, 0.0
        new = window.voiced[-HOP_FRAMES * 2 :]
        self._stream.push(window.signal[-(CONTEXT_SAMPLES + len(new) * COLUMN) :], new)
        if new.sum() < LEAST_NEW_S * 100:
            return None, 0.0
        score = self._stream.score()
        if score is None or not np.isfinite([score.tension, score.quality]).all():
            return None, 0.0
        # The stream may have begun later than the window: hops were skipped, or the model changed.
        heard_s = min(window.voiced_s, score.heard_s)
        if heard_s < LEAST_VOICED_S:
            return None, 0.0
        return round(score.tension, 4), round(score.quality * quality(window, heard_s), 3)


def quality(window: Window, heard_s: float) -> float:
    """0..1: how much the model should be believed on this window, having heard `heard_s` of voice.

    Falls with too little voice, below 12 dB of voice over background (the noise it was trained
    with ends at 8 dB), and when more than a few samples are clipped.
    """
    enough = min(1.0, heard_s / FULL_VOICED_S)
    clean = min(1.0, max(0.2, (facts.snr_db(window.signal, window.voiced) - 2.0) / 10.0))
    unclipped = max(0.2, 1.0 - 10.0 * facts.clipped_share(window.signal))
    return round(enough * clean * unclipped, 3)
