"""A minimal SIP caller made of datagrams, for what no well-behaved phone would send or measure."""

import re
import secrets
import socket
import struct
import time
from types import TracebackType
from typing import Self

import numpy as np

from audio.g711 import encode_alaw

SDP_PCMA = (
    "v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
    "m=audio {port} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n"
)


class WirePhone:
    """One call at a time to one engine, over UDP."""

    def __init__(
        self, target_port: int, host: str = "127.0.0.1", *, target: str = "127.0.0.1"
    ) -> None:
        """`host`: where it calls from; another one of loopback's is another computer."""
        self.target = (target, target_port)
        self.host = host
        self.sip = _bound(host)
        self.rtp = _bound(host)
        self.sip_port = self.sip.getsockname()[1]
        self.rtp_port = self.rtp.getsockname()[1]
        self._call = secrets.token_hex(6)
        self._to_tag = ""
        self._contact = ""
        self._seen: set[bytes] = set()
        """Messages handed out; over UDP they come again (RFC 3261 §17), word for word."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.sip.close()
        self.rtp.close()

    def send(self, raw: bytes) -> None:
        self.sip.sendto(raw, self.target)

    def request(self, method: str, body: str = "", *, sequence: int = 1, extra: str = "") -> bytes:
        """One request of this call, complete."""
        uri = self._contact or f"sip:agent@{self.target[0]}:{self.target[1]}"
        content = body.encode()
        sdp = body and "Content-Type:" not in extra
        content_type = "Content-Type: application/sdp\r\n" if sdp else ""
        head = (
            f"{method} {uri} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self.host}:{self.sip_port};rport;"
            f"branch=z9hG4bK{secrets.token_hex(5)}\r\n"
            "Max-Forwards: 70\r\n"
            f"From: <sip:wire@{self.host}:{self.sip_port}>;tag={self._call}\r\n"
            f"To: <sip:agent@127.0.0.1>{self._to_tag}\r\n"
            f"Call-ID: {self._call}\r\nCSeq: {sequence} {method}\r\n"
            f"Contact: <sip:wire@{self.host}:{self.sip_port}>\r\n"
            f"{extra}{content_type}Content-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content

    def cancel(self, invite: bytes, *, extra: str = "") -> None:
        """Take back an INVITE of ours: what it was, but for method and body (RFC 3261 §9.1)."""
        text = invite.decode()
        uri = text.split(" ", 2)[1]
        kept = re.findall(r"^(?:Via|Max-Forwards|From|To|Call-ID):.*\r\n", text, re.MULTILINE)
        head = f"CANCEL {uri} SIP/2.0\r\n{''.join(kept)}CSeq: 1 CANCEL\r\n{extra}"
        self.send(f"{head}Content-Length: 0\r\n\r\n".encode())

    def sdp(self) -> str:
        return SDP_PCMA.format(host=self.host, port=self.rtp_port)

    def answer(self, limit_s: float = 5.0, *, final: bool = True) -> tuple[int, str]:
        """The next response that is not an earlier one again: status and text; provisional ones are
        skipped with `final`."""
        deadline = time.monotonic() + limit_s
        while (left_s := deadline - time.monotonic()) > 0:
            self.sip.settimeout(left_s)
            try:
                raw = self.sip.recv(65_535)
            except TimeoutError:
                break
            text = raw.decode(errors="replace")
            match = re.match(r"SIP/2\.0 (\d{3})", text)
            if match is None or (final and match[1].startswith("1")) or raw in self._seen:
                continue
            self._seen.add(raw)
            self._remember(text)
            return int(match[1]), text
        raise AssertionError(f"no answer within {limit_s} s")

    def next_request(self, method: str, limit_s: float = 5.0) -> str:
        """The next request of that method that is not an earlier one again; other messages on the
        way are passed over."""
        deadline = time.monotonic() + limit_s
        while (left_s := deadline - time.monotonic()) > 0:
            self.sip.settimeout(left_s)
            try:
                raw, sender = self.sip.recvfrom(65_535)
            except TimeoutError:
                break
            text = raw.decode(errors="replace")
            if text.startswith(f"{method} ") and raw not in self._seen:
                self._seen.add(raw)
                self.target = sender
                return text
        raise AssertionError(f"no {method} within {limit_s} s")

    def respond(self, request: str, status: str, body: str = "", *, extra: str = "") -> None:
        """Answer a request of the other side; `status` is like "183 Session Progress"."""
        kept = re.findall(r"^(?:Via|From|Call-ID|CSeq|Record-Route):.*\r\n", request, re.MULTILINE)
        to = re.search(r"^To:[^\r]*", request, re.MULTILINE)
        assert to is not None
        tagged = to[0] if ";tag=" in to[0] else f"{to[0]};tag={self._call}"
        content_type = "Content-Type: application/sdp\r\n" if body else ""
        head = (
            f"SIP/2.0 {status}\r\n{''.join(kept)}{tagged}\r\n"
            f"Contact: <sip:wire@{self.host}:{self.sip_port}>\r\n{extra}{content_type}"
            f"Content-Length: {len(body.encode())}\r\n\r\n"
        )
        self.send(head.encode() + body.encode())

    def establish(self, *, with_sdp: bool = True) -> str:
        """INVITE, wait for the 200, ACK; returns the 200."""
        self.send(self.request("INVITE", self.sdp() if with_sdp else ""))
        status, text = self.answer(10)
        assert status == 200, text
        self.send(self.request("ACK", "" if with_sdp else self.sdp()))
        return text

    def play(self, answer: str, frequency_hz: float, duration_s: float) -> None:
        """Send a tone (A-law, -12 dB) to where the SDP in `answer` says, in real time."""
        match = re.search(r"^m=audio (\d+)", answer, re.MULTILINE)
        assert match is not None
        time_s = np.arange(int(duration_s * 8000)) / 8000
        tone = (0.25 * 32767 * np.sin(2 * np.pi * frequency_hz * time_s)).astype(np.int16)
        encoded = encode_alaw(tone).tobytes()
        begun_s = time.monotonic()
        for number in range(len(encoded) // 160):
            head = struct.pack("!BBHII", 0x80, 8, number, number * 160, 0x5EED)
            packet = head + encoded[number * 160 : (number + 1) * 160]
            self.rtp.sendto(packet, ("127.0.0.1", int(match[1])))
            time.sleep(max(0.0, begun_s + (number + 1) * 0.02 - time.monotonic()))

    @property
    def dialog(self) -> tuple[str, str, str]:
        """Call-ID, our tag and theirs."""
        return self._call, self._call, self._to_tag.partition("=")[2]

    def notify(self, sequence: int, status: str, *, final: bool = False) -> None:
        """A NOTIFY about a REFER that came (RFC 3515 §2.4.5)."""
        state = "terminated;reason=noresource" if final else "active;expires=60"
        extra = f"Event: refer\r\nSubscription-State: {state}\r\n"
        request = self.request("NOTIFY", f"SIP/2.0 {status}\r\n", sequence=sequence, extra=extra)
        self.send(request.replace(b"application/sdp", b"message/sipfrag;version=2.0"))
        assert self.answer()[0] == 200

    def bye(self, sequence: int = 2) -> None:
        self.send(self.request("BYE", sequence=sequence))
        assert self.answer()[0] == 200

    def _remember(self, text: str) -> None:
        tag = re.search(r"^To:.*;tag=([^;\s]+)", text, re.MULTILINE)
        contact = re.search(r"^Contact:\s*<([^>]+)>", text, re.MULTILINE)
        self._to_tag = f";tag={tag[1]}" if tag else self._to_tag
        self._contact = contact[1] if contact else self._contact


def dtmf_digits(rtp: socket.socket, duration_s: float) -> str:
    """The RFC 4733 events (payload type 101) that come within `duration_s`, each once."""
    digits: list[str] = []
    stamps: set[int] = set()
    deadline = time.monotonic() + duration_s
    while (left_s := deadline - time.monotonic()) > 0:
        rtp.settimeout(left_s)
        try:
            packet = rtp.recv(2048)
        except TimeoutError:
            break
        if packet[1] & 0x7F == 101:
            (stamp,) = struct.unpack_from("!I", packet, 4)
            if stamp not in stamps:
                stamps.add(stamp)
                digits.append("0123456789*#ABCD"[packet[12]])
    return "".join(digits)


def _bound(host: str = "127.0.0.1") -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((host, 0))
    return made
