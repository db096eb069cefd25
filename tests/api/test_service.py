"""What programs ask for becomes commands, and what the engine then says becomes their reply."""

from dataclasses import replace
from typing import Any

import pytest

from desktop.api import messages as api
from desktop.api import objects
from desktop.api.pending import PATIENCE_S
from desktop.api.service import Service
from desktop.clock import ManualClock
from desktop.errors import Fault, LocalError
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.joining import Joining
from desktop.supervision.messages import Claim, EscalationMessage, HelpReason
from desktop.telephony.call import (
    AccountSnapshot,
    CallSnapshot,
    CallState,
    Direction,
    RegistrationState,
    TransferStep,
)
from desktop.telephony.consent import ConsentEvent, ConsentState
from desktop.telephony.control import CallControl
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.client import EngineState, EngineStateKind
from desktop.telephony.engine.configuration import AccountConfig
from desktop.telephony.registry import CallRegistry

pytestmark = pytest.mark.unit

ANNA, EID = "sip:anna@pbx.example", "esc-0001"
STATUS = objects.Status(accounts=(), calls=(), devices=objects.Devices(), processes={})


def a_call(call_id: str = "c1", **more: Any) -> CallSnapshot:
    fields: dict[str, Any] = {
        "account": "desk",
        "direction": Direction.INCOMING,
        "state": CallState.CONFIRMED,
        "peer_uri": "sip:kundin@pbx.example",
    }
    return CallSnapshot(call_id, **(fields | more))


class Nowhere:
    """A transport of which nothing comes."""

    def send(self, target: str, message: EscalationMessage) -> str | None:
        return None

    def is_away(self, target: str) -> bool:
        return False


class Desk:
    """A service between a list of commands and a registry."""

    def __init__(self, *calls: CallSnapshot) -> None:
        self.sent: list[m.Command] = []
        self.attached = True
        self.replies: list[api.AnyReply] = []
        self.helped: list[str] = []
        self.why: tuple[HelpReason, ...] = ()
        self.ended_help: list[tuple[str, bool]] = []
        self.no_supervisor = False
        self.rests: list[str | None] = []
        self.clock = ManualClock(100.0)
        self.registry = CallRegistry()
        for name, state in (
            ("desk", RegistrationState.REGISTERED),
            ("direct", RegistrationState.DIRECT),
        ):
            self.registry.apply_account(AccountSnapshot(name, f"sip:{name}@pbx.example", state))
        for call in calls:
            self.registry.apply_call(call)
        accounts = tuple(
            AccountConfig(name, f"sip:{name}@pbx.example", registrar="pbx.example")
            for name in ("desk", "direct")
        )
        control = CallControl(self._send, accounts)
        self.supervision = SupervisionDesk(
            Nowhere(), chain=((ANNA,),), agent_name="Jana", new_id=lambda: EID
        )
        self.joining = Joining(self.supervision, self.registry, control, self.clock.now_s)
        self.service = Service(
            registry=self.registry,
            control=control,
            usable_account=lambda: "desk",
            ask_for_help=self._help,
            end_help=lambda call_id, helped: self.ended_help.append((call_id, helped)),
            joining=self.joining,
            rest=self.rests.append,
            come_back=lambda: self.rests.append(None),
            status=lambda: STATUS,
            clock=self.clock,
        )

    def ask(self, request: api.AnyRequest) -> api.AnyReply | None:
        """The reply, where there is one at once."""
        before = len(self.replies)
        self.service.request(request, self.replies.append)
        return self.replies[-1] if len(self.replies) > before else None

    @property
    def dialled(self) -> list[str]:
        """The ids that the calls placed will have."""
        return [command.call_id for command in self.sent if isinstance(command, m.Dial)]

    def hears(self, event: m.Event) -> api.AnyReply | None:
        """The reply that an event brings."""
        before = len(self.replies)
        if isinstance(event, m.CallChanged):
            self.registry.apply_call(event.call)
        self.service.engine_event(event)
        return self.replies[-1] if len(self.replies) > before else None

    def _send(self, command: m.Command) -> bool:
        if self.attached:
            self.sent.append(command)
        return self.attached

    def _help(self, call_id: str, why: tuple[HelpReason, ...]) -> None:
        if self.no_supervisor:
            raise LocalError("no supervisor is configured", action="Add one")
        self.helped.append(call_id)
        self.why += why


