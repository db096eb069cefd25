"""A CRM on loopback that takes notes: reads the whole body, then answers what it is told to."""

import json
import queue
import socket
from typing import Any

from record_server import RecordServer, answer


class Crm(RecordServer):
    """`status` may change between notes; what came is in `bodies`, as JSON."""

    def __init__(self, status: str = "201 Created") -> None:
        self.status = status
        self.headers: tuple[str, ...] = ()
        self.bodies: queue.SimpleQueue[Any] = queue.SimpleQueue()
        super().__init__(self._take, speaks_first=True)

    def _take(self, server: RecordServer, connection: socket.socket) -> None:
        raw = b""
        while b"\r\n\r\n" not in raw:
            raw += connection.recv(4096)
        head, _, body = raw.partition(b"\r\n\r\n")
        self.asked.append(head.decode("latin-1"))
        lengths = (line.lower().partition(b"content-length:") for line in head.split(b"\r\n"))
        length = int(next(value for before, name, value in lengths if name and not before))
        while len(body) < length:
            body += connection.recv(4096)
        self.bodies.put(json.loads(body))
        answer(b"", self.status, *self.headers)(server, connection)
