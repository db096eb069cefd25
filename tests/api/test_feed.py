"""What programs hear of the phone: every change once, and the status they add up to."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace as replace_struct

from desktop.api import events, objects
from desktop.api.feed import Feed
from desktop.assist.assist import Assist
from desktop.assist.session import AssistSession
from desktop.clock import ManualClock
from desktop.errors import Fault
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import Library
from desktop.presenters.notices import Notices
from desktop.supervision.help_state import DeskState, HelpStep
from desktop.telephony.availability import AgentState, Presence
from desktop.telephony.call import (
    AccountSnapshot,
    CallSnapshot,
    CallState,
    Direction,
    RegistrationState,
    TransferStep,
)
from desktop.telephony.consent import ConsentState
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.client import EngineState, EngineStateKind
from desktop.telephony.registry import CallRegistry
from inference.tension.reading import Reading, Tendency, TensionState
from inference.tension.tracker import TensionTracker
from ui.notice_states import NoticeKind, Severity

pytestmark = pytest.mark.unit

CALL = CallSnapshot(
    "c1",
    "desk",
    Direction.INCOMING,
    CallState.CONFIRMED,
    "sip:kundin@pbx.example",
    started_at_s=40.0,
    confirmed_at_s=42.0,
)
ACCOUNT = AccountSnapshot("desk", "sip:agent@pbx.example", RegistrationState.REGISTERED, code=200)


class Heard:
    """A feed and what it published."""

    def __init__(self) -> None:
        self.events: list[events.AnyEvent] = []
        self.clock = ManualClock(50.0)
        self.registry = CallRegistry()
        self.notices = Notices()
        self.help = DeskState()
        self.worker: tuple[str, int | None] = ("starting", None)
        self.presence = Presence()
        self.assist = Assist(
            lambda: AssistSession(
                tracker=TensionTracker(),
                catalogue=Catalogue.of(Library(())),
                today=date(2026, 1, 1),
            )
        )
        self.feed = Feed(
            registry=self.registry,
            tension=self.assist.tension,
            notices=self.notices,
            help_state=lambda call_id, now_s: self.help,
            engine_pid=lambda: 7,
            worker=lambda: self.worker,
            presence=lambda: self.presence,
            clock=self.clock,
            publish=self.events.append,
        )
        self.registry.add_listener(self.assist)
        self.registry.add_listener(self.feed)

    def new(self) -> list[events.AnyEvent]:
        """What was published since last asked."""
        self.feed.look()
        found, self.events[:] = list(self.events), []
        return found


def test_a_call_from_its_beginning_to_its_end() -> None:
    heard = Heard()
    heard.registry.apply_call(CALL)
    begun = events.StateEvent(
        t_ms=50_000,
        call="c1",
        direction=Direction.INCOMING,
        state=CallState.CONFIRMED,
        peer="sip:kundin@pbx.example",
        account="desk",
    )
    told = heard.new()
    assert told[0] == begun and begun.v == objects.VERSION
    assert len(told) == 1
    assert heard.feed.status().calls == (
        objects.CallStatus(
            id="c1",
            direction=Direction.INCOMING,
            state=CallState.CONFIRMED,
            peer="sip:kundin@pbx.example",
            held=False,
            muted=False,
            consent=ConsentState.UNKNOWN,
            tension=TensionState.UNKNOWN,
            started_s=40.0,
        ),
    )
    over = replace(CALL, state=CallState.DISCONNECTED, end_code=486, end_reason="Busy Here")
    heard.registry.apply_call(over)
    ended = replace_struct(begun, state=CallState.DISCONNECTED, code=486, reason="Busy Here")
    assert heard.new() == [ended]
    assert heard.feed.status().calls == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"local_hold": True},
            events.HoldEvent(t_ms=50_000, call="c1", held=True, held_there=False),
        ),
        (
            {"remote_hold": True},
            events.HoldEvent(t_ms=50_000, call="c1", held=False, held_there=True),
        ),
        ({"muted": True}, events.MuteEvent(t_ms=50_000, call="c1", muted=True)),
        (
            {"consent": ConsentState.GRANTED, "tapped": True},
            events.ConsentEvent(t_ms=50_000, call="c1", consent=ConsentState.GRANTED),
        ),
        (
            {"transfer": TransferStep.FAILED, "transfer_code": 404},
            events.TransferEvent(t_ms=50_000, call="c1", transfer=TransferStep.FAILED, code=404),
        ),
        ({"codec": "PCMA/8000"}, None),
    ],
)
def test_what_changes_is_told_by_itself(
    changes: dict[str, Any], told: events.AnyEvent | None
) -> None:
    heard = Heard()
    heard.registry.apply_call(CALL)
    heard.new()
    heard.registry.apply_call(replace(CALL, **changes))
    assert heard.new() == ([] if told is None else [told])


def test_a_call_that_another_desktop_left_is_told_as_it_is() -> None:
    heard = Heard()
    heard.registry.apply_call(replace(CALL, muted=True, consent=ConsentState.WITHDRAWN))
    told = heard.new()
    assert events.MuteEvent(t_ms=50_000, call="c1", muted=True) in told
    assert events.ConsentEvent(t_ms=50_000, call="c1", consent=ConsentState.WITHDRAWN) in told


def test_tension_is_told_when_it_changes() -> None:
    heard = Heard()
    heard.registry.apply_call(CALL)
    heard.new()
    session = heard.assist.session("c1")
    assert session is not None
    tense = Reading(8.0, TensionState.TENSE, 8.0, 0.9, Tendency.RISING, ())
    session.state = replace(session.state, reading=tense)
    expected = events.TensionEvent(t_ms=50_000, call="c1", tension=TensionState.TENSE)
    assert heard.new() == [expected]
    assert heard.new() == []
    assert heard.feed.status().calls[0].tension is TensionState.TENSE


def test_help_is_told_when_it_changes() -> None:
    heard = Heard()
    heard.registry.apply_call(CALL)
    heard.new()
    heard.help = DeskState(HelpStep.COMING, "Ines", 20.0)
    expected = events.HelpEvent(t_ms=50_000, call="c1", step=HelpStep.COMING, by="Ines")
    assert heard.new() == [expected]
    heard.help = DeskState(HelpStep.COMING, "Ines", 19.0)
    assert heard.new() == []


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (
            m.AccountChanged(ACCOUNT),
            events.RegistrationEvent(
                t_ms=50_000,
                account=objects.AccountStatus(
                    name="desk",
                    uri="sip:agent@pbx.example",
                    registration=RegistrationState.REGISTERED,
                ),
                code=200,
            ),
        ),
        (
            m.SoundChanged("mic", "headset"),
            events.DevicesEvent(
                t_ms=50_000, devices=objects.Devices(input="mic", output="headset")
            ),
        ),
        (
            m.CallTurnedAway("desk", "sip:a@b", "A", 480, 49.0),
            events.TurnedAwayEvent(t_ms=50_000, peer="sip:a@b", code=480),
        ),
        (
            m.MessageReceived("desk", "sip:a@b", "text/plain;charset=utf-8", "Hallo"),
            events.MessageEvent(t_ms=50_000, peer="sip:a@b", text="Hallo"),
        ),
        (m.MessageReceived("desk", "sip:a@b", "application/json", "{}"), None),
        (
            m.CommandFailed("SetHold", "c1", "remote", "it is busy"),
            events.FailedEvent(
                t_ms=50_000, call="c1", command="SetHold", what="it is busy", fault=Fault.REMOTE
            ),
        ),
        (
            m.DtmfPressed("c1", "5", by_us=False),
            events.DtmfEvent(t_ms=50_000, call="c1", digits="5", by_us=False),
        ),
        (m.Configured(), None),
    ],
)
def test_what_the_engine_says(event: Any, told: events.AnyEvent | None) -> None:
    heard = Heard()
    heard.feed.engine_event(event)
    assert heard.new() == ([] if told is None else [told])


def test_processes_and_devices_are_in_the_status() -> None:
    heard = Heard()
    heard.feed.engine_event(m.SoundChanged("mic", "null", "no-device"))
    heard.feed.engine_state(EngineState(EngineStateKind.READY))
    heard.worker = ("ready", 9)
    told = [event for event in heard.new() if isinstance(event, events.ProcessEvent)]
    assert [(one.name, one.process.state, one.process.pid) for one in told] == [
        ("engine", "ready", 7),
        ("worker", "ready", 9),
    ]
    status = heard.feed.status()
    assert status.devices == objects.Devices(input="mic", output="null", problem="no-device")
    assert status.processes["engine"] == objects.Process(state="ready", pid=7)
    assert status.processes["worker"] == objects.Process(state="ready", pid=9)
    assert status.processes["phone"].state == "running"


def test_whether_calls_are_taken_is_told() -> None:
    heard = Heard()
    assert heard.feed.status().availability == objects.Presence()
    heard.presence = Presence(AgentState.NOT_READY, "break")
    heard.feed.look()
    heard.feed.look()
    away = objects.Presence(state=AgentState.NOT_READY, reason="break")
    assert heard.events == [events.AvailabilityEvent(t_ms=50_000, availability=away)]
    assert heard.feed.status().availability == away


def test_a_notice_is_told_once_and_again_when_it_comes_again() -> None:
    heard = Heard()
    heard.notices.add(NoticeKind.WRONG_PASSWORD, "desk", account="desk", where="pbx")
    expected = events.NoticeEvent(
        t_ms=50_000,
        notice=NoticeKind.WRONG_PASSWORD.value,
        severity=Severity.ERROR,
        params={"account": "desk", "where": "pbx"},
    )
    assert heard.new() == [expected]
    assert heard.new() == []
    heard.notices.resolve(NoticeKind.WRONG_PASSWORD)
    assert heard.new() == []
    heard.notices.add(NoticeKind.WRONG_PASSWORD, "desk", account="desk", where="pbx")
    assert heard.new() == [expected]
