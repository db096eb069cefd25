"""Agreed rules in the agent's calls: what each looks at, and when the supervisors are told.

Only calls whose caller has consented to the analysis are looked at. Nothing leaves this desktop
before the agent has been told why, and could stop it. Memory only, and gone with the call.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop.assist.assist import Assist
from desktop.assist.session import AssistSession
from desktop.clock import Clock
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.help_state import DeskState, HelpStep
from desktop.supervision.rules import Rule, RuleCourse, RuleStep, Situation
from desktop.telephony.call import CallSnapshot, CallState, Party
from desktop.telephony.consent import ConsentState
from desktop.telephony.registry import CallRegistry
from inference.tension.reading import TensionState
from ui.states import Level, RuleView

_FREE: Final = frozenset(
    {HelpStep.IDLE, HelpStep.CANCELLED, HelpStep.RESOLVED, HelpStep.EXPIRED, HelpStep.CALLBACK}
)
"""Steps in which nobody is being asked, but somebody could be."""
STOOD_STILL_S: Final = 2.0
"""Between two looks: whatever was counted down meanwhile nobody saw."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Why a rule held when it began to count down."""

    rule: Rule
    situation: Situation


class AgreedRules:
    """A `registry.CallListener`. `tell(call_id, rule)` asks the supervisors for help by it."""

    def __init__(
        self,
        rules: tuple[Rule, ...],
        *,
        registry: CallRegistry,
        assist: Assist,
        desk: SupervisionDesk,
        title: Callable[[str], str],
        clock: Clock,
        tell: Callable[[str, str], None],
    ) -> None:
        """`title` of a card by its id."""
        self._rules = rules
        self._registry = registry
        self._assist = assist
        self._desk = desk
        self._title = title
        self._clock = clock
        self._tell = tell
        self._courses: dict[str, RuleCourse] = {}
        self._found: dict[str, _Found] = {}
        self._looked_at_s = -math.inf
        registry.add_listener(self)

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        if not call.alive:
            self._courses.pop(call.call_id, None)
        if not call.alive or call.consent is not ConsentState.GRANTED:
            self._found.pop(call.call_id, None)

    def tick(self) -> None:
        """About twice a second. Only the call that the agent has before them is followed: what is
        counted down out of sight could not be stopped, and begins anew when it is seen."""
        now_s = self._clock.now_s()
        stood_still = now_s - self._looked_at_s > STOOD_STILL_S
        self._looked_at_s = now_s
        talking = self._registry.talking
        for call in self._registry.calls if self._rules else ():
            seen = talking is not None and call.call_id == talking.call_id and not call.local_hold
            if stood_still or not seen:
                self._begin_anew(call.call_id)
            if seen:
                self._follow(call)

    def cancel(self, call_id: str) -> bool:
        """The agent wants nobody told; whether somebody was about to be."""
        before = self._courses.get(call_id, RuleCourse())
        self._courses[call_id] = before.cancelled()
        return before.step is RuleStep.PENDING

    def help_state(self, call_id: str, now_s: float) -> DeskState:
        """How the help for a call stands, with what is about to be asked for by itself."""
        course = self._courses.get(call_id, RuleCourse())
        in_s = course.cancel_in_s(now_s)
        if in_s is None or course.rule is None:
            return self._desk.state(call_id, now_s)
        return DeskState(HelpStep.PENDING, eta_s=in_s, rule=course.rule.name)

    def view(self, call_id: str, help_state: DeskState) -> RuleView | None:
        """Why the supervisors are about to be told, or were; None: it was no rule."""
        found = self._found.get(call_id)
        if not help_state.rule:
            return None
        if found is None or found.rule.name != help_state.rule:
            return RuleView(help_state.rule)  # the caller has taken back what it went by
        rule, situation = found.rule, found.situation
        topic = min(rule.topics & situation.topics, default="")
        return RuleView(
            rule.name,
            level=Level.UNKNOWN if rule.level is None else Level(situation.level.value),
            level_s=situation.level_s,
            topic=self._title(topic) if topic else "",
            phase=situation.phase.value if rule.phases else "",
            contacts=situation.contacts if rule.contacts else 0,
        )

    def _begin_anew(self, call_id: str) -> None:
        course = self._courses.get(call_id)
        if course is not None and course.step is RuleStep.PENDING:
            self._courses[call_id] = RuleCourse(had_turn=course.had_turn)

    def _follow(self, call: CallSnapshot) -> None:
        now_s, call_id = self._clock.now_s(), call.call_id
        before = self._courses.get(call_id, RuleCourse())
        session = self._assist.session(call_id)
        free = _analysed(call) and self._desk.state(call_id, now_s).step in _FREE
        situation = Situation()
        if session is not None and call.confirmed_at_s is not None:
            situation = situation_of(session, now_s - call.confirmed_at_s)
        asked = session is None or not free
        after = before.at(now_s, situation, self._rules, asked=asked)
        self._courses[call_id] = after
        if after.rule is not None and after.rule is not before.rule:
            self._found[call_id] = _Found(after.rule, situation)
        if after.step is RuleStep.FIRED and after.rule is not None:
            self._tell(call_id, after.rule.name)


def situation_of(session: AssistSession, call_s: float) -> Situation:
    """What rules may look at, `call_s` after the call was answered."""
    state = session.state
    known = state.reading.state is not TensionState.UNKNOWN
    return Situation(
        level=state.reading.state,
        level_s=max(0.0, call_s - state.reading.since_s) if known else 0.0,
        topics=state.topics,
        phase=state.phase,
        contacts=session.contacts_30d,
    )


def _analysed(call: CallSnapshot) -> bool:
    talks = call.state is CallState.CONFIRMED and call.party is Party.CUSTOMER
    return talks and call.consent is ConsentState.GRANTED
