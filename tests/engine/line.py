"""A bad line between two telephones: packets of a call are lost and come late, RTCP's too.

`Line` stands before the telephone that is called: INVITE and answers pass through it, their SDP
names its ports, and so all sound does, both ways. What follows in the dialogue goes by Contact.
"""

import heapq
import random
import re
import select
import socket
import threading
import time
from dataclasses import dataclass
from itertools import count
from types import TracebackType
from typing import Final, Self

LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Bad:
    """What one direction does to packets."""

    lose_every: int = 0
    """Of so many RTP packets, and RTCP packets, one is lost; 0: none."""
    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    """Added to the delay, evenly distributed from 0 to this."""


GOOD: Final = Bad()


class _Way:
    """One direction of RTP or RTCP."""

    def __init__(self) -> None:
        self.bad = GOOD
        self._seen = 0

    def due_s(self, now_s: float, chance: random.Random) -> float | None:
        """When the next packet goes on; None: it is lost."""
        self._seen += 1
        bad = self.bad
        if bad.lose_every and self._seen % bad.lose_every == 0:
            return None
        return now_s + (bad.delay_ms + chance.uniform(0, bad.jitter_ms)) / 1000


class Line:
    """The line to the telephone at `port`; dial `address`."""

    def __init__(self, name: str, port: int) -> None:
        self._callee = (LOOPBACK, port)
        self._caller: tuple[str, int] | None = None
        self._sip = _bound()
        self.address = f"sip:{name}@{LOOPBACK}:{self._sip.getsockname()[1]}"
        self._near, self._near_rtcp = _pair()
        """Where the callee sends: to the caller."""
        self._far, self._far_rtcp = _pair()
        """Where the caller sends: to the callee."""
        self._media: dict[str, tuple[int, int]] = {}
        """RTP and RTCP ports of "caller" and "callee", as their SDP says."""
        self._ways = {end: (_Way(), _Way()) for end in ("caller", "callee")}
        """By whom it leads to: RTP, RTCP."""
        self._chance = random.Random(4711)
        self._late: list[tuple[float, int, bytes, socket.socket, int]] = []
        self._count = count()
        self._running = True
        self._thread = threading.Thread(target=self._run, name="bad-line")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._running = False
        self._thread.join()
        for one in (self._sip, self._near, self._near_rtcp, self._far, self._far_rtcp):
            one.close()

    def be(self, *, to_callee: Bad = GOOD, to_caller: Bad = GOOD) -> None:
        """From now on."""
        for end, bad in (("callee", to_callee), ("caller", to_caller)):
            for way in self._ways[end]:
                way.bad = bad

    def _run(self) -> None:
        sockets = [self._sip, self._near, self._near_rtcp, self._far, self._far_rtcp]
        while self._running:
            now_s = time.monotonic()
            wait_s = min(0.05, max(0.0, self._late[0][0] - now_s)) if self._late else 0.05
            for ready in select.select(sockets, [], [], wait_s)[0]:
                data, sender = ready.recvfrom(65_535)
                if ready is self._sip:
                    self._signal(data, sender)
                else:
                    self._carry(ready, data)
            now_s = time.monotonic()
            while self._late and self._late[0][0] <= now_s:
                _, _, data, out, port = heapq.heappop(self._late)
                out.sendto(data, (LOOPBACK, port))

    def _carry(self, at: socket.socket, data: bytes) -> None:
        end = "caller" if at in (self._near, self._near_rtcp) else "callee"
        kind = 0 if at in (self._near, self._far) else 1
        due_s = self._ways[end][kind].due_s(time.monotonic(), self._chance)
        if due_s is None or end not in self._media:
            return
        others = (self._far, self._far_rtcp) if end == "caller" else (self._near, self._near_rtcp)
        late = (due_s, next(self._count), data, others[kind], self._media[end][kind])
        heapq.heappush(self._late, late)

    def _signal(self, data: bytes, sender: tuple[str, int]) -> None:
        if sender == self._callee:
            assert self._caller is not None
            self._sip.sendto(self._divert(data, "callee", self._far), self._caller)
        else:
            self._caller = sender
            self._sip.sendto(self._divert(data, "caller", self._near), self._callee)

    def _divert(self, message: bytes, who: str, to: socket.socket) -> bytes:
        """`message` with our ports for those of `who`, which are remembered."""
        head, _, sdp = message.partition(b"\r\n\r\n")
        rtp = re.search(rb"^m=audio (\d+)", sdp, re.MULTILINE)
        if rtp is None:
            return message
        rtcp = re.search(rb"^a=rtcp:(\d+)", sdp, re.MULTILINE)
        port = int(rtp[1])
        self._media[who] = port, int(rtcp[1]) if rtcp is not None else port + 1
        ours = to.getsockname()[1]
        sdp = re.sub(rb"(?m)^m=audio \d+", b"m=audio %d" % ours, sdp)
        sdp = re.sub(rb"(?m)^a=rtcp:\d+", b"a=rtcp:%d" % (ours + 1), sdp)
        head = re.sub(rb"(?i)(Content-Length:\s*)\d+", rb"\g<1>%d" % len(sdp), head)
        return head + b"\r\n\r\n" + sdp


def _bound(port: int = 0) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((LOOPBACK, port))
    return made


def _pair() -> tuple[socket.socket, socket.socket]:
    """For RTP an even port, for RTCP the next one."""
    while True:
        first = _bound()
        port = first.getsockname()[1]
        if port % 2 == 0:
            try:
                return first, _bound(port + 1)
            except OSError:
                pass
        first.close()
