"""Agreed rules in a call: who is looked at, what the agent sees and stops, what goes out."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desktop.assist.assist import Assist
from desktop.assist.replay import VoiceState, WrittenVoice
from desktop.assist.session import AssistSession
from desktop.clock import ManualClock
from desktop.compositions.agent_help import agreed_rules
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import Library
from desktop.presenters.agreed_rules import AgreedRules
from desktop.presenters.notices import Notices
from desktop.settings.supervision import Supervision
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.help_state import HelpStep
from desktop.supervision.messages import EscalationMessage, Raise
from desktop.supervision.rules import CANCEL_S, read_rules
from desktop.telephony.call import CallSnapshot, CallState, Direction, Party
from desktop.telephony.consent import ConsentState
from desktop.telephony.registry import CallRegistry
from inference.tension.reading import TensionState
from ui.notice_states import NoticeKind
from ui.states import Level, RuleView

pytestmark = pytest.mark.unit

CALL = CallSnapshot(
    "c1", "desk", Direction.INCOMING, CallState.CONFIRMED, "sip:0151@pbx.example",
    confirmed_at_s=100.0, consent=ConsentState.GRANTED,
)  # fmt: skip
TENSE_FROM_S, FOR_S = 10.0, 30.0


class Wire:
    """A transport that keeps what it was given."""

    def __init__(self) -> None:
        self.said: list[EscalationMessage] = []

    def send(self, target: str, message: EscalationMessage) -> str | None:
        self.said.append(message)
        return f"r{len(self.said)}"

    def is_away(self, target: str) -> bool:
        return False


class Desk:
    """An agent's desk in a call that is tense from its tenth second on."""

    def __init__(self, *lines: str, chain: tuple[tuple[str, ...], ...] = (("sip:a@x",),)) -> None:
        self.clock, self.wire, self.registry = ManualClock(100.0), Wire(), CallRegistry()
        self.desk = SupervisionDesk(self.wire, chain=chain, agent_name="Jana")
        voice = WrittenVoice((VoiceState(TENSE_FROM_S, TensionState.TENSE),))
        catalogue = Catalogue.of(Library((), (), (), {}))
        self.assist = Assist(
            lambda: AssistSession(tracker=voice, catalogue=catalogue, today=date(2026, 1, 5))
        )
        self.registry.add_listener(self.assist)
        self.rules = AgreedRules(
            read_rules(lines or ("Wants out: tense 30 s",)),
            registry=self.registry,
            assist=self.assist,
            desk=self.desk,
            title=str.upper,
            clock=self.clock,
            tell=self.tell,
        )

    def tell(self, call_id: str, rule: str) -> None:
        now_s = self.clock.now_s()
        self.desk.raise_help(call_id, call_s=1.0, reading=None, now_s=now_s, by_rule=rule)

    def at(self, call_s: float) -> HelpStep:
        """Let the call come to that second."""
        while self.clock.now_s() < 100.0 + call_s:
            self.clock.advance(0.5)
            self.assist.tick(self.clock.now_s())
            self.rules.tick()
        return self.step

    @property
    def step(self) -> HelpStep:
        return self.rules.help_state("c1", self.clock.now_s()).step

    def view(self) -> RuleView | None:
        return self.rules.view("c1", self.rules.help_state("c1", self.clock.now_s()))


def call(desk: Desk, **changes: Any) -> None:
    desk.registry.apply_call(replace(CALL, **changes))


def test_the_agent_sees_why_first_and_the_supervisors_when_nobody_stops_it() -> None:
    desk = Desk()
    call(desk)
    assert desk.at(TENSE_FROM_S + FOR_S - 0.5) is HelpStep.IDLE and desk.view() is None
    assert desk.at(TENSE_FROM_S + FOR_S) is HelpStep.PENDING
    why = RuleView("Wants out", Level.TENSE, FOR_S)
    assert desk.view() == why and desk.wire.said == []
    assert desk.at(TENSE_FROM_S + FOR_S + CANCEL_S - 0.5) is HelpStep.PENDING
    assert desk.wire.said == []
    assert desk.at(TENSE_FROM_S + FOR_S + CANCEL_S) is HelpStep.RAISED
    (said,) = desk.wire.said
    assert isinstance(said, Raise) and said.by_rule == "Wants out" and said.why == ()
    assert desk.view() == why  # and goes on to see it
    desk.at(200.0)
    assert len([one for one in desk.wire.said if isinstance(one, Raise)]) <= 2  # nobody has seen it