RINGING = a_call(state=CallState.INCOMING)
OVER = {"state": CallState.DISCONNECTED, "end_code": 200}


@pytest.mark.parametrize(
    ("request_", "before", "command", "after"),
    [
        (api.Answer(id=1), RINGING, m.Answer("c1"), {"state": CallState.CONFIRMED}),
        (api.Decline(id=1), RINGING, m.Decline("c1"), OVER),
        (api.HangUp(id=1), a_call(), m.HangUp("c1"), OVER),
        (api.Hold(id=1), a_call(), m.SetHold("c1", True), {"local_hold": True}),
        (
            api.Unhold(id=1),
            a_call(local_hold=True),
            m.SetHold("c1", False),
            {"local_hold": False},
        ),
        (api.Swap(id=1), a_call(local_hold=True), m.SetHold("c1", False), {"local_hold": False}),
        (api.Mute(id=1), a_call(), m.SetMute("c1", True), {"muted": True}),
        (api.Unmute(id=1), a_call(muted=True), m.SetMute("c1", False), {"muted": False}),
        (
            api.Consent(id=1, step="grant"),
            a_call(),
            m.StepConsent("c1", ConsentEvent.GRANT),
            {"consent": ConsentState.GRANTED},
        ),
        (
            api.AnalysisOff(id=1),
            a_call(),
            m.StepConsent("c1", ConsentEvent.WITHDRAW),
            {"consent": ConsentState.WITHDRAWN},
        ),
        (
            api.Transfer(id=1, number="200"),
            a_call(),
            m.Transfer("c1", "sip:200@pbx.example"),
            {"transfer": TransferStep.RINGING},
        ),
    ],
)
def test_done_when_it_has_come_about(
    request_: api.AnyRequest, before: CallSnapshot, command: m.Command, after: dict[str, Any]
) -> None:
    desk = Desk(before)
    assert desk.ask(request_) is None
    assert desk.sent == [command]
    assert desk.hears(m.CallChanged(replace(before, tapped=True))) is None
    assert desk.hears(m.CallChanged(a_call("c2", **after))) is None
    assert desk.hears(m.CallChanged(replace(before, **after))) == api.Done(id=1, call="c1")


def test_what_is_so_already_is_done() -> None:
    desk = Desk(a_call(muted=True, local_hold=True))
    assert desk.ask(api.Mute(id=2)) == api.Done(id=2, call="c1")
    assert desk.ask(api.Hold(id=3)) == api.Done(id=3, call="c1")
    assert desk.sent == []


def test_what_the_engine_refuses_is_an_error_in_its_words() -> None:
    desk = Desk(a_call())
    desk.ask(api.Hold(id=1))
    assert desk.hears(m.CommandFailed("SetMute", "c1", "local", "no")) is None
    assert desk.hears(m.CommandFailed("SetHold", "c1", "remote", "it is busy")) == api.Error(
        id=1, what="it is busy", fault=Fault.REMOTE
    )


def test_a_call_that_ends_meanwhile() -> None:
    desk = Desk(RINGING)
    desk.ask(api.Answer(id=1))
    reply = desk.hears(m.CallChanged(replace(RINGING, state=CallState.DISCONNECTED)))
    assert reply == api.Error(id=1, what="the call has ended meanwhile", fault=Fault.REMOTE)


def test_what_does_not_come_about_is_said_once() -> None:
    desk = Desk(a_call())
    desk.ask(api.Hold(id=1))
    desk.clock.advance(PATIENCE_S - 0.1)
    desk.service.tick()
    assert desk.replies == []
    desk.clock.advance(0.1)
    desk.service.tick()
    desk.service.tick()
    [reply] = desk.replies
    assert isinstance(reply, api.Error) and reply.fault == "network" and reply.id == 1


def test_an_engine_that_dies_keeps_nobody_waiting() -> None:
    desk = Desk(a_call())
    desk.ask(api.Hold(id=1))
    desk.service.engine_state(EngineState(EngineStateKind.READY))
    assert desk.replies == []
    desk.service.engine_state(EngineState(EngineStateKind.DIED))
    [reply] = desk.replies
    assert isinstance(reply, api.Error) and reply.id == 1 and "engine is gone" in reply.what


