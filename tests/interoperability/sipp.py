"""SIPp as a telephone made of scenarios, each a list of steps; a scenario that does not come out as
written fails with what SIPp has to say."""

import re
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from ports import free_port

SIPP = shutil.which("sipp")

SDP = """v=0
o=sipp 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000
{direction}"""

CALLER = """Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:sipp@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: {cseq} {method}
Contact: <sip:sipp@[local_ip]:[local_port]>
Max-Forwards: 70
"""

CALLEE = """Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: [$us]
To: [$them]
Call-ID: [call_id]
CSeq: {cseq} {method}
Contact: <sip:[local_ip]:[local_port]>
Max-Forwards: 70
"""

ANSWER = """[last_Via:]
[last_From:]
[last_To:]{tag}
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>
"""


def sdp(direction: str = "sendrecv") -> str:
    return SDP.format(direction=f"a={direction}\n")


def request(
    method: str, cseq: int, body: str = "", *, extra: str = "", callee: bool = False
) -> str:
    """In the call that we began, or as its `callee`; the first INVITE or MESSAGE begins one."""
    uri = "sip:[service]@[remote_ip]:[remote_port]" if cseq == 1 and not callee else "[next_url]"
    head = (CALLEE if callee else CALLER).format(cseq=cseq, method=method)
    if callee:
        uri = "[$peer]"
    repeat = "" if method == "ACK" else ' retrans="500"'
    return _send(f"{method} {uri} SIP/2.0\n{head}{extra}", body, repeat)


def answer(status: str, body: str = "", *, extra: str = "", tag: bool = True) -> str:
    """To the request that came last; `tag`: it begins a dialog, so To gets ours."""
    head = ANSWER.format(tag=";tag=[call_number]" if tag else "")
    return _send(f"SIP/2.0 {status}\n{head}{extra}", body, ' retrans="500"' if body else "")


def expect(what: str, *, optional: bool = False, has: str = "") -> str:
    """A request by its method or a response by its status; `has` is a pattern in the message."""
    kind = "response" if what.isdigit() else "request"
    learn = {
        "INVITE": '<ereg regexp="sip:[^&gt;]+" search_in="hdr" header="Contact:" '
        'assign_to="peer"/>',
        "ACK": '<ereg regexp=".*" search_in="hdr" header="From:" assign_to="them"/>'
        '<ereg regexp=".*" search_in="hdr" header="To:" assign_to="us"/>',
    }.get(what, "")
    if has:
        learn += f'<ereg regexp="{has}" search_in="msg" check_it="true" assign_to="found"/>'
    flags = ' optional="true"' if optional else ""
    flags += ' rrs="true"' if kind == "response" else ""
    return (
        f'<recv {kind}="{what}"{flags}><action>{learn}</action></recv>'
        if learn
        else (f'<recv {kind}="{what}"{flags}/>')
    )


def pause(milliseconds: int) -> str:
    return f'<pause milliseconds="{milliseconds}"/>'


class Sipp:
    """One run of one scenario; leaving the block waits for its end, which must be good."""

    def __init__(
        self, folder: Path, name: str, *steps: str, to: str = "", options: str = ""
    ) -> None:
        """`to` is host:port of whom it calls; empty: it waits to be called."""
        if SIPP is None:
            pytest.skip("sipp is not installed (apt-get install sip-tester)")
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._scenario = folder / f"{name}.xml"
        referenced = "".join(f'<Reference variables="{one}"/>' for one in _variables(steps))
        self._scenario.write_text(
            f'<?xml version="1.0" encoding="UTF-8"?><scenario name="{name}">'
            f"{''.join(steps)}{referenced}</scenario>"
        )
        self.port = free_port()
        self._command = [
            SIPP, *([to] if to else []), "-sf", str(self._scenario), "-i", "127.0.0.1",
            "-p", str(self.port), "-m", "1", "-s", "desk", "-nostdin", "-timeout", "30",
            "-trace_err", "-error_file", str(folder / f"{name}.err"), *options.split(),
        ]  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"sip:sipp@127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process is not None
        if kind is not None:
            self._process.kill()
        try:
            status = self._process.wait(25)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        errors = self._scenario.with_suffix(".err")
        told = errors.read_text(errors="replace")[-3000:] if errors.exists() else ""
        assert kind is not None or status == 0, f"sipp: {status} {told}"


def _send(head: str, body: str, flags: str) -> str:
    kind = "Content-Type: application/sdp\n" if body.startswith("v=0") else ""
    kind = "Content-Type: text/plain\n" if body and not kind else kind
    if body.startswith("SIP/2.0"):
        kind = "Content-Type: message/sipfrag;version=2.0\n"
    length = "[len]" if body else "0"
    message = f"{head}{kind}Content-Length: {length}\n\n{body}"
    return f"<send{flags}><![CDATA[\n{message}]]></send>"


def _variables(steps: tuple[str, ...]) -> list[str]:
    return sorted(set(re.findall(r'assign_to="(\w+)"', "".join(steps))))
