"""The lookup in a table: dialects, encodings, changes while the phone runs."""

import os
import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.customer.csv_lookup import BadTable, CsvLookup, read_table
from desktop.customer.lookup import Answer, Found, NoAnswer, Trouble, Unknown
from desktop.customer.numbers import Numbering
from desktop.customer.record import Customer, FieldMap

pytestmark = pytest.mark.unit

HERE = Numbering("DE")
FIELDS = FieldMap(name="Kunde", since="seit", contacts_30d="Kontakte", open_matters="offen")
TABLE = """\
Telefon;Mobil;Kunde;seit;Kontakte;offen
030 23125014;0170 1234567;Karla Müller;2019;3;Rechnung|Rückruf
0221/4710-999;;"Schöller; Bäckerei";2021;;
"""
KARLA = Customer("Karla Müller", "2019", contacts_30d=3, open_matters=("Rechnung", "Rückruf"))

Ask = Callable[[str], Answer]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def ask(file: Path) -> Iterator[Ask]:
    lookup = CsvLookup(file, ("Telefon", "Mobil"), FIELDS, HERE)
    lookup.start()
    answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()

    def ask_for(number: str) -> Answer:
        lookup.ask(HERE.read(number), answers.put)
        return answers.get(timeout=10)

    yield ask_for
    lookup.stop()


@pytest.mark.parametrize("number", ["+493023125014", "0170/1234567"])
def test_a_customer_is_found_by_any_of_their_numbers(ask: Ask, number: str) -> None:
    assert ask(number) == Found(KARLA)


def test_nobody_and_no_number(ask: Ask) -> None:
    assert ask("030 999999") == Unknown()
    assert ask("") == Unknown()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_as_other_programs_write_it(encoding: str, delimiter: str) -> None:
    text = 'tel;name\r\n030 23125014;"Karla Müller"\r\n'.replace(";", delimiter)
    table = read_table(text.encode(encoding), ("tel",), FieldMap(), HERE)
    assert table.rows["+493023125014"].customer == Customer("Karla Müller")


def test_a_changed_file_is_read_again_and_a_gone_one_is_said(ask: Ask, file: Path) -> None:
    assert isinstance(ask("030 23125014"), Found)
    file.write_text(TABLE.replace("Karla", "Klara"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    changed = ask("030 23125014")
    assert isinstance(changed, Found) and changed.customer.name == "Klara Müller"
    file.unlink()
    assert ask("030 23125014") == NoAnswer(
        Trouble.UNREADABLE, "customers.csv", "No such file or directory"
    )


def test_a_column_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(BadTable, match="no column Fax"):
        read_table(file.read_bytes(), ("Telefon", "Fax"), FIELDS, HERE)


def test_a_first_line_without_end_is_named() -> None:
    with pytest.raises(BadTable, match="line"):
        read_table(b"a" * 200_000, ("tel",), FieldMap(), HERE)


@given(st.binary() | st.text().map(lambda text: f"tel;name\n{text}".encode("utf-8", "ignore")))
def test_any_file_is_a_table_or_bad(raw: bytes) -> None:
    try:
        read_table(raw, ("tel",), FieldMap(), HERE)
    except BadTable as error:
        assert str(error)
