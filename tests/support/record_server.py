"""A company's system on loopback that answers a lookup rightly, wrongly, slowly or not at all."""

import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType

Serve = Callable[["RecordServer", socket.socket], None]


class RecordServer:
    """Speaks HTTP/1.1 byte by byte, so that every way to be wrong can be made.

    `serve` is run for each connection after its request was read; what was asked is in `asked`.
    """

    def __init__(
        self, serve: Serve, tls: ssl.SSLContext | None = None, *, speaks_first: bool = False
    ) -> None:
        """`speaks_first`: `serve` is run at once; reading is its own affair."""
        self._serve = serve
        self._speaks_first = speaks_first
        self._tls = tls
        self.asked: list[str] = []
        """The head of every request."""
        self.freed = threading.Event()
        """Set at the end: what waits for nothing waits for this."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, name="record-server")

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self.host}"

    def __enter__(self) -> "RecordServer":
        self._accepting.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.freed.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # closed: the end
            thread = threading.Thread(target=self._talk, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _talk(self, connection: socket.socket) -> None:
        try:
            with connection:
                connection.settimeout(5)
                if self._tls is None:
                    self._hear(connection)
                else:
                    with self._tls.wrap_socket(connection, server_side=True) as wrapped:
                        self._hear(wrapped)
        except OSError:
            pass  # the other side has had enough: that is what some tests do

    def _hear(self, connection: socket.socket) -> None:
        if self._speaks_first:
            self._serve(self, connection)
            return
        head = b""
        while b"\r\n\r\n" not in head:
            part = connection.recv(4096)
            if not part:
                return
            head += part
        self.asked.append(head.decode("latin-1"))
        self._serve(self, connection)


def answer(
    body: bytes = b"", status: str = "200 OK", *headers: str, length: int | None = None
) -> Serve:
    """A whole answer; `length` is what it claims."""
    claimed = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {claimed}", "Connection: close", *headers]
    raw = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
    return lambda server, connection: connection.sendall(raw)


def raw(said: bytes) -> Serve:
    return lambda server, connection: connection.sendall(said)


def silent(server: RecordServer, connection: socket.socket) -> None:
    server.freed.wait(10)


def dripping(first: bytes, every_s: float = 0.05) -> Serve:
    """`first`, then a byte now and then, for ever: no single wait is ever long."""

    def serve(server: RecordServer, connection: socket.socket) -> None:
        connection.sendall(first)
        while not server.freed.wait(every_s):
            connection.sendall(b" ")

    return serve
