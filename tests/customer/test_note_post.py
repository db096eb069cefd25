"""Notes into the CRM: a real server on loopback that takes, refuses, drips or is gone."""

import queue
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from posted_notes import Crm
from record_server import RecordServer

from desktop.customer import note_post
from desktop.customer.lookup import NoAnswer, Trouble
from desktop.customer.note_post import NotePost, Outcome, Posted
from desktop.errors import LocalError

pytestmark = pytest.mark.process

HOSTILE = 'Sagt: "} , {note} {id} \\ \n\t\u2028 </script> Ü'
VALUES = {
    "number": "+493023125014",
    "name": 'K"arla',
    "note": HOSTILE,
    "id": "7",
    "began": "2026-11-22T09:05:00+01:00",
    "duration_s": "545",
}


@contextmanager
def posting(url: str, body: str = "", secret: str = "") -> Iterator[NotePost]:
    post = NotePost(
        url, body, header="Authorization" if secret else "", secret=lambda: secret or None
    )
    post.start()
    try:
        yield post
    finally:
        post.stop()


def outcome(post: NotePost) -> Outcome:
    answers: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
    post.post(VALUES, answers.put)
    return answers.get(timeout=20)


def test_a_note_arrives_whole_whatever_is_in_it() -> None:
    with (
        Crm() as server,
        posting(server.url + "/notes/{number}", secret="Bearer 7") as post,
    ):
        assert outcome(post) == Posted()
    head = server.asked[0]
    assert head.startswith("POST /notes/%2B493023125014 HTTP/1.1\r\n")
    assert "Authorization: Bearer 7\r\n" in head and "application/json" in head
    assert server.bodies.get(timeout=5) == {
        "id": "7",
        "phone": "+493023125014",
        "began": VALUES["began"],
        "text": HOSTILE,
    }


def test_the_deployer_s_body_keeps_its_shape() -> None:
    body = '{"data": [{"a": 1, "text": "{name}: {note}"}, null, true], "{number}": "{direction}"}'
    with Crm() as server, posting(server.url, body) as post:
        assert outcome(post) == Posted()
    assert server.bodies.get(timeout=5) == {
        "data": [{"a": 1, "text": f'K"arla: {HOSTILE}'}, None, True],
        "{number}": "",
    }


@pytest.mark.parametrize(
    ("status", "headers", "trouble"),
    [
        ("401 Unauthorized", (), Trouble.REFUSED),
        ("500 Internal Server Error", (), Trouble.FAILING),
        ("409 Conflict", (), Trouble.FAILING),
        ("302 Found", ("Location: http://127.0.0.1:9/elsewhere",), Trouble.ELSEWHERE),
    ],
)
def test_what_is_not_taken_is_said(status: str, headers: tuple[str, ...], trouble: Trouble) -> None:
    with Crm(status) as server, posting(server.url) as post:
        server.headers = headers
        assert outcome(post) == NoAnswer(trouble, server.host, f"HTTP {status[:3]}")


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"http://127.0.0.1:{gone.getsockname()[1]}"
    with posting(url) as post:
        found = outcome(post)
    assert isinstance(found, NoAnswer) and found.trouble is Trouble.UNREACHABLE


def test_it_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note_post, "TIMEOUT_S", 0.3)

    def silent(server: RecordServer, connection: socket.socket) -> None:
        server.freed.wait(10)

    with RecordServer(silent, speaks_first=True) as server, posting(server.url) as post:
        assert outcome(post) == NoAnswer(Trouble.SLOW, server.host)


@pytest.mark.parametrize(
    ("url", "body", "what"),
    [
        ("http://crm.example/notes", "", "not encrypted"),
        ("ftp://crm.example/notes", "", "no web address"),
        ("https://u:p@crm.example/notes", "", "name or password"),
        ("https://{number}.example/", "", "host"),
        ("https://crm.example/{note}", "", "note"),
        ("https://crm.example", '{"text": "{note}', "no JSON"),
        ("https://crm.example", '{"text": "{number}"}', "no {note}"),
        ("https://crm.example", '{"text": "{note} {level}"}', "{level}"),
    ],
)
def test_what_cannot_be_used_is_refused(url: str, body: str, what: str) -> None:
    with pytest.raises(LocalError) as raised:
        NotePost(url, body)
    assert what in str(raised.value)
