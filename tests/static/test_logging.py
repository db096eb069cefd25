"""What is logged can carry no person: numbers, addresses and unknown fields stay out."""

import logging
from pathlib import Path

import pytest

from desktop.logging import Redaction, redact, set_up_logging

pytestmark = pytest.mark.unit


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


def test_the_log_file_gets_it_redacted(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "desktop.log"
    set_up_logging(file)
    root = logging.getLogger("beistand")
    try:
        logging.getLogger("beistand.telephony").info("dialled 030 23125014")
        for handler in root.handlers:
            handler.flush()
        assert "23125014" not in file.read_text("utf-8")
        assert "[number]" in file.read_text("utf-8")
    finally:
        for handler in list(root.handlers):
            root.removeHandler(handler)
            handler.close()
        root.propagate = True
