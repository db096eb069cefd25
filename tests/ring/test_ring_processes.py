"""A second process at the other end: it must neither tear frames nor take the memory with it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from audio.formats import FRAME_SAMPLES
from audio.ring import Frame, RingReader, RingWriter

pytestmark = pytest.mark.process

READ_AND_COUNT = """
import sys, time
import numpy as np
from audio.ring import Frame, Overrun, RingReader
reader = RingReader(sys.argv[1])
frames = lost = torn = 0
print("attached", flush=True)
while frames + lost < int(sys.argv[2]):
    for one in reader.read():
        if isinstance(one, Overrun):
            lost += one.count
        else:
            frames += 1
            torn += bool(np.any(one.samples != one.index % 30_000))
print(frames, lost, torn, flush=True)
"""


def second_process(code: str, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True
    )


def test_no_frame_is_torn_while_both_run_at_full_speed() -> None:
    writer = RingWriter(16)
    total = 20_000
    process = second_process(READ_AND_COUNT, writer.name, str(total))
    assert process.stdout is not None
    assert process.stdout.readline() == "attached\n"
    frame = np.empty(FRAME_SAMPLES, dtype=np.int16)
    for index in range(total):
        frame[:] = index % 30_000
        writer.write(frame, agent_speaking=False)
    frames, lost, torn = map(int, process.stdout.readline().split())
    process.stdout.close()
    assert process.wait(20) == 0
    writer.close()
    assert (frames + lost, torn) == (total, 0)
    assert frames > 0


def test_a_reader_that_is_killed_does_not_take_the_ring_with_it() -> None:
    writer = RingWriter(16)
    process = second_process(READ_AND_COUNT, writer.name, "1000000000")
    assert process.stdout is not None
    assert process.stdout.readline() == "attached\n"
    process.kill()
    process.wait(10)
    process.stdout.close()
    writer.write(np.ones(FRAME_SAMPLES, dtype=np.int16), agent_speaking=True)
    reader = RingReader(writer.name)
    (frame,) = reader.read()
    assert isinstance(frame, Frame) and frame.agent_speaking
    reader.close()
    writer.close()


def test_a_reader_that_ends_normally_says_nothing_about_leaks() -> None:
    writer = RingWriter(16)
    writer.write(np.zeros(FRAME_SAMPLES, dtype=np.int16), agent_speaking=False)
    result = subprocess.run(
        [sys.executable, "-c", READ_AND_COUNT, writer.name, "1"],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert result.stderr == ""
    writer.close()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /dev/shm")
def test_a_writer_that_is_killed_leaves_nothing() -> None:
    code = (
        "import time; from audio.ring import RingWriter\n"
        "writer = RingWriter(16); print(writer.name, flush=True); time.sleep(60)"
    )
    process = second_process(code)
    assert process.stdout is not None
    name = process.stdout.readline().strip()
    ring = Path("/dev/shm") / name
    assert ring.exists()
    process.kill()
    process.wait(10)
    process.stdout.read()  # the resource tracker holds the pipe until it has cleaned up
    process.stdout.close()
    assert not ring.exists()
