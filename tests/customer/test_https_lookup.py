"""The lookup against a real server that is right, slow, wrong or gone."""

import json
import logging
import queue
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from record_server import RecordServer, Serve, answer, dripping, raw, silent

from desktop.customer.https_lookup import MAX_BYTES, HttpsLookup
from desktop.customer.lookup import TIMEOUT_S, Answer, Found, NoAnswer, Trouble, Unknown
from desktop.customer.numbers import Numbering
from desktop.customer.record import Customer, FieldMap
from desktop.errors import LocalError

pytestmark = pytest.mark.process

HERE = Numbering("DE")
NUMBER = HERE.read("030 23125014")
KARLA = json.dumps({"name": "Karla Müller", "tariff": "Komfort", "contacts_30d": 3}).encode()
AHEAD_S = 1.0
"""How much later than its time an answer may be seen on a machine that does much else."""


@pytest.fixture(autouse=True)
def no_proxy_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that nobody answers at: whoever used it for this machine would fail."""
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


class Asked:
    """One lookup, its answers, and how long the last one took."""

    def __init__(self, lookup: HttpsLookup) -> None:
        self.lookup = lookup
        self.answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self.took_s = 0.0

    def ask(self) -> Answer:
        began_s = time.monotonic()
        self.lookup.ask(NUMBER, self.answers.put)
        try:
            return self.answers.get(timeout=TIMEOUT_S + 10)
        finally:
            self.took_s = time.monotonic() - began_s


def asking(
    url: str, *, path: str = "/customers?phone={number}", header: str = "", secret: str = ""
) -> Iterator[Asked]:
    lookup = HttpsLookup(url + path, FieldMap(), HERE, header=header, secret=lambda: secret or None)
    lookup.start()
    assert lookup.ready(30)
    asked = Asked(lookup)
    try:
        yield asked
    finally:
        lookup.stop()


def outcome(serve: Serve, **given: str) -> tuple[Answer, Asked, RecordServer]:
    """What comes of one question to a server that does `serve`, with the whole of it torn down."""
    with RecordServer(serve) as server:
        for asked in asking(server.url, **given):
            found = asked.ask()
    return found, asked, server


def test_a_customer_is_found() -> None:
    found, _, server = outcome(answer(KARLA), header="X-Key", secret="token 7")
    assert found == Found(Customer("Karla Müller", tariff="Komfort", contacts_30d=3))
    head = server.asked[0]
    assert head.startswith("GET /customers?phone=%2B493023125014 HTTP/1.1\r\n")
    assert "\r\nX-Key: token 7\r\n" in head
    assert "Accept-Encoding: identity" in head and "Cookie" not in head


@pytest.mark.parametrize(
    "serve",
    [
        answer(b"", "404 Not Found"),
        answer(b"", "204 No Content"),
        answer(b"{}"),
        answer(b"[]"),
        answer(b"null"),
    ],
)
def test_nobody_of_this_number(serve: Serve) -> None:
    assert outcome(serve)[0] == Unknown()


def test_facts_of_the_wrong_type_are_named_and_the_others_taken() -> None:
    body = json.dumps({"name": "Karla", "contacts_30d": "often", "open_matters": 7.5}).encode()
    assert outcome(answer(body))[0] == Found(
        Customer("Karla", open_matters=("7.5",)), ("contacts_30d",)
    )


@pytest.mark.parametrize(
    ("serve", "trouble", "detail"),
    [
        (answer(b"<html>sign in</html>"), Trouble.UNREADABLE, "no JSON"),
        (answer(b'{"name": "K'), Trouble.UNREADABLE, "no JSON"),
        (answer(b'{"name": "\xff"}'), Trouble.UNREADABLE, "no JSON"),
        (answer(b"[" * 50_000), Trouble.UNREADABLE, "no JSON"),
        (answer(b" " * (MAX_BYTES + 1)), Trouble.UNREADABLE, "larger than 64 KiB"),
        (
            answer(b"\x1f\x8b", "200 OK", "Content-Encoding: gzip"),
            Trouble.UNREADABLE,
            "compressed",
        ),
        (answer(b"", "500 Oops"), Trouble.FAILING, "HTTP 500"),
        (answer(KARLA, "203 Odd"), Trouble.FAILING, "HTTP 203"),
        (answer(b"", "401 No"), Trouble.REFUSED, "HTTP 401"),
        (answer(b"", "403 No"), Trouble.REFUSED, "HTTP 403"),
        (
            answer(b"", "302 There", "Location: http://evil.example/steal"),
            Trouble.ELSEWHERE,
            "",
        ),
        (answer(b"", "302 There", "Location: http://127.0.0.1:1/"), Trouble.ELSEWHERE, ""),
        (answer(b"", "302 There", "Location: file:///etc/passwd"), Trouble.ELSEWHERE, ""),
        (answer(b"", "302 Round", "Location: /again"), Trouble.FAILING, "redirects in circles"),
        (answer(KARLA[:9], length=500), Trouble.UNREACHABLE, "ClientPayloadError"),
        (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), Trouble.UNREACHABLE, "ClientResponseError"),
        (raw(b""), Trouble.UNREACHABLE, "ServerDisconnectedError"),
    ],
    ids=lambda value: "" if callable(value) else str(value),
)
def test_a_wrong_answer_is_said_for_what_it_is(serve: Serve, trouble: Trouble, detail: str) -> None:
    found, _, server = outcome(serve)
    assert found == NoAnswer(trouble, server_name(found), detail)
    assert len(server.asked) <= 4


def server_name(found: Answer) -> str:
    assert isinstance(found, NoAnswer) and found.where.startswith("127.0.0.1:")
    return found.where


def test_a_redirect_within_the_host_is_followed() -> None:
    def serve(server: RecordServer, connection: socket.socket) -> None:
        if "/v2/" in server.asked[-1].partition("\r\n")[0]:
            answer(KARLA)(server, connection)
        else:
            answer(b"", "308 Moved", "Location: /v2/k")(server, connection)

    assert isinstance(outcome(serve)[0], Found)


@pytest.mark.parametrize(
    "serve",
    [
        silent,
        dripping(b"HTTP/1.1 200 OK\r\nX-Slow: "),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{"),
        dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n5;"),
    ],
    ids=["silent", "header", "body", "chunk"],
)
def test_1500_ms_are_for_all_of_it(serve: Serve) -> None:
    with RecordServer(serve) as server:
        lookup = HttpsLookup(server.url + "/{number}", FieldMap(), HERE)
        lookup.start()
        assert lookup.ready(30)
        asked = Asked(lookup)
        assert asked.ask() == NoAnswer(Trouble.SLOW, server.host)
        lookup.stop()
    assert TIMEOUT_S - 0.05 <= asked.took_s < TIMEOUT_S + AHEAD_S


def test_slow_questions_do_not_wait_for_each_other() -> None:
    with RecordServer(silent) as server:
        for asked in asking(server.url):
            began_s = time.monotonic()
            for _ in range(5):
                asked.lookup.ask(NUMBER, asked.answers.put)
            found = [asked.answers.get(timeout=10) for _ in range(5)]
    assert time.monotonic() - began_s < 2 * TIMEOUT_S + AHEAD_S
    assert {answer.trouble for answer in found if isinstance(answer, NoAnswer)} == {Trouble.SLOW}


def test_asking_never_blocks_and_the_end_does_not_wait_for_an_answer() -> None:
    answers: list[Answer] = []
    with RecordServer(silent) as server:
        for asked in asking(server.url):
            began_s = time.monotonic()
            asked.lookup.ask(NUMBER, answers.append)
            assert time.monotonic() - began_s < 0.2
            began_s = time.monotonic()
        assert time.monotonic() - began_s < TIMEOUT_S
    assert answers == []


def test_gone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as was_there:
        port = was_there.getsockname()[1]
    for asked in asking(f"http://127.0.0.1:{port}"):
        found = asked.ask()
    assert isinstance(found, NoAnswer) and found.trouble is Trouble.UNREACHABLE


def test_a_name_that_does_not_resolve() -> None:
    for asked in asking("https://crm.invalid"):
        found = asked.ask()
    assert isinstance(found, NoAnswer)
    assert found.trouble in (Trouble.UNREACHABLE, Trouble.SLOW)


# ------------------------------------------------------------ TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key in the same file."""
    folder = tmp_path_factory.mktemp("tls")
    file = folder / "server.pem"
    subprocess.run(
        (
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=crm"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
        ),
        check=True,
        cwd=folder,
        capture_output=True,
    )
    file.write_bytes((folder / "cert.pem").read_bytes() + (folder / "key.pem").read_bytes())
    return file


