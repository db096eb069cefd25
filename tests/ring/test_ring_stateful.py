"""The ring against a deque: whatever is written and however late it is read."""

from collections import deque
from itertools import islice

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from audio.formats import FRAME_SAMPLES
from audio.ring import Frame, Overrun, RingReader, RingWriter

pytestmark = pytest.mark.unit

CAPACITY = 8


def samples_of(index: int) -> np.ndarray:
    """A frame that tells its index by every sample."""
    return np.full(FRAME_SAMPLES, index % 30_000, dtype=np.int16)


class RingAgainstDeque(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.writer = RingWriter(CAPACITY)
        self.reader = RingReader(self.writer.name)
        self.unread: deque[tuple[int, bool]] = deque()
        self.written = 0

    @rule(count=st.integers(1, 3 * CAPACITY), speaking=st.booleans())
    def write(self, count: int, speaking: bool) -> None:
        for _ in range(count):
            self.writer.write(samples_of(self.written), agent_speaking=speaking)
            self.unread.append((self.written, speaking))
            self.written += 1

    @rule()
    def read_all(self) -> None:
        for one in self.reader.read():
            self.check(one)
        assert not self.unread

    @rule(count=st.integers(1, CAPACITY))
    def read_some(self, count: int) -> None:
        for one in islice(self.reader.read(), count):
            self.check(one)

    def check(self, one: Frame | Overrun) -> None:
        if isinstance(one, Overrun):
            assert len(self.unread) >= CAPACITY, "nothing was lost as long as there was room"
            for index in range(one.first, one.first + one.count):
                assert self.unread.popleft()[0] == index
            return
        index, speaking = self.unread.popleft()
        assert (one.index, one.agent_speaking) == (index, speaking)
        assert np.array_equal(one.samples, samples_of(index))

    @invariant()
    def counters_agree(self) -> None:
        assert self.writer.frames_written == self.written
        assert self.reader.backlog_frames == len(self.unread)

    def teardown(self) -> None:
        self.reader.close()
        self.writer.close()


RingAgainstDeque.TestCase.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None
)
TestRingAgainstDeque = RingAgainstDeque.TestCase
