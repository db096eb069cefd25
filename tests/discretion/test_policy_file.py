"""A policy as it is written: what is wrong with it is named by line, every rule has a sentence."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.discretion.explaining import explained, said, whole
from desktop.discretion.money import money
from desktop.discretion.policy import Budget, Decision, Kind, Policy, Rule
from desktop.discretion.policy_file import PolicyError, parse_policy, read_policy
from desktop.discretion.quote import quote
from desktop.discretion.request import Request
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
        (HEAD + RULE + "offer = 6\n", 9, "offer: 6 is more than may be granted without asking (5)"),
        (HEAD + RULE + "offer = 1.001\n", 9, "offer: 1.001 has more than the 2 decimals"),
        (HEAD + "return_handling = -1\n" + RULE, 5, "return_handling: -1 is negative"),
        (HEAD + RULE + 'least = "no"\n', 9, "least is no: none of the amounts up to 5"),
        (HEAD + RULE + 'on_silence = "no"\n', 9, "though this rule never asks"),
        (HEAD + RULE + "ask = 9\nbudget.per_day = 4\n", 10, "can never be reached"),
        (HEAD + RULE.replace("5", "1e400"), 8, "alone: 1E+400 is not below 10^12"),
        (HEAD + RULE.replace("5", "1e9999999"), 8, "alone: 1E+9999999 is not below 10^12"),
        (HEAD + RULE.replace("5", "1e-9999999"), 8, "more than the 2 decimals of EUR"),
        (HEAD + RULE.replace("5", "9" * 5000) + "# end\n", 8, "this is no TOML"),
        (HEAD + "ask_timeout_s = 1\n#\u2028\x85\n" + RULE, 5, "ask_timeout_s: expected"),
        (HEAD + RULE + 'why = "\u2028\x85"\nask = -1\n', 10, "ask: -1 is negative"),
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


def test_a_rule_that_is_there_twice_contradicts_itself_too() -> None:
    assert [line for line, _ in found(HEAD + RULE + RULE)] == [10, 11]


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


numbers = st.one_of(
    st.integers(-2, 300).map(str),
    st.builds("{}e{}".format, st.integers(-99, 99), st.integers(-10_000_000, 10_000_000)),
    st.integers(1, 6000).map("7".__mul__),
    st.integers(1, 6000).map(lambda digits: "0x" + "f" * digits),
    st.sampled_from(["inf", "-inf", "nan", "1e-9999999999999999999", "1e9999999999999999999"]),
)
budgets = ["per_day", "per_customer", "times_per_day", "customer_days"]
keys = st.sampled_from(
    ["alone", "inform", "ask", "why", "currency", *(f"budget.{key}" for key in budgets)]
)


@given(st.dictionaries(keys, numbers, max_size=4))
def test_any_number_is_followed_and_said_or_named(values: dict[str, str]) -> None:
    lines = "".join(f"{key} = {value}\n" for key, value in values.items())
    text = HEAD + RULE.replace("alone = 5\n", "") + lines
    try:
        policy = parse_policy(text.encode(), "policy.toml")
    except PolicyError as error:
        assert all(8 <= one.line <= 8 + len(values) for one in error.findings)
    else:
        assert explained(policy, policy.rules[0], "de")


WORDS = {
    Decision.ALONE: "in a case alone",
    Decision.INFORM: "in a case telling the supervisor",
    Decision.ASK: "in a case after asking",
}
euros = st.integers(0, 5).map(lambda tens: Decimal(10 * tens))


@given(euros, st.none() | euros, st.none() | euros, st.sampled_from(Decision))
def test_every_decision_of_a_rule_is_in_its_sentence(
    alone: Decimal, inform: Decimal | None, ask: Decimal | None, least: Decision
) -> None:
    inform = None if inform is None else alone + inform
    ask = None if ask is None else (alone if inform is None else inform) + ask
    policy = read_policy(resource("policy/example.toml"))
    rule = Rule(id="a", kinds=(Kind.CREDIT,), alone=alone, inform=inform, ask=ask, least=least)
    policy = msgspec.structs.replace(policy, rules=(rule,))
    sentence = explained(policy, rule, "en")
    cent = Decimal("0.01")
    for amount in {Decimal(0), cent, rule.alone, rule.inform_to, rule.ask_to}:
        request = Request(kind=Kind.CREDIT, amount=amount, at=datetime(2026, 11, 20, tzinfo=UTC))
        answer = quote(policy, request)
        if not rule.has_amounts:
            shown = said(replace(answer, decision=least), "en").partition(":")[0]
            expected = shown[0].lower() + shown[1:]
        elif answer.decision is Decision.NO:
            expected = "not beyond" if rule.steps else "not possible"
        else:
            expected = WORDS[answer.decision]
            most = re.search(r"up to €(\d+) " + expected, sentence)
            assert most is not None and amount <= int(most[1]), sentence
            at_most = msgspec.structs.replace(request, amount=Decimal(most[1]))
            above = msgspec.structs.replace(request, amount=Decimal(most[1]) + cent)
            assert quote(policy, at_most).decision is answer.decision
            assert quote(policy, above).decision is not answer.decision
        assert expected in sentence
    assert ("if nobody answers" in sentence) == ("after asking" in sentence)


def test_every_rule_has_a_sentence() -> None:
    policy = read_policy(resource("policy/example.toml"))
    german = {rule.id: explained(policy, rule, "de") for rule in policy.rules}
    english = {rule.id: explained(policy, rule, "en") for rule in policy.rules}
    assert german["small-gesture"].replace("\N{NO-BREAK SPACE}", " ") == (
        "Gutschrift und Gebührenerlass (agent, jedes Thema, für das es keine eigene Regel gibt): "
        "bis 30 € je Fall allein; bis 60 € je Fall mit Nachricht an die Leitung; bis 200 € je Fall "
        "nach Rückfrage; darüber nicht; ohne Rückfrage höchstens 120 € am Tag je Agent; ohne "
        "Rückfrage höchstens 90 € je Kunde in 90 Tagen; angeboten werden zuerst 15 €; antwortet "
        "in 90 s niemand, wird ein Rückruf zugesagt. Eine kleine Geste kostet weniger als ein "
        "verlorener Kunde."
    )
    assert (
        "to be decided alone, the supervisor is told afterwards; at most 3 times a day for each "
        "agent. Was dem" in english["override"]
    )
    assert whole(policy, "de").startswith("Die Richtlinie „Kulanz im Service“ gilt unbefristet")


def test_once_is_no_number() -> None:
    policy = read_policy(resource("policy/example.toml"))
    budget = Budget(times_per_day=1, times_per_customer=1, customer_days=1)
    rule = Rule(id="a", kinds=(Kind.CALLBACK,), budget=budget)
    assert explained(policy, rule, "en").endswith(
        "at most once a day for each agent; at most once for a customer in a day."
    )
    assert explained(policy, rule, "de").endswith(
        "höchstens einmal am Tag je Agent; höchstens einmal je Kunde am Tag."
    )


def test_money_as_people_write_it() -> None:
    assert money(Decimal("1234.50"), "EUR", "de") == "1.234,50\N{NO-BREAK SPACE}€"
    assert money(Decimal(30), "EUR", "de") == "30\N{NO-BREAK SPACE}€"
    assert money(Decimal(30), "EUR", "en") == "€30"
    assert money(Decimal("30.5"), "KWD", "en") == "KWD\N{NO-BREAK SPACE}30.500"
    assert money(Decimal(30), "KWD", "en") == "KWD\N{NO-BREAK SPACE}30"
    assert money(Decimal("0.5"), "JPY", "en") == "¥0.5", "no digit is left out"


def test_the_schema_is_the_code() -> None:
    kept = msgspec.json.decode(resource("schemas/policy.schema.json").read_bytes())
    assert kept == msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Policy)))
