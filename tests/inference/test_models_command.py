"""`beistand models` as a user, a script and an administrator run it."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from file_server import FileServer

from desktop.__main__ import FAILED, OK, UNREACHABLE, USAGE, main
from desktop.compositions.models import STOPPED, Progress
from inference.models import FileEntry, Hub, ModelEntry, Origin, Source, read_manifest

pytestmark = pytest.mark.process

WEIGHTS = hashlib.shake_256(b"weights").digest(50_000)
HUB_FILE = "/who/model/resolve/abc123/weights.bin"
BIG = ModelEntry(
    name="big",
    purpose="tests",
    licence="MIT",
    source=Source.INSTALLED,
    files=(FileEntry("weights.bin", hashlib.sha256(WEIGHTS).hexdigest(), len(WEIGHTS)),),
    origins=(Origin.FOLDER, Origin.HUB),
    hub=Hub("who/model", "abc123"),
)
NEEDY = ModelEntry(
    name="needy",
    purpose="tests",
    licence="MIT",
    source=Source.BUNDLED,
    files=next(entry.files for entry in read_manifest() if entry.source is Source.BUNDLED),
    needs=("big",),
)

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("desktop.compositions.models.read_manifest", lambda: (BIG, NEEDY))
    with FileServer() as server:
        server.files[HUB_FILE] = WEIGHTS
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


@pytest.fixture
def run(hub: FileServer, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command on a manifest of two small models: exit code, stdout, stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["models", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def place(hermetic_home: Path) -> Path:
    return hermetic_home / "data" / "models" / "big"


def items(out: str) -> list[dict[str, Any]]:
    content = json.loads(out)
    assert content["v"] == 1
    found: list[dict[str, Any]] = content["items"]
    return found


def test_the_shipped_models_in_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list", "--json"]) == OK

    found = {item["name"]: item for item in items(capsys.readouterr().out)}
    assert found["tension-small"]["state"] == "installed"
    whisper = found["whisper-base"]
    assert (whisper["state"], whisper["where"], whisper["needs"]) == ("missing", "", [])
    assert whisper["size_bytes"] == 147_882_941 and whisper["licence"] == "MIT"
    assert {"name", "purpose", "licence", "size_bytes", "state", "where", "needs"} <= set(whisper)


def test_a_models_life(run: Run, place: Path) -> None:
    assert run("verify", "big")[0] == FAILED  # asked for by name, and not there
    assert run("verify")[0] == OK  # nobody has to have it

    code, out, err = run("install", "big")
    assert (code, out) == (OK, "")
    assert "weights.bin from the model hub (0.1 MB)" in err and f"big: in {place}" in err
    assert "\r" not in err  # no terminal, no bar

    code, out, _ = run("list")
    assert code == OK and f"installed  big                0.1 MB  {place}" in out
    assert "Needs big." in out
    assert run("verify")[0] == OK

    (place / "weights.bin").write_bytes(b"damaged")
    code, out, err = run("verify")
    assert code == FAILED and out.startswith("damaged")
    assert f"{place / 'weights.bin'} is not the model that was measured" in err
    assert items(run("list", "--json")[1])[0]["state"] == "damaged"

    assert run("install", "big")[0] == OK
    code, out, err = run("remove", "big")
    assert (code, out) == (OK, "big: removed\n") and "needy does not work without it" in err
    assert not place.exists()
    assert run("remove", "big")[1] == "big: was not installed\n"


def test_what_a_model_needs_comes_along_and_json_is_quiet(run: Run) -> None:
    code, out, err = run("install", "needy", "--json")

    assert (code, err) == (OK, "")
    assert [(i["name"], i["state"]) for i in items(out)] == [
        ("big", "installed"),
        ("needy", "installed"),
    ]


def test_from_a_folder(run: Run, tmp_path: Path, place: Path, hub: FileServer) -> None:
    (tmp_path / "weights.bin").write_bytes(WEIGHTS)

    assert run("install", "big", "--from", str(tmp_path))[0] == OK
    assert (place / "weights.bin").read_bytes() == WEIGHTS
    assert hub.asked == []


def test_everybodys_copy_is_used_and_not_removed(run: Run, hermetic_home: Path) -> None:
    everybodys = hermetic_home / "machine-models" / "big"
    everybodys.mkdir(parents=True)
    (everybodys / "weights.bin").write_bytes(WEIGHTS)

    assert str(everybodys) in run("install", "big")[2]
    code, _, err = run("remove", "big")
    assert code == USAGE and "laid down for everybody" in err
    assert (everybodys / "weights.bin").exists()


def test_exit_codes_say_whose_side_it_was_on(run: Run, hub: FileServer, tmp_path: Path) -> None:
    hub.refusals[HUB_FILE] = 503
    code, _, err = run("install", "big")
    assert code == UNREACHABLE and "HTTP 503" in err and "folder: " in err

    hub.refusals.clear()
    hub.files[HUB_FILE] = WEIGHTS[::-1]
    code, _, err = run("install", "big")
    assert code == FAILED and f"expected {BIG.sha256}" in err and "weights.bin" in err

    assert run("install", "big", "--from", str(tmp_path))[0] == USAGE  # an empty folder
    assert run("install", "big", "--source", "folder")[0] == USAGE


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("install", "nobody"), "there is no model 'nobody'. There are: big, needy."),
        (("verify", "nobody"), "there is no model 'nobody'"),
        (("remove", "needy"), "needy belongs to Beistand and cannot be removed"),
        (("install", "big", "--source", "package"), "It comes from: folder, hub."),
        (("install", "big", "--source", "hub", "--from", "."), "Leave one out"),
        (("install", "big", "--from", "no/such"), "is no folder"),
    ],
)
def test_what_cannot_be_is_said(run: Run, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run(*arguments)

    assert (code, out) == (USAGE, "")
    assert said in err


def test_an_action_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["install"], ["install", "x", "--source", "pigeon"]):
        with pytest.raises(SystemExit) as ended:
            main(["models", *arguments])
        assert ended.value.code == USAGE
        assert "usage: beistand models" in capsys.readouterr().err


class Terminal:
    """What a terminal would get."""

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


def test_a_bar_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("desktop.compositions.models.time.monotonic", lambda: now[0])
    monkeypatch.setenv("COLUMNS", "90")
    terminal = Terminal()
    progress = Progress(terminal)  # type: ignore[arg-type]

    progress.began("weights.bin from the model hub", 10_000_000)
    for done in (2_000_000, 4_000_000, 10_000_000):
        now[0] += 1.0
        progress.advanced(done)
    progress.said("there")

    first, second, third = terminal.text.removeprefix("\r").split("\r")
    assert "hub [####                ]  20% of 10.0 MB" in first
    assert "40% of 10.0 MB, 2.0 MB/s, 3 s left" in second
    assert "[####################] 100% of 10.0 MB" in third and third.endswith("\nthere\n")
    assert len(first) == 89


def test_a_narrow_terminal_has_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("desktop.compositions.models.time.monotonic", lambda: now[0])
    monkeypatch.setenv("COLUMNS", "60")
    terminal = Terminal()
    progress = Progress(terminal)  # type: ignore[arg-type]

    progress.began("weights.bin from the model hub", None)
    now[0] += 1.0
    progress.advanced(1_000_000)
    progress.began("weights.bin from the model hub", 10_000_000)
    for done in (0, 4_000_000):
        now[0] += 1.0
        progress.advanced(done)

    unknown, begun, under_way = terminal.text.removeprefix("\r").split("\r")
    assert unknown.rstrip() == "weights.bin from the model hub 1.0 MB"
    assert begun.rstrip() == "weights.bin from the model hub [          ]   0% of 10.0 MB"
    assert len(under_way) == 59 and "hub  40% of 10.0 MB, 4.0 MB/s" in under_way


@pytest.mark.skipif(sys.platform == "win32", reason="a console's Ctrl-C is not a signal to send")
def test_ctrl_c_leaves_a_part_that_goes_on(hermetic_home: Path) -> None:
    """The real command, the real manifest; a hub that is far too slow."""
    file = "/Systran/faster-whisper-base/resolve/ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66/model.bin"
    part = hermetic_home / "data" / "models" / "whisper-base" / "model.bin.part"
    with FileServer() as server:
        server.files[file] = bytes(20_000_000)
        server.pause_s = 0.02
        environ = {k: v for k, v in os.environ.items() if k.lower() != "http_proxy"}
        had = 0
        for _ in range(2):
            process = subprocess.Popen(
                [sys.executable, "-m", "desktop", "models", "install", "whisper-base"],
                env=environ | {"HF_ENDPOINT": server.url},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                # a test run in the background has been told to ignore Ctrl-C, and would pass it on
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            )
            deadline = time.monotonic() + 30
            while not part.exists() or part.stat().st_size < had + 100_000:
                assert time.monotonic() < deadline and process.poll() is None
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
            assert (process.returncode, out) == (STOPPED, "")
            assert "What has come is kept: run it again to go on." in err
            assert "Traceback" not in err
            asked_from = server.ranges[-1]
            assert asked_from == (f"bytes={had}-" if had else "")
            had = part.stat().st_size
    assert had > 200_000
