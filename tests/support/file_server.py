"""A real HTTP server with Range support that can misbehave as hubs, proxies and lines do."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit


class FileServer:
    """Serves `files` (path to bytes) on loopback; also as a proxy, for any host.

    What it should do wrong is set on it; what it was asked is in `asked`.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.kinds: dict[str, str] = {}
        """Content types by path; octets where nothing is said."""
        self.refusals: dict[str, int] = {}
        """HTTP status by path."""
        self.redirects: dict[str, str] = {}
        self.cuts: dict[str, list[int]] = {}
        """Bytes after which the connection dies, an item per request."""
        self.ignores_range = False
        self.pause_s = 0.0
        """Between blocks of 16 KiB."""
        self.stalls = False
        """A cut connection does not die, it falls silent."""
        self.freed = threading.Event()
        self.asked: list[tuple[str, dict[str, str]]] = []
        """Path (with host, as a proxy) and headers, lower case, of every request."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _requests_of(self))
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def ranges(self) -> list[str]:
        return [headers.get("range", "") for _, headers in self.asked]

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def __enter__(self) -> "FileServer":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.freed.set()
        self.pause_s = 0.0
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _requests_of(server: FileServer) -> type[BaseHTTPRequestHandler]:
    class Requests(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            path = urlsplit(self.path).path
            if path in server.redirects:
                self.send_response(302)
                self.send_header("Location", server.redirects[path])
                self.end_headers()
            elif path in server.refusals or path not in server.files:
                self.send_response(server.refusals.get(path, 404))
                self.end_headers()
            else:
                self._send(path, server.files[path])

        def do_CONNECT(self) -> None:
            server.asked.append((self.path, {}))
            self.send_response(407)
            self.end_headers()

        def _send(self, path: str, content: bytes) -> None:
            begin = 0
            wanted = self.headers.get("Range", "")
            if wanted and not server.ignores_range:
                begin = int(wanted.removeprefix("bytes=").removesuffix("-"))
                if begin >= len(content):
                    self.send_response(416)
                    self.end_headers()
                    return
                self.send_response(206)
                self.send_header(
                    "Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}"
                )
            else:
                self.send_response(200)
            self.send_header("Content-Type", server.kinds.get(path, "application/octet-stream"))
            self.send_header("Content-Length", str(len(content) - begin))
            self.end_headers()
            cuts = server.cuts.get(path, [])
            end = begin + cuts.pop(0) if cuts else len(content)
            try:
                for at in range(begin, min(end, len(content)), 1 << 14):
                    self.wfile.write(content[at : min(at + (1 << 14), end)])
                    if server.pause_s:
                        time.sleep(server.pause_s)
            except OSError:
                pass  # the other side has gone: that is what some tests do
            if end < len(content):
                if server.stalls:
                    server.freed.wait(10)
                self.close_connection = True

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    return Requests
