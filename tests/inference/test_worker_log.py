"""What the worker writes down: where it broke, never on what."""

import logging
import sys
from pathlib import Path

import pytest

from inference.worker.log import Bare, set_up_log

pytestmark = pytest.mark.unit


def record(**more: object) -> logging.LogRecord:
    made = logging.LogRecord("beistand.worker", logging.ERROR, "", 0, "worker failed", None, None)
    made.__dict__.update(more)
    return made


def test_texts_of_exceptions_stay_out() -> None:
    try:
        raise ValueError("Frau Maier, 030 23125014")
    except ValueError:
        line = Bare().format(record(exc_info=sys.exc_info()))
    assert "ValueError" in line and Path(__file__).name in line
    assert "23125014" not in line.partition("File")[0] and line.endswith("\nValueError")


def test_only_known_fields_are_written() -> None:
    line = Bare().format(record(model="tension-small", peer="Frau Maier"))
    assert line.endswith("worker failed model=tension-small")


def test_a_file_that_cannot_be_is_no_reason_not_to_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger("beistand")
    try:
        set_up_log(tmp_path / "gone" / "worker.log")
        logging.getLogger("beistand.worker").warning("said all the same")
        assert "said all the same" in capsys.readouterr().err
    finally:
        for handler in list(root.handlers):
            root.removeHandler(handler)
            handler.close()
        root.propagate = True
