"""Personal data in a transcript becomes unreadable; nothing else does."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.assist.masking import DOT, iban, luhn, masked

pytestmark = pytest.mark.unit


def mask(*lines: str, names: tuple[str, ...] = ()) -> tuple[str, ...]:
    return masked(lines, names, "DE")


def digits_of(*lines: str) -> str:
    return "".join(sign for line in lines for sign in line if sign.isdigit())


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "meine Karte ist die 5500-0000-0000-0004, ja",
        "378282246310005",
        "DE89 3704 0044 0532 0130 00",
        "die IBAN ist de89370400440532013000 bei der Bank",
        "GB29 NWBK 6016 1331 9268 19",
        "030 23125014",
        "rufen Sie mich an unter 0171 2345678 bitte",
        "+41 44 668 18 00",
        "vier eins eins eins, eins eins eins eins, eins eins eins eins, eins eins eins eins",
        "null eins sieben eins zwei drei vier fünf sechs sieben acht",
        "zwo null null null 3000 4000 5000 6000",
    ],
)
def test_numbers_of_people_are_unreadable(text: str) -> None:
    (shown,) = mask(text)
    assert not digits_of(shown)
    assert "eins" not in shown and len(shown) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "Meine Rechnung vom 3. Mai 2026 über 129,90 Euro ist falsch.",
        "Die Kundennummer ist 4711 0815.",
        "Ich warte seit zwei Wochen auf eins von drei Paketen.",
        "Vertrag 12345678 seit 2019",
        "ein, zwei, drei Mal habe ich angerufen",
        "",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert mask(text) == (text,)


def test_a_number_parted_by_pauses_is_still_one() -> None:
    shown = mask("Ja, die 4111 1111", "1111", "1111. Gültig bis 12 28.")
    assert "4111" not in shown[0] and "1" not in shown[1]
    assert digits_of(shown[2]) == "1228"
    assert shown[0].startswith("Ja, die ")


def test_a_misheard_digit_does_not_uncover_the_rest() -> None:
    assert not luhn("4111111111111112")
    assert not digits_of(*mask("4111 1111 1111 1112"))


def test_names_of_the_contact_in_every_way_they_are_written() -> None:
    text = "Hier ist Anna Müller, Mueller mit ü, Müllers Rechnung, MULLER"
    (shown,) = mask(text, names=("Anna Müller",))
    for word in ("Anna", "ller", "LLER"):
        assert word not in shown
    assert "Hier ist" in shown and "Rechnung" in shown


def test_short_parts_of_names_are_words() -> None:
    assert mask("Es geht um die Rechnung", names=("Um Li",)) == ("Es geht um die Rechnung",)


def test_the_check_digits_of_the_standards() -> None:
    assert iban("DE89370400440532013000") and not iban("DE88370400440532013000")
    assert luhn("79927398713") and not luhn("79927398710")


LETTERS = st.text(alphabet="abcdefghij äöü.,!?\n", max_size=40)


@given(LETTERS, st.text("0123456789", min_size=12, max_size=18), LETTERS, st.integers(1, 5))
def test_any_card_number_in_any_words(before: str, body: str, after: str, group: int) -> None:
    check = next(d for d in "0123456789" if luhn(body + d))
    number = body + check
    spoken = " ".join(number[i : i + group] for i in range(0, len(number), group))
    assert not digits_of(*mask(f"{before} {spoken} {after}"))


@given(st.sampled_from(["DE", "AT", "FR", "IT"]), st.text("0123456789", min_size=11, max_size=23))
def test_any_iban(country: str, body: str) -> None:
    remainder = int("".join(str(int(c, 36)) for c in body + country + "00")) % 97
    number = f"{country}{98 - remainder:02d}{body}"
    assert iban(number)
    (shown,) = mask(f"Die IBAN lautet {number}.")
    assert shown == f"Die IBAN lautet {DOT * len(number)}."


@given(st.sampled_from(["DE", "AT", "CH", "FR", "IT", "GB"]))
def test_telephone_numbers_of_all_countries(country: str) -> None:
    example = phonenumbers.example_number(country)
    text = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    assert not digits_of(*mask(f"unter {text} bin ich da"))


@given(st.lists(st.text(max_size=60), max_size=6), st.lists(st.text(max_size=20), max_size=2))
def test_any_lines_keep_their_number_and_length(lines: list[str], names: list[str]) -> None:
    shown = masked(lines, names, "DE")
    assert len(shown) == max(1, len(lines))
    assert [len(line) for line in shown] == [len(line) for line in lines or [""]]
    for was, now in zip(lines, shown, strict=False):
        changed = [b for a, b in zip(was.replace("\n", " "), now, strict=True) if a != b]
        assert set(changed) <= {DOT}


@given(st.text(max_size=60))
def test_masked_twice_is_masked_once(text: str) -> None:
    once = mask(text, names=("Anna Müller",))
    assert mask(*once, names=("Anna Müller",)) == once
