"""The ring's edges: ends, strangers, torn reads."""

from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory

import numpy as np
import pytest

from audio.formats import FRAME_SAMPLES
from audio.ring import Frame, Overrun, RingError, RingReader, RingWriter

pytestmark = pytest.mark.unit

FRAME = np.arange(FRAME_SAMPLES, dtype=np.int16)


def test_closing_wipes_and_unlinks() -> None:
    writer = RingWriter(4)
    writer.write(FRAME, agent_speaking=True)
    reader = RingReader(writer.name)
    name = writer.name
    writer.close()
    writer.close()
    assert reader.closed_by_writer
    assert not list(reader.read())
    assert not np.any(reader._slots["samples"])
    reader.close()
    reader.close()
    with pytest.raises(RingError, match="no audio ring"):
        RingReader(name)


def test_other_shared_memory_is_no_ring() -> None:
    memory = SharedMemory(create=True, size=4096)
    try:
        with pytest.raises(RingError, match="no audio ring of layout"):
            RingReader(memory.name)
    finally:
        resource_tracker.register(f"/{memory.name}", "shared_memory")  # the reader let go of it
        memory.close()
        memory.unlink()


def test_a_late_reader_is_told_what_it_missed() -> None:
    writer = RingWriter(8)
    reader = RingReader(writer.name)
    for _ in range(20):
        writer.write(FRAME, agent_speaking=False)
    first, *rest = list(reader.read())
    assert first == Overrun(0, 16)
    assert [one.index for one in rest if isinstance(one, Frame)] == [16, 17, 18, 19]
    reader.close()
    writer.close()


def test_a_slot_that_is_being_rewritten_is_not_read() -> None:
    writer = RingWriter(8)
    reader = RingReader(writer.name)
    writer.write(FRAME, agent_speaking=False)
    reading = reader.read()
    # The writer laps the reader between its look at the counter and its copy of the slot.
    for _ in range(8):
        writer.write(FRAME, agent_speaking=True)
    got = list(reading)
    frames = [one.index for one in got if isinstance(one, Frame)]
    lost = [one for one in got if isinstance(one, Overrun)]
    assert lost == [Overrun(0, 5)]
    assert frames == [5, 6, 7, 8]
    reader.close()
    writer.close()


def test_the_frames_a_reader_got_are_its_own() -> None:
    writer = RingWriter(2)
    reader = RingReader(writer.name)
    writer.write(FRAME, agent_speaking=False)
    (frame,) = reader.read()
    assert isinstance(frame, Frame)
    for _ in range(4):
        writer.write(FRAME * 0, agent_speaking=False)
    assert np.array_equal(frame.samples, FRAME)
    reader.close()
    writer.close()