def test_dialling_is_done_with_the_calls_id() -> None:
    desk = Desk(a_call())
    assert desk.ask(api.Dial(id=1, number="030 1", consultation=True)) is None
    [call_id] = desk.dialled
    assert desk.sent == [m.Dial("desk", "sip:0301@pbx.example", True, call_id)]
    assert desk.hears(m.CallChanged(replace(a_call(), local_hold=True))) is None
    # known is not yet on its way: what finds no way there has failed
    new = a_call(call_id, direction=Direction.OUTGOING, state=CallState.CALLING)
    assert desk.hears(m.CallChanged(new)) is None
    assert desk.hears(m.CallPlaced(call_id)) == api.Done(id=1, call=call_id)


def test_dialling_that_fails() -> None:
    desk = Desk()
    desk.ask(api.Dial(id=1, number="1", account="direct"))
    [call_id] = desk.dialled
    assert desk.sent == [m.Dial("direct", "sip:1@pbx.example", call_id=call_id)]
    reply = desk.hears(m.CommandFailed("Dial", call_id, "local", "there is no such account"))
    assert reply == api.Error(id=1, what="there is no such account")
    for request in (api.Dial(id=2, number="(!)"), api.Dial(id=3, number="1", account="nobody")):
        error = desk.ask(request)
        assert isinstance(error, api.Error) and error.id == request.id


def test_two_that_dial_at_once_have_a_call_each() -> None:
    desk = Desk()
    for number in (1, 2):
        desk.ask(api.Dial(id=number, number=str(number)))
    one, other = desk.dialled
    # whichever comes first: each is told of its own
    failed = m.CommandFailed("Dial", other, "local", "no")
    assert desk.hears(failed) == api.Error(id=2, what="no")
    assert desk.hears(m.CallPlaced(one)) == api.Done(id=1, call=one)
    assert len(desk.replies) == 2


def test_a_call_that_is_hung_up_before_it_was_placed() -> None:
    desk = Desk()
    desk.ask(api.Dial(id=1, number="1"))
    over = a_call(desk.dialled[0], direction=Direction.OUTGOING, **OVER)
    reply = desk.hears(m.CallChanged(over))
    assert isinstance(reply, api.Error) and "before it was placed" in reply.what


def test_a_no_that_comes_later_ends_the_analysis() -> None:
    desk = Desk(a_call(consent=ConsentState.GRANTED))
    assert desk.ask(api.Consent(id=1, step="refuse")) is None
    assert desk.sent == [m.StepConsent("c1", ConsentEvent.WITHDRAW)]
    over = a_call(consent=ConsentState.WITHDRAWN)
    assert desk.hears(m.CallChanged(over)) == api.Done(id=1, call="c1")


@pytest.mark.parametrize("no", [ConsentState.REFUSED, ConsentState.WITHDRAWN])
def test_a_no_is_a_no(no: ConsentState) -> None:
    desk = Desk(a_call(consent=no))
    assert desk.ask(api.AnalysisOff(id=1)) == api.Done(id=1, call="c1")
    assert desk.ask(api.Consent(id=2, step="refuse")) == api.Done(id=2, call="c1")
    assert desk.sent == []


def test_calls_are_taken_or_not() -> None:
    desk = Desk()
    assert desk.ask(api.Rest(id=1, reason="break")) == api.Done(id=1)
    assert desk.ask(api.Ready(id=2)) == api.Done(id=2)
    assert desk.rests == ["break", None]


def test_a_defect_is_called_one() -> None:
    desk = Desk(a_call())
    desk.ask(api.Hold(id=1))
    reply = desk.hears(m.CommandFailed("SetHold", "c1", "defect", "KeyError"))
    assert reply == api.Error(id=1, what="KeyError", fault=Fault.DEFECT)
    desk.rests = None  # type: ignore[assignment]
    assert desk.ask(api.Ready(id=2)) == api.Error(id=2, what="AttributeError", fault=Fault.DEFECT)


def test_a_transfer_to_another_call() -> None:
    desk = Desk(a_call(), a_call("c2", local_hold=True))
    desk.ask(api.Transfer(id=1, call="c1", other="c2"))
    assert desk.sent == [m.ConnectCalls("c1", "c2")]
    assert desk.hears(m.CallChanged(replace(a_call(), **OVER))) == api.Done(id=1, call="c1")


