"""What is logged can carry no person: numbers, addresses and unknown fields stay out."""

import ast
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.logging import FIELDS, Redaction, log_crashes, redact, set_up_logging
from inference.worker.log import FIELDS as WORKER_FIELDS

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def log_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Logging as a program sets it up, and taken down again."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    file = tmp_path / "logs" / "desktop.log"
    monkeypatch.setattr("desktop.logging.log_crashes", log_crashes)
    set_up_logging(file)
    yield file
    root = logging.getLogger("beistand")
    for one in list(root.handlers):
        root.removeHandler(one)
        one.close()
    root.propagate = True


@pytest.mark.parametrize(
    "text",
    [
        "call from sip:kundin@pbx.example:5060 failed",
        "tel:+493023125014 is busy",
        "030 231 25-014 hung up",
        "+49 (30) 23125014",
    ],
)
def test_numbers_and_addresses_are_blanked(text: str) -> None:
    cleaned = redact(text)
    assert "kundin" not in cleaned
    assert not any(part.isdigit() and len(part) > 4 for part in cleaned.replace("-", " ").split())


def test_short_numbers_stay_readable() -> None:
    assert redact("code 486 after 32 s") == "code 486 after 32 s"


def test_only_known_fields_are_written() -> None:
    record = logging.LogRecord("beistand.x", logging.INFO, "", 0, "call ended", None, None)
    record.__dict__.update(code=486, peer="Frau Maier", why="sip:a@b said no")
    line = Redaction().format(record)
    assert "code=486" in line
    assert "Maier" not in line and "sip:a@b" not in line


def test_the_log_file_gets_it_redacted(log_file: Path) -> None:
    logging.getLogger("beistand.telephony").info("dialled 030 23125014")
    assert "23125014" not in log_file.read_text("utf-8")
    assert "[number]" in log_file.read_text("utf-8")


def test_what_nobody_catches_is_logged_without_its_text(log_file: Path) -> None:
    def fail() -> None:
        try:
            raise LookupError("Frau Maier")
        except LookupError as error:
            raise RuntimeError("said: " + "zu teuer") from error

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    try:
        fail()
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)
    written = log_file.read_text("utf-8")
    assert written.count("CRITICAL beistand a defect nobody caught") == 2
    assert "LookupError\nand then\n" in written and Path(__file__).name in written
    assert "LookupError: " not in written and "RuntimeError: " not in written


def test_the_end_by_keyboard_is_no_defect(
    log_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "KeyboardInterrupt" in capsys.readouterr().err
    assert log_file.read_text("utf-8") == ""


def logged_fields() -> Iterator[tuple[str, str]]:
    """(file, key) of every `extra={...}` that runs in an application process."""
    for package in ("desktop", "audio", "inference"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "training" in path.parts:
                continue  # a developer's program, with a log of its own
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in LOG_CALLS:
                    for given in node.keywords:
                        if given.arg == "extra":
                            assert isinstance(given.value, ast.Dict), path
                            for key in given.value.keys:
                                assert isinstance(key, ast.Constant), path
                                yield str(path.relative_to(ROOT)), str(key.value)


LOG_CALLS = ("debug", "info", "warning", "error", "exception", "critical")


def test_every_field_that_is_logged_may_be_written() -> None:
    reserved = set(vars(logging.LogRecord("", 0, "", 0, "", None, None)))
    found = list(logged_fields())
    assert found
    for where, key in found:
        assert key in FIELDS and key not in reserved, where
        if where.startswith("inference"):
            assert key in WORKER_FIELDS, where
