"""The channel with real sockets: order, garbage, a peer that is gone or frozen."""

import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection, Pipe

import msgspec
import pytest

from desktop.processes.channel import MAX_MESSAGE_BYTES, QUEUE_LIMIT, Channel

pytestmark = pytest.mark.process


class Note(msgspec.Struct, frozen=True, tag=True):
    number: int
    text: str = ""


class End:
    """One end of a channel and what came to it."""

    def __init__(self, connection: Connection) -> None:
        self.received: list[Note] = []
        self.closings = 0
        self.news = threading.Condition()
        self.channel = Channel(
            connection, Note, on_message=self._message, on_closed=self._closed, name="test"
        )
        self.channel.start()

    def _message(self, note: Note) -> None:
        with self.news:
            self.received.append(note)
            self.news.notify_all()

    def _closed(self) -> None:
        with self.news:
            self.closings += 1
            self.news.notify_all()

    def wait_for(self, count: int) -> None:
        with self.news:
            assert self.news.wait_for(lambda: len(self.received) >= count, 10)

    def wait_closed(self) -> None:
        with self.news:
            assert self.news.wait_for(lambda: self.closings > 0, 10)


@pytest.fixture
def pipe() -> Iterator[tuple[Connection, Connection]]:
    left, right = Pipe()
    yield left, right
    for connection in (left, right):
        connection.close()


def test_messages_arrive_in_order_both_ways(pipe: tuple[Connection, Connection]) -> None:
    left, right = End(pipe[0]), End(pipe[1])
    for number in range(500):
        left.channel.send(Note(number))
        right.channel.send(Note(-number))
    left.wait_for(500)
    right.wait_for(500)
    assert [note.number for note in right.received] == list(range(500))
    assert [note.number for note in left.received] == [-number for number in range(500)]
    left.channel.close()
    right.wait_closed()
    right.channel.close()


def test_what_was_queued_is_written_before_closing(pipe: tuple[Connection, Connection]) -> None:
    left, right = End(pipe[0]), End(pipe[1])
    for number in range(100):
        left.channel.send(Note(number, "x" * 1000))
    left.channel.close()
    left.channel.close()
    right.wait_closed()
    assert len(right.received) == 100
    assert (left.closings, right.closings) == (1, 1)
    right.channel.close()


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\x00",
        b"\xc1" * 50,
        msgspec.msgpack.encode({"type": "Other"}),
        b'{"number":1}',
        msgspec.msgpack.encode(Note(1, "ab")).replace(b"ab", b"\xff\xfe"),
        msgspec.msgpack.encode({"type": "Note", "more": 1})[:-1] + b"\x91" * 200_000,
    ],
    ids=["empty", "zero", "reserved", "unknown", "json", "no UTF-8", "nested"],
)
def test_garbage_is_dropped_and_the_next_message_read(
    pipe: tuple[Connection, Connection], garbage: bytes
) -> None:
    end = End(pipe[1])
    pipe[0].send_bytes(garbage)
    pipe[0].send_bytes(msgspec.msgpack.encode(Note(7)))
    end.wait_for(1)
    assert end.received == [Note(7)]
    end.channel.close()


def test_a_message_that_cannot_be_said_is_dropped_and_the_next_one_sent(
    pipe: tuple[Connection, Connection], caplog: pytest.LogCaptureFixture
) -> None:
    left, right = End(pipe[0]), End(pipe[1])
    left.channel.send(Note(1, "\udcff secret"))
    left.channel.send(Note(2))
    right.wait_for(1)
    assert right.received == [Note(2)]
    assert "cannot be encoded" in caplog.text and "secret" not in caplog.text
    left.channel.close()
    right.wait_closed()
    right.channel.close()


def test_a_message_beyond_the_limit_ends_the_channel(pipe: tuple[Connection, Connection]) -> None:
    end = End(pipe[1])
    sender = threading.Thread(
        target=_send_ignoring_reset, args=(pipe[0], b"x" * (MAX_MESSAGE_BYTES + 1))
    )
    sender.start()
    end.wait_closed()
    end.channel.close()
    sender.join(10)
    assert not end.received


def test_a_peer_that_vanishes_is_noticed_once(pipe: tuple[Connection, Connection]) -> None:
    end = End(pipe[1])
    pipe[0].close()
    end.wait_closed()
    end.channel.send(Note(1))  # silently dropped
    end.channel.close()
    assert end.closings == 1


def test_sending_to_a_frozen_peer_never_waits(pipe: tuple[Connection, Connection]) -> None:
    end = End(pipe[1])  # nobody ever reads from pipe[0]
    text = "x" * 10_000
    for number in range(2 * QUEUE_LIMIT):
        end.channel.send(Note(number, text))
    pipe[0].close()
    end.wait_closed()
    end.channel.close()


def _send_ignoring_reset(connection: Connection, raw: bytes) -> None:
    try:
        connection.send_bytes(raw)
    except OSError:
        pass
