"""The same customer is the same customer, however the number was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.customer.numbers import Number, Numbering

pytestmark = pytest.mark.unit

HERE = Numbering("DE")
BERLIN = "+493023125014"


@pytest.mark.parametrize(
    "text",
    [
        "030 23125014",
        "030/231 25-014",
        "(030) 231 25 014",
        "+49 30 23125014",
        "+49 (0)30 23125014",
        "0049 30 23125014",
        "493023125014",
        "030 23125014 ext. 12",
        "030 23125014;ext=12",
        "+493023125014;phone-context=pbx.example",
        "  +49-30-23125014  ",
    ],
)
def test_one_number_however_it_is_written(text: str) -> None:
    assert HERE.read(text).key == BERLIN


@pytest.mark.parametrize(
    ("text", "extension"), [("030 23125014 ext 12", "12"), ("030 23125014", "")]
)
def test_an_extension_is_kept_apart(text: str, extension: str) -> None:
    assert HERE.read(text).extension == extension


@pytest.mark.parametrize("text", ["214", "112", "*21#", "0", "12345", "000100000"])
def test_extensions_and_service_codes_are_no_public_numbers(text: str) -> None:
    assert HERE.read(text) == Number(text)


@pytest.mark.parametrize(
    ("numbering", "text"),
    [
        (Numbering("DE", outside_line="0"), "0030 23125014"),
        (Numbering("DE", outside_line="0"), "030 23125014"),
        (Numbering("DE", outside_line="0"), "000493023125014"),
        (Numbering("DE", outside_line="0"), "+493023125014"),
        (Numbering("AT"), "+493023125014"),
        (Numbering("XX"), "+49 30 23125014"),
    ],
)
def test_outside_lines_and_other_countries(numbering: Numbering, text: str) -> None:
    assert numbering.read(text).key == BERLIN


def test_an_unknown_country_reads_no_national_numbers() -> None:
    assert Numbering("XX").read("030 23125014") == Number("03023125014")


@pytest.mark.parametrize(
    ("uri", "key"),
    [
        ("sip:+493023125014@pbx.example;user=phone", BERLIN),
        ('"Karla" <sip:03023125014@10.0.0.5:5060>', BERLIN),
        ("tel:030-231-25014", BERLIN),
        ("sip:214@pbx.example", "214"),
        ("sip:Kim.Berger@pbx.example", "kim.berger@pbx.example"),
        ("sip:anonymous@anonymous.invalid", ""),
        ("sip:anonymous@pbx.example", ""),
        ("sip:pbx.example", ""),
        ("nonsense", ""),
    ],
)
def test_addresses(uri: str, key: str) -> None:
    assert HERE.of_address(uri).key == key


@pytest.mark.parametrize(
    ("text", "shown", "national"),
    [
        ("+493023125014", "030 23125014", "03023125014"),
        ("+43 1 5123456", "+43 1 5123456", "004315123456"),
        ("214", "214", "214"),
    ],
)
def test_shown_as_people_here_write_it(text: str, shown: str, national: str) -> None:
    number = HERE.read(text)
    assert (HERE.shown(number), HERE.national(number)) == (shown, national)


@given(st.text(max_size=80))
def test_any_text_gives_a_number(text: str) -> None:
    number = HERE.read(text)
    assert HERE.read(number.e164).key == number.e164 if number.e164 else True
    HERE.shown(number)
    HERE.of_address(f"sip:{text}@pbx.example")


@given(st.from_regex(r"\+?[0-9]{3,15}", fullmatch=True))
def test_reading_twice_changes_nothing(text: str) -> None:
    number = HERE.read(text)
    if number.e164:
        assert HERE.read(number.e164).e164 == number.e164
        assert HERE.read(HERE.shown(number)).key == number.key