def test_a_transfer_that_fails_keeps_the_call() -> None:
    desk = Desk(a_call())
    desk.ask(api.Transfer(id=1, number="200"))
    failed = replace(a_call(), transfer=TransferStep.FAILED, transfer_code=404)
    reply = desk.hears(m.CallChanged(failed))
    assert isinstance(reply, api.Error) and "404" in reply.what and reply.fault == "remote"
    # once more: what is known of the first attempt is no news
    assert desk.ask(api.Transfer(id=4, number="201")) is None
    assert desk.hears(m.CallChanged(replace(failed, muted=True))) is None
    asked = replace(failed, transfer=TransferStep.REQUESTED, transfer_code=0)
    assert desk.hears(m.CallChanged(asked)) is None
    reply = desk.hears(m.CallChanged(replace(asked, transfer=TransferStep.FAILED)))
    assert isinstance(reply, api.Error) and reply.id == 4 and "no news" in reply.what
    for request in (api.Transfer(id=2), api.Transfer(id=3, number="1", other="c1")):
        assert isinstance(desk.ask(request), api.Error)


def test_touch_tones() -> None:
    desk = Desk(a_call())
    assert desk.ask(api.Dtmf(id=1, digits="1#")) is None
    assert desk.sent == [m.SendDtmf("c1", "1#")]
    assert desk.hears(m.DtmfPressed("c1", "5", by_us=False)) is None
    assert desk.hears(m.DtmfPressed("c2", "1#", by_us=True)) is None
    assert desk.hears(m.DtmfPressed("c1", "1#", by_us=True)) == api.Done(id=1, call="c1")
    desk.ask(api.Dtmf(id=2, digits="1"))
    reply = desk.hears(m.CommandFailed("SendDtmf", "c1", "local", "not possible now"))
    assert reply == api.Error(id=2, what="not possible now")


def test_registering_is_done_when_every_account_is() -> None:
    desk = Desk()
    assert desk.ask(api.Register(id=1)) is None
    assert desk.sent == [m.Register("desk")]  # the other one has no registrar
    account = desk.registry.accounts[0]
    under_way = replace(account, state=RegistrationState.REGISTERING)
    assert desk.hears(m.AccountChanged(under_way)) is None
    assert desk.hears(m.AccountChanged(account)) == api.Done(id=1)


@pytest.mark.parametrize(("code", "fault"), [(408, "network"), (403, "remote")])
def test_registering_that_fails(code: int, fault: str) -> None:
    desk = Desk()
    desk.ask(api.Register(id=1, account="desk"))
    failed = replace(
        desk.registry.accounts[0],
        state=RegistrationState.FAILED,
        code=code,
        reason="Forbidden",
        failure="answer",
    )
    reply = desk.hears(m.AccountChanged(failed))
    assert isinstance(reply, api.Error) and reply.fault == fault and reply.action
    assert isinstance(desk.ask(api.Register(account="nobody")), api.Error)


def test_the_obvious_call() -> None:
    desk = Desk(a_call(), a_call("c2", state=CallState.INCOMING))
    desk.ask(api.Answer())
    desk.ask(api.HangUp())
    assert desk.sent == [m.Answer("c2"), m.HangUp("c1")]


@pytest.mark.parametrize(
    ("request_", "calls", "said"),
    [
        (api.HangUp(), (), "there is no call"),
        (api.HangUp(call="c9"), (a_call(),), "no call of that id"),
        (api.Answer(), (a_call(),), "no call rings"),
        (api.Swap(), (a_call(),), "no call is held"),
        (api.Answer(), (RINGING, replace(RINGING, call_id="c2")), "more than one call rings"),
    ],
)
def test_no_obvious_call(
    request_: api.AnyRequest, calls: tuple[CallSnapshot, ...], said: str
) -> None:
    desk = Desk(*calls)
    reply = desk.ask(request_)
    assert isinstance(reply, api.Error) and said in reply.what and reply.action
    assert desk.sent == []


def test_hanging_up_a_conference_leaves_it() -> None:
    desk = Desk(a_call(conference=True), a_call("c2", conference=True), a_call("c3"))
    desk.ask(api.HangUp(call="c1"))
    assert desk.sent == [m.HangUp("c1"), m.HangUp("c2")]


def test_help_and_its_absence() -> None:
    desk = Desk(a_call())
    assert desk.ask(api.Help(id=1)) == api.Done(id=1, call="c1")
    assert desk.helped == ["c1"]
    desk.no_supervisor = True
    assert desk.ask(api.Help(id=2)) == api.Error(
        id=2, what="no supervisor is configured", action="Add one"
    )


