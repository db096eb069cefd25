"""A two-way message channel between two local processes.

`multiprocessing.connection` gives framing, per-user sockets or named pipes and HMAC authentication;
messages are msgspec structs in MessagePack, never pickles. Reading and writing each have a thread:
`send` only enqueues, so whoever calls it never waits for a peer that is frozen.
"""

import logging
import queue
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final

import msgspec

log = logging.getLogger("beistand.processes")

MAX_MESSAGE_BYTES: Final = 1 << 20
QUEUE_LIMIT: Final = 4096
"""Messages waiting for a frozen peer; beyond this the channel closes, the peer must re-attach."""
UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding raises for bytes that are no message; the latter two are not msgspec's own."""


class Channel:
    """Typed messages over one connection.

    `on_message` and `on_closed` are called on the reader thread: copy, post, return.
    `on_closed` is called exactly once, whichever side ended it.
    """

    def __init__(
        self,
        connection: Connection,
        incoming: Any,
        *,
        on_message: Callable[[Any], None],
        on_closed: Callable[[], None],
        name: str,
    ) -> None:
        self._connection = connection
        self._decoder = msgspec.msgpack.Decoder(incoming)
        self._encoder = msgspec.msgpack.Encoder()
        self._on_message = on_message
        self._on_closed = on_closed
        self._outgoing: queue.Queue[bytes | None] = queue.Queue(QUEUE_LIMIT)
        self._closing = threading.Event()
        self._reader = threading.Thread(target=self._read, name=f"{name}-read", daemon=True)
        self._writer = threading.Thread(target=self._write, name=f"{name}-write", daemon=True)

    def start(self) -> None:
        self._reader.start()
        self._writer.start()

    def send(self, message: msgspec.Struct) -> None:
        """Enqueue `message`; silently dropped once the channel is closed. Never raises."""
        if self._closing.is_set():
            return
        try:
            raw = self._encoder.encode(message)
        except (ValueError, TypeError, OverflowError):
            # One message that cannot be said must not cost the conversation; its text stays here.
            kind = type(message).__name__
            log.warning("message dropped: cannot be encoded", extra={"kind": kind})
            return
        try:
            self._outgoing.put_nowait(raw)
        except queue.Full:
            log.warning("channel closed: the peer has not read for too long")
            self._closing.set()
            self._close_connection()

    def close(self, flush_s: float = 1.0) -> None:
        """Write what is queued (at most `flush_s`), then close. Idempotent, from any thread."""
        if not self._closing.is_set():
            self._closing.set()
            try:
                self._outgoing.put_nowait(None)
            except queue.Full:
                self._close_connection()
        if threading.current_thread() is not self._writer and self._writer.is_alive():
            self._writer.join(flush_s)
        self._close_connection()
        if threading.current_thread() is not self._reader and self._reader.is_alive():
            self._reader.join(flush_s)

    def _read(self) -> None:
        try:
            while True:
                # poll first: closing a connection does not wake a thread blocked in read
                while not self._connection.poll(0.2):
                    if self._closing.is_set():
                        return
                raw = self._connection.recv_bytes(MAX_MESSAGE_BYTES)
                try:
                    message = self._decoder.decode(raw)
                except UNREADABLE as error:
                    ours = isinstance(error, msgspec.DecodeError)  # names fields, quotes nothing
                    why = str(error) if ours else type(error).__name__
                    log.warning("message dropped: not in our protocol", extra={"why": why})
                    continue
                self._on_message(message)
        except (EOFError, OSError, TypeError):  # TypeError: closed by us in the middle of a read
            pass
        finally:
            self._closing.set()
            try:
                self._outgoing.put_nowait(None)
            except queue.Full:
                pass
            self._on_closed()

    def _write(self) -> None:
        try:
            while (raw := self._outgoing.get()) is not None:
                self._connection.send_bytes(raw)
        except (OSError, ValueError, TypeError):  # as above
            pass
        finally:
            self._close_connection()

    def _close_connection(self) -> None:
        try:
            self._connection.close()
        except OSError:
            pass
