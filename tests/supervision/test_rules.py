"""Rules that tell the supervisors by themselves: what they say, when they hold, who stops them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import LocalError
from desktop.knowledge.card import Phase
from desktop.supervision.messages import clean_rule
from desktop.supervision.rules import (
    CANCEL_S,
    Fired,
    Rule,
    RuleCourse,
    RuleStep,
    Situation,
    dry_run,
    read_rules,
)
from inference.tension.reading import TensionState

pytestmark = pytest.mark.unit

LINE = "Cancels: tense 30 s, topic cancellation | contract-term, phase solving, contacts 2"
RULE = Rule(
    "Cancels",
    TensionState.TENSE,
    30.0,
    frozenset({"cancellation", "contract-term"}),
    frozenset({Phase.SOLVING}),
    2,
)
MET = Situation(TensionState.TENSE, 30.0, frozenset({"cancellation"}), Phase.SOLVING, 2)


def test_a_rule_is_read_from_its_line() -> None:
    assert read_rules([LINE, "Abuse : topic  abusive-language"]) == (
        RULE,
        Rule("Abuse", topics=frozenset({"abusive-language"})),
    )
    assert read_rules([]) == ()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("tense 30 s", "name"),
        (": tense", "name"),
        ("\udc80: tense", "name"),
        (f"{'n' * 41}: tense", "name"),
        (f"{'ü' * 21}: tense", "name"),
        ("N:", "none of"),
        ("N: calm", "none of"),
        ("N: tense 30 min", "none of"),
        ("N: topic Kündigung!", "none of"),
        ("N: phase middle", "none of"),
        ("N: contacts many", "none of"),
        ("N: tense, elevated", "twice"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_with_its_number(line: str, why: str) -> None:
    with pytest.raises(LocalError, match=why) as said:
        read_rules([LINE, line])
    assert said.value.where == "rule 2"


def test_two_rules_of_one_name_and_too_many_are_refused() -> None:
    with pytest.raises(LocalError, match="same name"):
        read_rules([LINE, LINE])
    with pytest.raises(LocalError, match="at most"):
        read_rules([f"n{number}: tense" for number in range(33)])


@given(st.text(max_size=80))
def test_any_text_is_a_rule_or_an_error(text: str) -> None:
    try:
        (rule,) = read_rules([text])
    except LocalError:
        return
    assert rule.name == clean_rule(rule.name) != ""  # the same on the wire


@pytest.mark.parametrize(
    "short",
    [
        Situation(TensionState.ELEVATED, 300.0, MET.topics, MET.phase, MET.contacts),
        Situation(TensionState.EASING, 300.0, MET.topics, MET.phase, MET.contacts),
        Situation(TensionState.UNKNOWN, 300.0, MET.topics, MET.phase, MET.contacts),
        Situation(TensionState.TENSE, 29.9, MET.topics, MET.phase, MET.contacts),
        Situation(TensionState.TENSE, 30.0, frozenset({"wrong-bill"}), MET.phase, MET.contacts),
        Situation(TensionState.TENSE, 30.0, MET.topics, Phase.OPENING, MET.contacts),
        Situation(TensionState.TENSE, 30.0, MET.topics, MET.phase, 1),
    ],
)
def test_everything_that_is_given_has_to_hold(short: Situation) -> None:
    assert RULE.holds(MET) and not RULE.holds(short)


def test_more_than_elevated_is_elevated() -> None:
    rule = Rule("N", TensionState.ELEVATED, 10.0)
    assert rule.holds(Situation(TensionState.TENSE, 10.0))


def test_the_agent_is_told_first_and_the_supervisors_when_nobody_cancels() -> None:
    pending = RuleCourse().at(5.0, MET, [RULE], asked=False)
    assert (pending.step, pending.rule, pending.cancel_in_s(6.0)) == (
        RuleStep.PENDING,
        RULE,
        CANCEL_S - 1.0,
    )
    assert pending.at(5.0 + CANCEL_S - 0.1, MET, [RULE], asked=False) is pending
    fired = pending.at(5.0 + CANCEL_S, MET, [RULE], asked=False)
    assert (fired.step, fired.rule, fired.cancel_in_s(99.0)) == (RuleStep.FIRED, RULE, None)
    quiet = fired.at(20.0, MET, [RULE], asked=True)
    assert quiet.step is RuleStep.QUIET and quiet.at(900.0, MET, [RULE], asked=False) is quiet


def test_a_rule_that_the_agent_cancels_is_silent_for_the_call_and_others_are_not() -> None:
    other = Rule("Other", TensionState.TENSE)
    quiet = RuleCourse().at(5.0, MET, [RULE, other], asked=False).cancelled()
    assert quiet.step is RuleStep.QUIET and quiet.cancelled() is quiet
    pending = quiet.at(6.0, MET, [RULE, other], asked=False)
    assert pending.rule is other


@pytest.mark.parametrize("how", ["eased", "asked"])
def test_what_is_over_before_its_time_leaves_no_trace(how: str) -> None:
    pending = RuleCourse().at(5.0, MET, [RULE], asked=False)
    now = Situation() if how == "eased" else MET
    assert pending.at(6.0, now, [RULE], asked=how == "asked") == RuleCourse()


def test_nothing_is_told_while_help_is_asked_for() -> None:
    assert RuleCourse().at(5.0, MET, [RULE], asked=True) == RuleCourse()


def test_a_dry_run_says_which_rule_would_have_fired_when() -> None:
    abuse = Rule("Abuse", topics=frozenset({"abusive-language"}))
    call = [(float(second), Situation()) for second in range(10)]
    call += [(float(second), MET) for second in range(10, 40)]
    rude = Situation(topics=frozenset({"abusive-language"}))
    call += [(float(second), rude) for second in range(40, 44)]  # too short
    assert dry_run([abuse, RULE], call) == (Fired(10.0 + CANCEL_S, "Cancels", MET),)