def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_an_unknown_certificate_is_not_trusted(certificate: Path) -> None:
    with RecordServer(answer(KARLA), tls(certificate)) as server:
        for asked in asking(server.url):
            found = asked.ask()
    assert isinstance(found, NoAnswer) and found.trouble is Trouble.UNTRUSTED
    assert server.asked == []


@pytest.mark.parametrize(
    ("serve", "trouble"), [(silent, Trouble.SLOW), (answer(KARLA), Trouble.UNREACHABLE)]
)
def test_a_server_without_tls(serve: Serve, trouble: Trouble) -> None:
    """A handshake that is never answered, and one that is answered in clear text."""

    def plain(server: RecordServer, connection: socket.socket) -> None:
        connection.recv(4096)
        serve(server, connection)

    with RecordServer(plain, speaks_first=True) as server:
        for asked in asking(server.url.replace("http:", "https:")):
            found = asked.ask()
    assert isinstance(found, NoAnswer) and found.trouble is trouble


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere trust is the system's alone")
def test_a_trusted_certificate_is(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with RecordServer(answer(KARLA), tls(certificate)) as server:
        for asked in asking(server.url):
            found = asked.ask()
    assert isinstance(found, Found)


# ------------------------------------------------------------ what is refused at once, what is kept


@pytest.mark.parametrize(
    "template",
    [
        "http://crm.example/{number}",
        "ftp://crm.example/{number}",
        "https://{number}/",
        "https://user:secret@crm.example/{number}",
        "https:/{number}",
        "https://crm.example/everybody",
        "https://crm.example/{number}?who={name}",
        "crm.example/{number}",
    ],
)
def test_an_address_that_cannot_be_used_is_refused(template: str) -> None:
    with pytest.raises(LocalError):
        HttpsLookup(template, FieldMap(), HERE)


@pytest.mark.parametrize("header", ["X Key", "X-Key:", "X-Key\r\nY"])
def test_a_header_that_is_none_is_refused(header: str) -> None:
    with pytest.raises(LocalError, match="header"):
        HttpsLookup("https://crm.example/{number}", FieldMap(), HERE, header=header)


@pytest.mark.parametrize("secret", ["token\r\nX-Evil: 1", "täg 漢"])
def test_a_secret_changes_its_own_header_only(secret: str) -> None:
    found, _, server = outcome(answer(KARLA), header="X-Key", secret=secret)
    assert isinstance(found, Found | NoAnswer)
    assert not [head for head in server.asked if "Evil" in head]


def test_a_proxy_of_another_kind_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:9")
    for asked in asking("https://crm.invalid"):
        found = asked.ask()
    assert isinstance(found, NoAnswer) and found.trouble is Trouble.UNREACHABLE


def test_one_that_was_never_started_is_stopped_too() -> None:
    HttpsLookup("https://crm.example/{number}", FieldMap(), HERE).stop()


def test_one_that_is_stopped_while_it_loads_ends_when_it_has() -> None:
    """As a locked keyring lets it: the program has ended before the secret is there."""
    asked, unlocked = threading.Event(), threading.Event()

    def secret() -> None:
        asked.set()
        unlocked.wait(10)

    url = "https://crm.example/{number}"
    lookup = HttpsLookup(url, FieldMap(), HERE, header="X-Key", secret=secret)
    lookup.start()
    assert asked.wait(30)
    threading.Timer(0.3, unlocked.set).start()
    lookup.stop()
    assert not [one.name for one in threading.enumerate() if one.name.startswith("customer-")]


def test_without_its_client_it_answers_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_certificates(*anything: object) -> None:
        raise PermissionError("the system's certificates")

    monkeypatch.setattr("truststore.SSLContext", no_certificates)
    for asked in asking("https://crm.example"):
        found = asked.ask()
    assert found == NoAnswer(Trouble.UNREACHABLE, "crm.example", "PermissionError")


def test_nothing_of_it_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        outcome(answer(KARLA), header="X-Key", secret="token 7")
        outcome(answer(b"[Karla"), header="X-Key", secret="token 7")
    said = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    for private in ("Karla", "23125014", "token"):
        assert private not in said
    assert "customer system failed" in said