def test_the_status_and_no_engine() -> None:
    desk = Desk(a_call())
    assert desk.ask(api.GetStatus(id=1)) == api.StatusReply(id=1, t_ms=100_000, status=STATUS)
    desk.attached = False
    reply = desk.ask(api.Hold(id=2))
    assert isinstance(reply, api.Error) and reply.what == "the telephone is not running"
    assert reply.action


def test_help_has_a_reason_and_an_end() -> None:
    desk = Desk(a_call())
    for reason in HelpReason:
        assert desk.ask(api.Help(id=1, reason=reason)) == api.Done(id=1, call="c1")
    assert desk.why == tuple(HelpReason)
    desk.ask(api.HelpDone(id=2))
    desk.ask(api.HelpCancel(id=3, call="c1"))
    assert desk.ended_help == [("c1", True), ("c1", False)]
    assert isinstance(desk.ask(api.HelpDone(id=4, call="other")), api.Error)


# ---------------------------------------------------------------- who listens


def somebody_comes(desk: Desk) -> None:
    desk.supervision.raise_help("c1", call_s=1.0, reading=None, now_s=100.0)
    desk.supervision.receive(ANNA, Claim(id=EID, by="Anna", eta_s=20.0), 100.0)


def supervisors(desk: Desk, **more: Any) -> CallSnapshot:
    return a_call(desk.dialled[-1], direction=Direction.OUTGOING, monitors="c1", **more)


def test_a_listener_is_let_in_once_their_telephone_is_called() -> None:
    desk = Desk(a_call())
    error = desk.ask(api.Listener(id=1, step="grant"))
    assert isinstance(error, api.Error) and "nobody has taken" in error.what
    somebody_comes(desk)
    assert desk.ask(api.Listener(id=2, step="grant")) is None
    assert desk.hears(m.CallChanged(supervisors(desk, state=CallState.CALLING))) is None
    assert desk.hears(m.CallPlaced(desk.dialled[-1])) == api.Done(id=2, call="c1")


@pytest.mark.parametrize("how", ["no consent", "no way", "hung up"])
def test_a_listener_who_cannot_be_called_is_an_error(how: str) -> None:
    desk = Desk(a_call())
    somebody_comes(desk)
    desk.ask(api.Listener(id=1, step="grant"))
    leg_id = desk.dialled[-1]
    if how == "hung up":
        desk.hears(m.CallChanged(supervisors(desk, state=CallState.CALLING)))
        told = desk.hears(m.CallChanged(supervisors(desk, state=CallState.DISCONNECTED)))
    else:
        failed = ("StepConsent", "c1") if how == "no consent" else ("Dial", leg_id)
        told = desk.hears(m.CommandFailed(*failed, Fault.LOCAL.value, "not now"))
    assert isinstance(told, api.Error) and told.id == 1


@pytest.mark.parametrize("named", ["the customer's call", "the supervisor's call", "no call"])
def test_an_objection_is_done_when_the_engine_knows_it(named: str) -> None:
    desk = Desk(a_call(local_hold=True))
    somebody_comes(desk)
    desk.ask(api.Listener(id=1, step="grant"))
    leg = supervisors(desk)
    desk.hears(m.CallChanged(leg))
    call = {"the customer's call": "c1", "the supervisor's call": leg.call_id, "no call": ""}
    assert desk.ask(api.Listener(id=2, call=call[named], step="refuse")) is None
    no = m.StepConsent("c1", ConsentEvent.WITHDRAW, listener=True)
    assert desk.sent[-1] == no
    said = a_call(local_hold=True, listening=ConsentState.WITHDRAWN)
    desk.hears(m.CallChanged(said))
    assert desk.replies[-1] == api.Done(id=2, call="c1")
    assert desk.ask(api.Listener(id=3, step="refuse")) == api.Done(id=3, call="c1")


def test_the_call_that_is_held_is_the_customers_not_the_supervisors() -> None:
    desk = Desk(a_call(local_hold=True))
    somebody_comes(desk)
    desk.ask(api.Listener(id=1, step="grant"))
    desk.hears(m.CallChanged(supervisors(desk, local_hold=True)))
    desk.ask(api.Unhold(id=2))
    assert desk.sent[-1] == m.SetHold("c1", False)


def test_a_call_can_be_kept_only_while_somebody_wants_it() -> None:
    desk = Desk(a_call())
    somebody_comes(desk)
    assert isinstance(desk.ask(api.KeepCall(id=1)), api.Error)
