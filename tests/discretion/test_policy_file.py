"""A policy as it is written: what is wrong with it is named by line, every rule has a sentence."""

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.discretion.explaining import explained, money, whole
from desktop.discretion.policy import Policy
from desktop.discretion.policy_file import PolicyError, parse_policy, read_policy
from desktop.errors import LocalError
from resources import resource

pytestmark = pytest.mark.unit

HEAD = 'version = 1\nname = "x"\ntime_zone = "Europe/Berlin"\ncurrency = "EUR"\n'
RULE = '[[rules]]\nid = "a"\nkinds = ["credit"]\nalone = 5\n'


def found(text: str) -> list[tuple[int, str]]:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text.encode(), "policy.toml")
    return [(one.line, one.what) for one in caught.value.findings]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (HEAD.replace("Berlin", "Berlln") + RULE, 3, "no time zone"),
        (HEAD.replace("EUR", "EUX") + RULE, 4, "EUX is no currency"),
        (HEAD + "valid_from = 2026-02-01\nvalid_to = 2026-01-01\n" + RULE, 6, "before it begins"),
        (HEAD + RULE + "inform = 3\n", 9, "inform ends at 3, below alone (5)"),
        (HEAD + RULE + "ask = -1\n", 9, "ask: -1 is negative"),
        (HEAD + RULE + "ask = nan\n", 9, "ask: NaN is no amount"),
        (HEAD + RULE + "ask = 7.001\n", 9, "more than the 2 decimals of EUR"),
        (HEAD + RULE + 'currency = "JPX"\n', 9, "JPX is no currency"),
        (HEAD + RULE + "[rules.budget]\nper_day = 4\n", 10, "can never be reached"),
        (HEAD + RULE + "[rules.budget]\ntimes_per_day = 0\n", 10, "nothing is ever granted"),
        (HEAD + RULE + RULE, 10, "the rule a is there twice, also in line 6"),
        (HEAD + RULE + RULE.replace('"a"', '"b"'), 11, "a (line 5) and b both decide credit"),
        (HEAD + RULE.replace("alone", "alon"), 8, "nobody knows the key alon"),
        (HEAD + RULE + "[rules.budget]\nperday = 4\n", 10, "nobody knows the key perday"),
        (HEAD + RULE.replace("credit", "kredit"), 7, "invalid enum value 'kredit'"),
        (HEAD + RULE.replace("5", '"five"'), 8, "alone: invalid decimal string"),
        (HEAD + RULE.replace('"a"', '"Ä"'), 6, "id: expected `str` matching regex"),
        (HEAD, 1, "missing required field `rules`"),
        (HEAD + "[[rules]\n", 5, "this is no TOML"),
        (HEAD + "rules = 3\n", 5, "rules: expected `array`"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, what: str) -> None:
    assert next((at, what in said) for at, said in found(text)) == (line, True), found(text)


def test_all_that_is_wrong_is_said_at_once() -> None:
    wrong = HEAD.replace("EUR", "EUX") + RULE + "inform = 3\n"
    assert [line for line, _ in found(wrong)][:2] == [4, 9]


def test_rules_for_different_topics_roles_or_kinds_do_not_contradict() -> None:
    other = RULE.replace('"a"', '"b"')
    for apart in ('topics = ["parcel"]', 'roles = ["senior"]'):
        parse_policy((HEAD + RULE + other + apart + "\n").encode(), "policy.toml")
    parse_policy((HEAD + RULE + other.replace("credit", "callback")).encode(), "policy.toml")


def test_what_is_no_text_and_what_is_no_file() -> None:
    with pytest.raises(PolicyError, match="no UTF-8"):
        parse_policy(b'name = "\xff"\n', "policy.toml")
    with pytest.raises(PolicyError, match="larger than 1 MB"):
        parse_policy(b"#" * ((1 << 20) + 1), "policy.toml")
    with pytest.raises(LocalError, match="cannot be read"):
        read_policy(Path("/nowhere/policy.toml"))


@given(st.binary(max_size=200))
def test_whatever_stands_there_is_a_policy_or_an_error(raw: bytes) -> None:
    try:
        parse_policy(raw, "policy.toml")
    except PolicyError as error:
        assert all(one.line >= 1 for one in error.findings)


def test_every_rule_has_a_sentence() -> None:
    policy = read_policy(resource("policy/example.toml"))
    german = {rule.id: explained(policy, rule, "de") for rule in policy.rules}
    english = {rule.id: explained(policy, rule, "en") for rule in policy.rules}
    assert german["small-gesture"].replace("\N{NO-BREAK SPACE}", " ") == (
        "Gutschrift und Gebührenerlass (agent, jedes Thema, für das es keine eigene Regel gibt): "
        "bis 30 € je Fall allein; bis 60 € mit Nachricht an die Leitung; bis 200 € nach "
        "Rückfrage; darüber nicht; höchstens 120 € am Tag; höchstens 90 € je Kunde in 90 Tagen; "
        "antwortet niemand, wird ein Rückruf zugesagt."
    )
    assert english["override"].endswith(
        "to be decided alone, the supervisor is told afterwards; at most 3 times a day."
    )
    assert whole(policy, "de").startswith("Die Richtlinie „Kulanz im Service“ gilt unbefristet")


def test_money_as_people_write_it() -> None:
    assert money(Decimal("1234.50"), "EUR", "de") == "1.234,50\N{NO-BREAK SPACE}€"
    assert money(Decimal(30), "EUR", "de") == "30\N{NO-BREAK SPACE}€"
    assert money(Decimal(30), "EUR", "en") == "€30"


def test_the_schema_is_the_code() -> None:
    kept = msgspec.json.decode(resource("schemas/policy.schema.json").read_bytes())
    assert kept == msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Policy)))