def test_what_the_agent_stops_is_told_nobody() -> None:
    desk = Desk()
    call(desk)
    desk.at(TENSE_FROM_S + FOR_S + 1.0)
    assert desk.rules.cancel("c1") and not desk.rules.cancel("c1")
    assert desk.step is HelpStep.IDLE and desk.view() is None
    assert desk.at(300.0) is HelpStep.IDLE and desk.wire.said == []


@pytest.mark.parametrize(
    "changes",
    [
        {"consent": ConsentState.UNKNOWN},
        {"consent": ConsentState.WITHDRAWN},
        {"party": Party.INTERNAL},
    ],
)
def test_only_a_customers_call_with_consent_is_looked_at(changes: dict[str, Any]) -> None:
    desk = Desk("Any: phase opening | inquiry | solving | closing")
    call(desk, **changes)
    assert desk.at(200.0) is HelpStep.IDLE and desk.wire.said == []


def test_a_consent_that_is_withdrawn_in_time_stops_it() -> None:
    desk = Desk("Any: phase opening | inquiry | solving | closing")
    call(desk)
    assert desk.at(1.0) is HelpStep.PENDING
    call(desk, consent=ConsentState.WITHDRAWN)
    assert desk.at(60.0) is HelpStep.IDLE and desk.wire.said == []


def test_after_a_withdrawal_only_the_rules_name_is_left() -> None:
    desk = Desk()
    call(desk)
    desk.at(TENSE_FROM_S + FOR_S + CANCEL_S)
    call(desk, consent=ConsentState.WITHDRAWN)
    assert desk.view() == RuleView("Wants out")


@pytest.mark.parametrize("other", [True, False])
def test_nothing_is_told_of_a_call_that_the_agent_does_not_see(other: bool) -> None:
    desk = Desk()
    call(desk)
    desk.at(TENSE_FROM_S + FOR_S + 1.0)
    call(desk, local_hold=True)
    if other:
        colleague = replace(CALL, call_id="c2", party=Party.INTERNAL, confirmed_at_s=141.0)
        desk.registry.apply_call(colleague)
    assert desk.at(TENSE_FROM_S + FOR_S + 40.0) is HelpStep.IDLE and desk.wire.said == []
    if other:
        desk.registry.apply_call(replace(colleague, state=CallState.DISCONNECTED))
    call(desk)
    back_s = TENSE_FROM_S + FOR_S + 40.5
    assert desk.at(back_s) is HelpStep.PENDING
    assert desk.at(back_s + CANCEL_S - 0.5) is HelpStep.PENDING and desk.wire.said == []
    assert desk.at(back_s + CANCEL_S) is HelpStep.RAISED


def test_a_countdown_that_nobody_could_see_begins_anew() -> None:
    desk = Desk()
    call(desk)
    desk.at(TENSE_FROM_S + FOR_S + 1.0)
    desk.clock.advance(30.0)  # the program stood still
    desk.rules.tick()
    assert desk.step is HelpStep.PENDING and desk.wire.said == []
    assert desk.rules.help_state("c1", desk.clock.now_s()).eta_s == CANCEL_S


def test_who_has_asked_already_is_not_asked_for() -> None:
    desk = Desk()
    call(desk)
    desk.desk.raise_help("c1", call_s=1.0, reading=None, now_s=100.0)
    assert desk.at(60.0) is not HelpStep.PENDING and desk.view() is None
    assert all(not one.by_rule for one in desk.wire.said if isinstance(one, Raise))


def test_where_nobody_could_be_told_nothing_is_counted_down() -> None:
    desk = Desk(chain=())
    call(desk)
    assert desk.at(60.0) is HelpStep.UNAVAILABLE


def test_repeated_contact_and_the_next_call_count_anew() -> None:
    desk = Desk("Again: contacts 2, tense")
    desk.assist.contacts_known("c1", 2)
    call(desk)
    assert desk.at(TENSE_FROM_S + 1.0) is HelpStep.PENDING
    shown = desk.view()
    assert shown is not None and shown.contacts == 2
    desk.rules.cancel("c1")
    call(desk, state=CallState.DISCONNECTED)
    call(desk, confirmed_at_s=desk.clock.now_s())
    desk.assist.contacts_known("c1", 2)
    assert desk.at(2.5 * TENSE_FROM_S) is HelpStep.PENDING


def test_rules_that_cannot_be_read_are_said_and_none_holds() -> None:
    notices = Notices()
    settings = Supervision(rules=("Fine: tense", "no colon"))
    assert agreed_rules(settings, notices) == ()
    (notice,) = notices.views
    assert notice.kind is NoticeKind.RULES_UNREADABLE
    assert dict(notice.params)["where"] == "rule 2"
    assert len(agreed_rules(Supervision(rules=("Fine: tense",)), notices)) == 1
    assert agreed_rules(Supervision(), notices) == ()  # nothing is agreed on
