"""The door: tokens, versions, lines that are no requests, and programs that do not behave."""

import json
import queue
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.api import API, events, objects
from desktop.api import messages as api
from desktop.api.client import NoPhone, connect
from desktop.api.server import MOST_OPEN, MOST_PROGRAMS, MOST_UNREAD, Answer, ApiServer
from desktop.api.wire import LONGEST_LINE, write
from desktop.errors import LocalError
from desktop.processes.rendezvous import Rendezvous, find, publish
from desktop.telephony.call import CallState, Direction
from resources import resource

pytestmark = pytest.mark.process

SOON_S = 10.0
STATUS = objects.Status(accounts=(), calls=(), devices=objects.Devices(), processes={})


class Phone:
    """A server whose app thread is a real thread; `requests` is what reached it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self.folder = folder
        self.requests: queue.SimpleQueue[tuple[api.AnyRequest, Answer]] = queue.SimpleQueue()
        self.silent = False
        """Answers nothing."""
        self._actions: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="app")
        self.server = ApiServer(folder, post=self._actions.put, on_request=self._request)

    def start(self) -> None:
        self._thread.start()
        self.server.start()
        until(lambda: find(self.folder, API) is not None)

    def stop(self) -> None:
        self.server.stop()
        self._actions.put(None)
        self._thread.join(SOON_S)

    @property
    def door(self) -> Rendezvous:
        found = find(self.folder, API)
        assert found is not None
        return found

    def _run(self) -> None:
        while (action := self._actions.get()) is not None:
            action()

    def _request(self, request: api.AnyRequest, answer: Answer) -> None:
        self.requests.put((request, answer))
        if self.silent:
            return
        if isinstance(request, api.GetStatus):
            answer(api.StatusReply(id=request.id, t_ms=1, status=STATUS))
        else:
            answer(api.Done(id=request.id))


class Raw:
    """A program that says what it likes."""

    def __init__(self, phone: Phone, *, hello: bool = True) -> None:
        self.link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.link.settimeout(SOON_S)
        self.link.connect(phone.door.address)
        self.file = self.link.makefile("rb")
        if hello:
            token = phone.door.authkey.hex()
            self.send(write(api.Hello(v=objects.VERSION, token=token)))
            assert self.read()["reply"] == "done"

    def send(self, raw: bytes) -> None:
        self.link.sendall(raw)

    def read(self) -> dict[str, Any]:
        line = self.file.readline()
        assert line, "the phone has closed the connection"
        found: dict[str, Any] = json.loads(line)
        return found

    def ended(self) -> bool:
        """Nothing but the end of the connection is left."""
        try:
            return self.file.read() == b""
        except ConnectionResetError:
            return True

    def close(self) -> None:
        self.file.close()
        self.link.close()


def until(true: Callable[[], bool]) -> None:
    """A state of another thread; fails after SOON_S."""
    pause = threading.Event()
    for _ in range(int(SOON_S / 0.01)):
        if true():
            return
        pause.wait(0.01)
    raise AssertionError("it did not come about")


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[Phone]:
    one = Phone(tmp_path / "run")
    one.start()
    yield one
    one.stop()


@pytest.fixture
def program(phone: Phone) -> Iterator[Callable[..., Raw]]:
    made: list[Raw] = []

    def make(**options: Any) -> Raw:
        made.append(Raw(phone, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


Make = Callable[..., Raw]


def test_socket_and_token_are_the_users_alone(phone: Phone) -> None:
    for path in (Path(phone.door.address), phone.folder / "api.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(phone.door.authkey) == 32


def test_the_client_asks_and_is_answered(phone: Phone) -> None:
    with connect(phone.folder) as client:
        assert client.request(api.GetStatus(id=7)) == api.StatusReply(id=7, t_ms=1, status=STATUS)
        assert client.request(api.Hold(id=8, call="c1")) == api.Done(id=8)
    assert [phone.requests.get(timeout=SOON_S)[0] for _ in range(2)] == [
        api.GetStatus(id=7),
        api.Hold(id=8, call="c1"),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"request":"hello","v":1,"token":"' + b"0" * 64 + b'"}\n', "token is wrong"),
        (b'{"request":"hello","v":1,"token":"\xc3\xa4"}\n', "token is wrong"),
        (b'{"request":"status"}\n', "token is wrong"),
        (b"GET / HTTP/1.1\r\n", "that is no request"),
        (b"\n", "that is no request"),
    ],
)
def test_without_the_token_nothing_is_done(
    phone: Phone, program: Make, line: bytes, said: str
) -> None:
    one = program(hello=False)
    one.send(line + write(api.HangUp()))
    error = one.read()
    assert error["reply"] == "error" and said in error["what"] and error["action"]
    assert one.ended()
    assert phone.requests.empty()


def test_another_version_is_said(phone: Phone, program: Make) -> None:
    one = program(hello=False)
    one.send(write(api.Hello(v=2, token=phone.door.authkey.hex(), id=3)))
    error = one.read()
    assert error["what"] == "this phone speaks version 1, not 2" and error["id"] == 3
    assert one.ended()


@pytest.mark.parametrize(
    ("line", "request_id", "said"),
    [
        (b'{"request":"dance","id":4}\n', 4, "dance"),
        (b'{"request":"dial","id":5}\n', 5, "number"),
        (b'{"request":"dtmf","digits":"x","id":6}\n', 6, "$.digits"),
        (b'{"request":"hold","cal":"c1","id":7}\n', 7, "cal"),
        (b'{"request":"hold","id":"x"}\n', 0, "$.id"),
        (b"[" * 5000 + b"\n", 0, "that is no request"),
        (b"\xff\xfe\n", 0, "that is no request"),
    ],
)
def test_a_bad_line_is_said_and_the_next_one_counts(
    program: Make, line: bytes, request_id: int, said: str
) -> None:
    one = program()
    one.send(line + b'{"request":"status","id":9}\n')
    error, status = one.read(), one.read()
    assert error["reply"] == "error" and error["id"] == request_id and said in error["what"]
    assert status["reply"] == "status" and status["id"] == 9


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(noise=st.binary(max_size=400))
def test_noise_harms_nobody(phone: Phone, noise: bytes) -> None:
    noisy, good = Raw(phone), Raw(phone)
    noisy.send(noise)
    noisy.close()
    good.send(b'{"request":"status","id":9}\n')
    assert good.read()["id"] == 9
    good.close()


def test_a_line_without_end_is_cut_off(phone: Phone, program: Make) -> None:
    one, other = program(), program()
    one.send(b"x" * (2 * LONGEST_LINE))
    assert f"at most {LONGEST_LINE} bytes" in one.read()["what"]
    assert one.ended()
    other.send(b'{"request":"status"}\n')
    assert other.read()["reply"] == "status"


def test_a_program_that_goes_in_the_middle_of_a_line_is_nobodys_trouble(
    phone: Phone, program: Make
) -> None:
    one, other = program(), program()
    one.send(b'{"request":"hangup"')
    one.close()
    other.send(b'{"request":"status"}\n')
    assert other.read()["reply"] == "status"
    assert [type(phone.requests.get(timeout=SOON_S)[0])] == [api.GetStatus]


def test_events_go_to_all_who_want_them(phone: Phone, program: Make) -> None:
    wanting, also, silent = program(), program(), program()
    for one in (wanting, also):
        one.send(b'{"request":"events","id":1}\n')
        assert one.read() == {"reply": "done", "v": 1, "id": 1, "call": ""}
        first = one.read()
        assert (first["event"], first["t_ms"], first["status"]["calls"]) == ("status", 1, [])
    phone.server.publish(events.TensionEvent(t_ms=5, call="c1", tension="tense"))
    event = {"event": "tension", "v": 1, "t_ms": 5, "call": "c1", "tension": "tense"}
    assert wanting.read() == also.read() == event
    silent.send(b'{"request":"status"}\n')
    assert silent.read()["reply"] == "status"


def test_who_does_not_read_is_sent_away_with_a_word_and_nobody_waits(
    phone: Phone, program: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    # as long as the test takes to read what a busy machine is slow to send
    monkeypatch.setattr("desktop.api.server.LAST_WORD_S", SOON_S)
    slow, reading = program(), program()
    for one in (slow, reading):
        one.send(b'{"request":"events"}\n')
        assert [one.read().get("event") for _ in range(2)] == [None, "status"]
    event = events.MessageEvent(t_ms=1, peer="sip:a@b", text="x" * 10_000)
    count = 0
    while count * 10_000 < 2 * MOST_UNREAD:
        phone.server.publish(event)
        count += 1
        assert reading.read()["event"] == "message"
    lines = slow.file.read().splitlines()
    assert "not read for too long" in json.loads(lines[-1])["what"]
    assert len(lines) < count


def test_one_program_cannot_pile_up_requests(phone: Phone, program: Make) -> None:
    phone.silent = True
    one = program()
    one.send(b'{"request":"hold"}\n' * (MOST_OPEN + 5))
    answers = [phone.requests.get(timeout=SOON_S)[1] for _ in range(MOST_OPEN)]
    other = program()
    other.send(b'{"request":"mute"}\n')
    assert isinstance(phone.requests.get(timeout=SOON_S)[0], api.Mute)
    assert phone.requests.empty()
    answers[0](api.Done())
    assert isinstance(phone.requests.get(timeout=SOON_S)[0], api.Hold)


def test_there_is_an_end_to_how_many_programs(program: Make) -> None:
    for _ in range(MOST_PROGRAMS):
        program()
    assert "too many programs" in program(hello=False).read()["what"]


def test_the_phone_ends(phone: Phone) -> None:
    with connect(phone.folder) as client:
        told = client.events()
        answered = threading.Thread(target=phone.server.stop)
        answered.start()
        assert next(told).encode() + b"\n" == write(events.StatusEvent(t_ms=1, status=STATUS))
        with pytest.raises(NoPhone, match="has ended"):
            next(told)
        answered.join(SOON_S)
    assert find(phone.folder, API) is None
    assert not list(phone.folder.glob("*.sock"))
    with pytest.raises(NoPhone):
        connect(phone.folder)


def test_the_example_of_the_handbook_runs(phone: Phone) -> None:
    page = resource("handbook", "api.md").read_text("utf-8")
    example = page.partition("```python\n")[2].partition("```")[0]
    said: list[tuple[str, ...]] = []
    names: dict[str, Any] = {"RUNTIME": phone.folder, "print": lambda *words: said.append(words)}
    program = threading.Thread(target=exec, args=(example, names))
    program.start()
    rings = events.StateEvent(
        t_ms=1,
        call="c1",
        direction=Direction.INCOMING,
        state=CallState.INCOMING,
        peer="sip:kundin@pbx.example",
        account="desk",
    )

    def heard() -> bool:
        phone.server.publish(rings)
        return bool(said)

    until(heard)
    phone.server.stop()
    program.join(SOON_S)
    assert said[0] == ("rings:", "sip:kundin@pbx.example")
    names["lines"].close()
    names["phone"].close()


def test_a_stale_file_is_no_phone(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    publish(folder, API, Rendezvous(str(folder / "gone.sock"), 1, b"x" * 32))
    with pytest.raises(NoPhone):
        connect(folder)


def test_a_wrong_token_is_said_to_the_client(phone: Phone) -> None:
    publish(phone.folder, API, Rendezvous(phone.door.address, phone.door.pid, b"x" * 32))
    with pytest.raises(LocalError, match="token is wrong"):
        connect(phone.folder)


def test_stopped_before_it_has_begun(tmp_path: Path) -> None:
    one = Phone(tmp_path / "run")
    one.server.start()
    one.server.stop()
    assert find(one.folder, API) is None
