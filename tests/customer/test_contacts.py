"""vCards as programs write them: three versions, broken ones, strange encodings."""

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.customer.contacts import load_contacts, parse_contacts
from desktop.customer.numbers import Numbering

pytestmark = pytest.mark.unit

HERE = Numbering("DE")
CARDS = """\
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Karla;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Karla M=C3=BCller
TEL;WORK;VOICE:030 23125014
TEL;CELL:0170/1234567
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Bäckerei Schöller
ORG:Schöller GmbH;Einkauf
TEL;TYPE=WORK,VOICE:+49 (0)221 4710-999
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Österreicherin
TEL;VALUE=uri;TYPE=home:tel:+43-1-5123456;ext=12
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Ohne Nummer
END:VCARD
"""


def write(folder: Path, text: str, name: str = "all.vcf", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_all_versions_are_found_by_number(tmp_path: Path, encoding: str) -> None:
    contacts = load_contacts([write(tmp_path, CARDS, encoding=encoding)], HERE)
    assert contacts.problems == ()
    names = {key: contact.name for key, contact in contacts.by_key.items()}
    assert names == {
        "+493023125014": "Karla Müller",
        "+491701234567": "Karla Müller",
        "+492214710999": "Bäckerei Schöller",
        "+4315123456": "Österreicherin",
    }
    assert contacts.find("") is None and contacts.find("+491") is None


def test_names_and_organisations_are_searched(tmp_path: Path) -> None:
    contacts = load_contacts([write(tmp_path, CARDS)], HERE)
    assert contacts.keys_of("einkauf schöller") == {"+492214710999"}
    assert contacts.keys_of("MÜLLER") == {"+493023125014", "+491701234567"}
    assert contacts.keys_of("  ") == frozenset() == contacts.keys_of("niemand")


def test_a_broken_card_costs_itself_only_and_nothing_of_it_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = "BEGIN:VCARD\nVERSION:2.1\nFN;ENCODING=BASE64:Gehe&im\nTEL:030 1\nEND:VCARD\n"
    cut = "BEGIN:VCARD\nVERSION:3.0\nFN:Gehe&im\n"
    strange = "BEGIN:VCARD\nVERSION:3.0\nGehe&im\nFN:Doch da\nTEL:0301234567\nEND:VCARD\n"
    with caplog.at_level(logging.DEBUG):
        contacts = load_contacts([write(tmp_path, broken + strange + CARDS + cut)], HERE)
    assert {contact.name for contact in contacts.everybody} == {
        "Doch da",
        "Karla Müller",
        "Bäckerei Schöller",
        "Österreicherin",
    }
    assert [(p.where, p.what) for p in contacts.problems] == [
        ("all.vcf", "2 contacts cannot be read")
    ]
    captured = capsys.readouterr()
    assert "Gehe" not in caplog.text + captured.out + captured.err


def test_folders_and_missing_files(tmp_path: Path) -> None:
    write(tmp_path, CARDS, "one.VCF")
    (tmp_path / "notes.txt").write_text("no card")
    contacts = load_contacts([tmp_path, tmp_path / "gone.vcf"], HERE)
    assert len(contacts.everybody) == 3
    assert [problem.where for problem in contacts.problems] == ["gone.vcf"]


@given(st.text(alphabet=st.sampled_from("BEGIN:VCARD\nTL;=F0123+\r ,äE")) | st.text())
def test_any_card_is_read_or_counted(inside: str) -> None:
    raw = f"BEGIN:VCARD\n{inside}\nEND:VCARD\n".encode("utf-8", "surrogatepass")
    found, broken = parse_contacts(raw, HERE)
    assert len(found) + broken <= 1 + inside.upper().count("BEGIN:VCARD")
