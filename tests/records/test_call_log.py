"""The call log: what is found, counted, deleted, exported."""

import csv
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logged_calls import ERIK, KARLA, NOW, row

from desktop.records.call_log import DAY_S, CallLog, Earlier, LoggedCall, logged
from desktop.records.export import HEADER, export_csv
from desktop.records.store import open_store
from desktop.telephony.call import CallSnapshot, CallState, Direction

pytestmark = pytest.mark.unit


@pytest.fixture
def log() -> Iterator[CallLog]:
    connection = open_store(None)
    yield CallLog(connection)
    connection.close()


def found(log: CallLog, text: str, *numbers: str) -> list[str]:
    return [call.peer_name for call in log.search(text, numbers)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["Erik", "Karla MÜLLER", "Karla Müller"]),
        ("müller", ["Karla MÜLLER", "Karla Müller"]),
        ("MÜLLER karla", ["Karla MÜLLER", "Karla Müller"]),
        ("030 231", ["Karla MÜLLER", "Karla Müller"]),
        ("4710999", ["Erik"]),
        ("erik 030", []),
        ("pbx", []),
        ("sip", []),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("'; DROP TABLE calls; --", []),
    ],
)
def test_every_word_must_occur(log: CallLog, text: str, names: list[str]) -> None:
    log.add(row(name="Karla Müller", days_ago=3), ("03023125014",))
    log.add(row(name="Karla MÜLLER", days_ago=2), ("03023125014",))
    log.add(row(ERIK, "Erik", days_ago=1), ("02214710999",))
    assert found(log, text) == names


def test_numbers_of_contacts_are_found_too(log: CallLog) -> None:
    log.add(row(name=""))
    log.add(row(ERIK, "Erik"))
    assert found(log, "karla", KARLA) == [""]


def test_earlier_contacts_are_answered_calls_of_that_number(log: CallLog) -> None:
    log.add(row(days_ago=31))
    log.add(row(days_ago=5))
    log.add(row(days_ago=2))
    log.add(row(days_ago=1, duration_s=None))
    log.add(row(ERIK, days_ago=1))
    log.add(row("", days_ago=1))
    assert log.earlier(KARLA, NOW - 30 * DAY_S) == Earlier(2, NOW - 2 * DAY_S)
    assert log.earlier("", 0) == Earlier() == log.earlier("+491", 0)


def test_the_last_call_with_a_number_answered_or_not(log: CallLog) -> None:
    log.add(row(name="Karla", days_ago=3))
    log.add(dataclasses.replace(row(name="Karla M.", days_ago=2), duration_s=None))
    log.add(row(ERIK, "Erik", days_ago=1))
    last = log.last_with(KARLA)
    assert last is not None and last.peer_name == "Karla M."
    assert log.last_with("") is None
    assert log.last_with("+49309999") is None


def test_one_is_deleted_and_all_are(log: CallLog) -> None:
    first, second = log.add(row()), log.add(row(ERIK, "Erik"))
    log.delete(first)
    assert [call.row_id for call in log.search()] == [second]
    log.delete_all()
    assert log.search() == ()
    assert log.add(row()) > second, "a row id never comes back"


def test_old_rows_go(log: CallLog) -> None:
    for days in (0, 89.9, 90.1, 400):
        log.add(row(days_ago=days))
    assert log.delete_older(90, NOW) == 2
    assert len(log.search()) == 2


CALL = CallSnapshot(
    "c1",
    "Service",
    Direction.OUTGOING,
    CallState.DISCONNECTED,
    f"sip:{KARLA}@pbx.example",
    started_at_s=1_000.0,
    confirmed_at_s=1_010.0,
    ended_at_s=1_070.0,
    end_code=200,
)


@pytest.mark.parametrize(
    ("call", "duration_s"),
    [
        (CALL, 60.0),
        (dataclasses.replace(CALL, ended_at_s=None), 190.0),
        (dataclasses.replace(CALL, confirmed_at_s=None), None),
    ],
)
def test_a_call_becomes_a_row(call: CallSnapshot, duration_s: float | None) -> None:
    one = logged(call, KARLA, now_s=1_200.0, now=NOW)
    assert (one.started_at, one.duration_s) == (NOW - 200.0, duration_s)
    assert (one.direction, one.number, one.end_code) == (Direction.OUTGOING, KARLA, 200)


def test_what_is_written_has_no_room_for_what_was_felt() -> None:
    fields = {field.name for field in dataclasses.fields(LoggedCall)}
    assert fields == {
        *("row_id", "started_at", "duration_s", "direction", "account"),
        *("peer_uri", "peer_name", "number", "end_code"),
    }


# ------------------------------------------------------------ export


def test_the_export_is_a_table_that_runs_nothing(log: CallLog, tmp_path: Path) -> None:
    log.add(row(name='=HYPERLINK("http://evil.example")', days_ago=1))
    log.add(row("", 'Müller; "Karla"', duration_s=None))
    log.add(row(duration_s=None, elsewhere=True))
    file = tmp_path / "calls.csv"
    assert export_csv(log.everything(), file, lambda call: call.number) == 3
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        header, first, second, third = csv.reader(opened)
    assert tuple(header) == HEADER
    assert first == [
        *("2026-09-20T14:13:20+00:00", "incoming", "yes", "60", f"'{KARLA}"),
        *('\'=HYPERLINK("http://evil.example")', "Service"),
    ]
    assert second[2:6] == ["no", "", "", 'Müller; "Karla"']
    assert third[2:4] == ["elsewhere", ""]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("name", ["Bob;=1+2", "Bob\t@SUM(1)", "Bob,-2", "Bob; \t+3", "a\r\n=4"])
def test_no_spreadsheet_finds_a_formula(
    log: CallLog, tmp_path: Path, name: str, delimiter: str
) -> None:
    log.add(row(name=name))
    file = tmp_path / "calls.csv"
    export_csv(log.everything(), file, lambda call: call.number)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        cells = [cell for line in csv.reader(opened, delimiter=delimiter) for cell in line]
    assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@"))]


def test_an_export_that_fails_leaves_the_old_file(log: CallLog, tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text("old")

    def broken() -> Iterator[LoggedCall]:
        yield row()
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        export_csv(broken(), file, lambda call: call.number)
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["calls.csv"]


@given(st.text(), st.text())
def test_any_name_is_kept_and_found(name: str, text: str) -> None:
    connection = open_store(None)
    try:
        log = CallLog(connection)
        clean = name.encode("utf-8", "ignore").decode()  # what the engine passes on is UTF-8
        log.add(row(name=clean))
        assert log.search()[0].peer_name == clean
        log.search(text.encode("utf-8", "ignore").decode())
    finally:
        connection.close()
