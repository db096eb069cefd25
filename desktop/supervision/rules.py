"""Agreed rules by which difficulties tell the supervisors by themselves. Pure.

A rule is a line of the settings: a name, which agent and supervisor read, and what has to hold all
at once.

    Wants out: tense 30 s, topic cancellation | contract-term, phase solving, contacts 2

`elevated` and `tense` ask for that level or more, for so long; `topic` for one of the cards whose
topic is on the table; `phase` for one of the call's phases; `contacts` for so many earlier contacts
within 30 days. Without analysis there is no level, and a rule that asks for one never fires.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from desktop.errors import LocalError
from desktop.knowledge.card import Phase
from desktop.supervision.messages import MAX_RULE_BYTES
from inference.tension.reading import TensionState

CANCEL_S: Final = 8.0
"""How long the agent may cancel before anything leaves this desktop: to read it and to click."""
MAX_RULES: Final = 32
_LEVELS: Final = (TensionState.ELEVATED, TensionState.TENSE)
"""From lower to higher. *Easing* comes down from tense and is no difficulty."""
_LEVEL: Final = re.compile(r"(elevated|tense)(?: (\d{1,4}) ?s)?")
_LIST: Final = re.compile(r"(topic|phase) (.+)")
_CONTACTS: Final = re.compile(r"contacts (\d{1,2})")
_CARD_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class Rule:
    """Everything that is given has to hold."""

    name: str
    level: TensionState | None = None
    level_for_s: float = 0.0
    topics: frozenset[str] = frozenset()
    """Ids of cards; empty: whatever it is about."""
    phases: frozenset[Phase] = frozenset()
    contacts: int = 0

    def holds(self, situation: "Situation") -> bool:
        """Whether it fires on that."""
        return (
            self._level_holds(situation)
            and (not self.topics or bool(self.topics & situation.topics))
            and (not self.phases or situation.phase in self.phases)
            and situation.contacts >= self.contacts
        )

    def _level_holds(self, situation: "Situation") -> bool:
        if self.level is None:
            return True
        if situation.level not in _LEVELS:
            return False
        high_enough = _LEVELS.index(situation.level) >= _LEVELS.index(self.level)
        return high_enough and situation.level_s >= self.level_for_s


@dataclass(frozen=True, slots=True)
class Situation:
    """What of a call rules may look at. Nothing in it was said or is kept."""

    level: TensionState = TensionState.UNKNOWN
    level_s: float = 0.0
    """How long the level has been so."""
    topics: frozenset[str] = frozenset()
    phase: Phase = Phase.OPENING
    contacts: int = 0
    """Earlier contacts within 30 days."""


class RuleStep(StrEnum):
    QUIET = "quiet"  # no rule holds that has not had its turn
    PENDING = "pending"  # one holds: the agent is told, and may cancel
    FIRED = "fired"  # just now: the supervisors are to be told


@dataclass(frozen=True, slots=True)
class RuleCourse:
    """What the rules have come to in one call. Each rule has one turn in it."""

    step: RuleStep = RuleStep.QUIET
    rule: Rule | None = None
    """With PENDING and FIRED."""
    due_at_s: float = 0.0
    """With PENDING: when the supervisors are told."""
    had_turn: frozenset[str] = frozenset()
    """Names of the rules that fired or were cancelled."""

    def at(
        self, now_s: float, situation: Situation, rules: Sequence[Rule], *, asked: bool
    ) -> "RuleCourse":
        """At `now_s`; `asked`: help is asked for already. A rule that holds no longer before its
        time leaves no trace."""
        if self.step is RuleStep.PENDING and self.rule is not None:
            if asked or not self.rule.holds(situation):
                return RuleCourse(had_turn=self.had_turn)
            if now_s >= self.due_at_s:
                return self._over(RuleStep.FIRED, self.rule)
            return self
        waiting = (rule for rule in rules if rule.name not in self.had_turn)
        holds = None if asked else next((one for one in waiting if one.holds(situation)), None)
        if holds is None:
            return self if self.step is RuleStep.QUIET else RuleCourse(had_turn=self.had_turn)
        return RuleCourse(RuleStep.PENDING, holds, now_s + CANCEL_S, self.had_turn)

    def cancelled(self) -> "RuleCourse":
        """The agent says that it is not needed: the rule is silent for the rest of the call."""
        if self.step is not RuleStep.PENDING or self.rule is None:
            return self
        return replace(self._over(RuleStep.QUIET, self.rule), rule=None)

    def cancel_in_s(self, now_s: float) -> float | None:
        """Seconds left to cancel; None where nothing is about to be told."""
        if self.step is not RuleStep.PENDING:
            return None
        return max(0.0, self.due_at_s - now_s)

    def _over(self, step: RuleStep, rule: Rule) -> "RuleCourse":
        return RuleCourse(step, rule, had_turn=self.had_turn | {rule.name})


@dataclass(frozen=True, slots=True)
class Fired:
    """In a dry run."""

    at_s: float
    rule: str
    situation: Situation


def dry_run(rules: Sequence[Rule], call: Sequence[tuple[float, Situation]]) -> tuple[Fired, ...]:
    """When which rule would have told the supervisors in a call that is given as what was so at
    which second, in order; nobody cancels, and nobody comes."""
    course, fired = RuleCourse(), []
    for at_s, situation in call:
        course = course.at(at_s, situation, rules, asked=False)
        if course.step is RuleStep.FIRED and course.rule is not None:
            fired.append(Fired(at_s, course.rule.name, situation))
    return tuple(fired)


def read_rules(lines: Sequence[str]) -> tuple[Rule, ...]:
    """Raises LocalError that names the line and what is wrong with it."""
    if len(lines) > MAX_RULES:
        raise LocalError(f"{len(lines)} rules; at most {MAX_RULES} can be agreed on")
    rules = tuple(_rule(line, f"rule {number}") for number, line in enumerate(lines, start=1))
    names = [rule.name for rule in rules]
    for number, name in enumerate(names, start=1):
        if name in names[: number - 1]:
            raise LocalError("another rule has the same name", where=f"rule {number}")
    return rules


def _rule(line: str, where: str) -> Rule:
    name, colon, conditions = line.partition(":")
    name = " ".join(name.split())
    if not colon or not name.isprintable() or not 0 < len(name.encode()) <= MAX_RULE_BYTES:
        what = f"a rule begins with its name, at most {MAX_RULE_BYTES} bytes, and a colon"
        raise LocalError(what, where=where)
    rule, kinds = Rule(name), list[str]()
    for condition in conditions.split(","):
        words = " ".join(condition.split())
        kind, rule = _with_condition(rule, words, where)
        if kind in kinds:
            raise LocalError(f"{kind} is given twice", where=where, action="Make it two rules")
        kinds.append(kind)
    return rule


def _with_condition(rule: Rule, words: str, where: str) -> tuple[str, Rule]:
    """The kind of the condition, and the rule with it."""
    if level := _LEVEL.fullmatch(words):
        state, seconds = TensionState(level[1]), float(level[2] or 0)
        return "level", replace(rule, level=state, level_for_s=seconds)
    if contacts := _CONTACTS.fullmatch(words):
        return "contacts", replace(rule, contacts=int(contacts[1]))
    if listed := _LIST.fullmatch(words):
        values = [value.strip() for value in listed[2].split("|")]
        if listed[1] == "topic" and all(_CARD_ID.fullmatch(value) for value in values):
            return "topic", replace(rule, topics=frozenset(values))
        if listed[1] == "phase" and all(value in set(Phase) for value in values):
            return "phase", replace(rule, phases=frozenset(map(Phase, values)))
    raise LocalError(
        "a condition is none of: elevated 60 s, tense 30 s, topic CARD | CARD, "
        f"phase {' | '.join(Phase)}, contacts 2",
        where=where,
    )
