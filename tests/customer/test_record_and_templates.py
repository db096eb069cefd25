"""What other systems say, and what is made of addresses and commands: pure, hostile input."""

import os
import stat
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.customer.record import Customer, FieldMap, read_record
from desktop.customer.templates import address, command, is_loopback
from desktop.errors import LocalError

pytestmark = pytest.mark.unit

USUAL = FieldMap()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
FACTS = ("name", "since", "tariff", "contacts_30d", "open_matters", "notes")


def test_a_whole_record() -> None:
    reading = read_record(
        {
            "name": "Karla Müller",
            "since": 2019,
            "tariff": "Komfort",
            "contacts_30d": 3,
            "open_matters": ["Rechnung 10/2026", "Rückruf"],
            "notes": "bittet um\nRückruf nachmittags",
            "iban": "DE00",
        },
        USUAL,
    )
    assert reading.wrong == ()
    assert reading.customer == Customer(
        "Karla Müller",
        "2019",
        "Komfort",
        3,
        ("Rechnung 10/2026", "Rückruf"),
        "bittet um Rückruf nachmittags",
    )


def test_paths_lead_through_objects_and_lists() -> None:
    fields = FieldMap(name="data.0.person.full", contacts_30d="", notes="data.0.memo")
    document = {"data": [{"person": {"full": "K. Müller"}, "memo": "hi"}], "contacts_30d": 9}
    assert read_record(document, fields).customer == Customer("K. Müller", notes="hi")


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("contacts_30d", "many"),
        ("contacts_30d", -1),
        ("contacts_30d", 2.5),
        ("contacts_30d", True),
        ("contacts_30d", [3]),
        ("name", {"first": "K"}),
        ("name", ["K"]),
        ("since", True),
        ("open_matters", {"a": 1}),
        ("open_matters", [["nested"]]),
    ],
)
def test_a_fact_of_the_wrong_type_is_left_out_and_named(fact: str, value: object) -> None:
    reading = read_record({"tariff": "Komfort", fact: value}, USUAL)
    assert reading.wrong == (fact,)
    assert reading.customer == Customer(tariff="Komfort")


@pytest.mark.parametrize("document", [None, [], {}, "text", 7, {"name": ""}, {"name": None}, [{}]])
def test_a_record_without_facts_is_empty(document: object) -> None:
    assert read_record(document, USUAL).empty


@given(JSON | st.dictionaries(st.sampled_from(FACTS), JSON))
def test_any_document_gives_a_reading(document: object) -> None:
    customer = read_record(document, USUAL).customer
    texts = [customer.name, customer.since, customer.tariff, customer.notes, *customer.open_matters]
    assert all(text.isprintable() and len(text) <= 400 for text in texts)
    assert customer.contacts_30d is None or 0 <= customer.contacts_30d <= 9_999


# ------------------------------------------------------------ addresses

CRM = "https://crm.example/search?phone={number}&who={name}#{direction}"


@given(st.text(), st.text())
def test_a_value_stays_a_value_in_an_address(number: str, name: str) -> None:
    parts = urlsplit(address(CRM, {"number": number, "name": name}))
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "crm.example", "/search")
    assert set(parse_qs(parts.query, keep_blank_values=True)) == {"phone", "who"}


def test_an_address_is_filled() -> None:
    filled = address(CRM, {"number": "+4930", "name": "Müller & Co", "direction": "incoming"})
    said = "https://crm.example/search?phone=%2B4930&who=M%C3%BCller%20%26%20Co#incoming"
    assert filled == said


@pytest.mark.parametrize(
    "template",
    [
        "https://{name}.example/",
        "https://{number}/",
        "https:{number}/x",
        "http:/{number}/x",
        "https://user:{name}@crm.example/",
        "{name}://crm.example/",
        "{name}",
        "javascript:alert({number})",
        "FILE:///etc/passwd",
        "data:text/html,{name}",
        "https://crm.example/{phone}",
        "https://crm.example/{number",
        "https://crm.example/{{number}}",
        "crm.example/{number}",
        "https:///{number}",
        "https://[::1/{number}",
    ],
)
def test_a_dangerous_or_broken_address_is_refused(template: str) -> None:
    with pytest.raises(LocalError):
        address(template, {"number": "1", "name": "javascript"})


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.1", False), ("a.b", False)],
)
def test_loopback(host: str, here: bool) -> None:
    assert is_loopback(host) is here


# ------------------------------------------------------------ commands


@pytest.fixture
def program(tmp_path: Path) -> str:
    file = tmp_path / "crm-pop"
    file.write_text("#!/bin/true\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


@given(name=st.text(), number=st.text())
def test_a_value_stays_one_argument(name: str, number: str) -> None:
    program = os.path.realpath("/bin/true")
    filled = command(
        (program, "--name", "{name}", "--call={number}"), {"name": name, "number": number}
    )
    assert len(filled) == 4 and filled[1] == "--name"
    assert not filled[2].startswith(("-", "/", "@"))
    assert filled[3].startswith("--call=")
    assert all("\n" not in part and "\0" not in part for part in filled)


def test_a_command_is_filled(program: str) -> None:
    values = {"number": "+4930", "name": "$(rm -rf ~); --evil"}
    assert command((program, "{number}", "n={name}"), values) == (
        program,
        "+4930",
        "n=$(rm -rf ~); --evil",
    )


def test_no_value_makes_an_option(program: str) -> None:
    values = {"number": "-rf", "name": ""}
    assert command((program, "{name}{number}", "{number}", "-n{number}"), values) == (
        *(program, "rf", "rf", "-n-rf"),
    )


@pytest.mark.parametrize(
    "template",
    [
        ("sh", "-c", "crm {number}"),
        ("/bin/bash", "-c", "{number}"),
        ("C:\\Windows\\cmd.exe", "/c", "{number}"),
        ("powershell", "{number}"),
        ("pop.bat", "{number}"),
        ("{name}", "x"),
        ("no-such-program-anywhere", "{number}"),
    ],
)
def test_a_dangerous_or_missing_program_is_refused(template: tuple[str, ...]) -> None:
    with pytest.raises(LocalError):
        command(template, {"name": "x", "number": "1"})


def test_an_unknown_placeholder_is_refused(program: str) -> None:
    with pytest.raises(LocalError, match="placeholder"):
        command((program, "{phone}"), {})
