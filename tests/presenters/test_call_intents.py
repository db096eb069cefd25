"""What the agent wants of calls: the right command to the right call, and trouble in words."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from msgspec.structs import replace as struct_replace

from desktop.clock import ManualClock
from desktop.presenters.account_notices import follow_account
from desktop.presenters.call_intents import SHOWN_CHARACTERS, CallIntents
from desktop.presenters.dial_accounts import DialAccounts
from desktop.presenters.notices import Notices
from desktop.presenters.phone import account_shown
from desktop.telephony.availability import AgentState, Availability, Presence
from desktop.telephony.call import (
    COMPLETED_ELSEWHERE,
    AccountSnapshot,
    CallSnapshot,
    CallState,
    Direction,
    Party,
    RegistrationState,
    TlsVerdict,
    TransferStep,
)
from desktop.telephony.control import CallControl
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.configuration import AccountConfig
from desktop.telephony.registry import CallRegistry
from ui.notice_states import NoticeAction, NoticeKind

pytestmark = pytest.mark.unit

BREAK = Presence(AgentState.NOT_READY, "break")
CUSTOMER = CallSnapshot(
    call_id="a",
    account="backup",
    direction=Direction.INCOMING,
    state=CallState.CONFIRMED,
    peer_uri="sip:0301@pbx.example",
    started_at_s=10.0,
    confirmed_at_s=12.0,
)
COLLEAGUE = replace(
    CUSTOMER,
    call_id="b",
    direction=Direction.OUTGOING,
    party=Party.CONSULTATION,
    peer_uri="sip:231@pbx.example",
    started_at_s=20.0,
)
ACCOUNTS = (
    AccountConfig("main", "sip:214@pbx.example", registrar="pbx.example"),
    AccountConfig("backup", "sip:214@other.example", registrar="other.example"),
)


class Desk:
    """The presenter with an engine that takes every command, or none."""

    def __init__(self, *, wrap_up_s: float = 0) -> None:
        self.sent: list[m.Command] = []
        self.attached = True
        self.registry, self.notices, self.clock = CallRegistry(), Notices(), ManualClock(100.0)
        self.availability = Availability(wrap_up_s=wrap_up_s, code=486)
        self.control = CallControl(self._send, ACCOUNTS)
        self.accounts = DialAccounts(self.registry, self.control)
        self.intents = CallIntents(
            registry=self.registry,
            control=self.control,
            accounts=self.accounts,
            notices=self.notices,
            availability=self.availability,
            clock=self.clock,
            changed=lambda: None,
        )
        for account in ACCOUNTS:
            self.account(account.name, RegistrationState.REGISTERED)

    def account(self, name: str, state: RegistrationState) -> None:
        self.registry.apply_account(AccountSnapshot(name, "sip:x@y", state))

    def kinds(self) -> list[NoticeKind]:
        return [view.kind for view in self.notices.views]

    def _send(self, command: m.Command) -> bool:
        if self.attached:
            self.sent.append(command)
        return self.attached


def unnamed(command: m.Command) -> m.Command:
    """Without the id that a new call was given."""
    return struct_replace(command, call_id="") if isinstance(command, m.Dial) else command


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    ("act", "command"),
    [
        (lambda i: i.swap("a"), m.SetHold("a", False)),
        (lambda i: i.transfer("a", "231"), m.Transfer("a", "sip:231@other.example")),
        (lambda i: i.join("b", "a"), m.Join("b", "a")),
        # whichever is shown large: it is the customer who is sent on
        (lambda i: i.connect("b", "a"), m.ConnectCalls("a", "b")),
        (lambda i: i.connect("a", "b"), m.ConnectCalls("a", "b")),
        (lambda i: i.consult("231"), m.Dial("backup", "sip:231@other.example", True)),
        (lambda i: i.rest("break"), m.SetAvailability(486, BREAK)),
        (lambda i: i.come_back(), m.SetAvailability(0)),
    ],
)
def test_each_intent_is_one_command(
    desk: Desk, act: Callable[[CallIntents], None], command: m.Command
) -> None:
    desk.registry.apply_call(CUSTOMER)
    desk.registry.apply_call(replace(COLLEAGUE, local_hold=True))
    act(desk.intents)
    assert [unnamed(one) for one in desk.sent] == [command]
    assert not desk.kinds()


def test_the_first_account_that_works_places_the_call(desk: Desk) -> None:
    desk.intents.dial("0301")
    desk.account("main", RegistrationState.FAILED)
    desk.intents.dial("0302")
    desk.account("backup", RegistrationState.FAILED)
    desk.intents.dial("0303")
    dialled = [one.account for one in desk.sent if isinstance(one, m.Dial)]
    assert dialled == ["main", "backup", "main"]


def test_the_chosen_account_places_the_call_while_it_works(desk: Desk) -> None:
    assert (desk.accounts.working, desk.accounts.chosen) == (("main", "backup"), "main")
    desk.intents.dial_with("backup")
    desk.intents.dial("0301")
    desk.account("backup", RegistrationState.FAILED)
    assert (desk.accounts.working, desk.accounts.chosen) == (("main",), "main")
    desk.intents.dial("0302")
    desk.account("backup", RegistrationState.REGISTERED)
    desk.intents.dial("0303")
    desk.registry.apply_call(replace(CUSTOMER, account="main"))
    desk.intents.consult("231")
    dialled = [one.account for one in desk.sent if isinstance(one, m.Dial)]
    assert dialled == ["backup", "main", "backup", "main"]


def test_the_chosen_account_is_the_one_that_is_shown(desk: Desk) -> None:
    desk.intents.dial_with("backup")
    assert desk.accounts.shown is not None and desk.accounts.shown.name == "backup"
    for name in ("main", "backup"):
        desk.account(name, RegistrationState.FAILED)
    assert desk.accounts.chosen == ""
    assert desk.accounts.shown is not None and desk.accounts.shown.name == "main"


def test_the_last_number_that_could_be_dialled_is_kept(desk: Desk) -> None:
    desk.intents.dial("0301")
    desk.intents.dial("???")
    assert desk.control.last_dialled == "0301"


def test_the_account_that_works_is_shown() -> None:
    main = AccountSnapshot("main", "sip:x@y", RegistrationState.FAILED)
    backup = replace(main, name="backup", state=RegistrationState.REGISTERED)
    assert account_shown((main, backup)) is backup
    assert account_shown((main, replace(backup, state=RegistrationState.FAILED))) is main
    assert account_shown(()) is None


def test_hanging_up_in_a_conference_leaves_it(desk: Desk) -> None:
    desk.registry.apply_call(replace(CUSTOMER, conference=True))
    desk.registry.apply_call(replace(COLLEAGUE, conference=True))
    desk.registry.apply_call(replace(COLLEAGUE, call_id="c", local_hold=True))
    desk.intents.hang_up("a")
    assert desk.sent == [m.HangUp("a"), m.HangUp("b")]


def test_a_number_that_is_none_and_an_engine_that_is_not_there(desk: Desk) -> None:
    desk.registry.apply_call(CUSTOMER)
    desk.intents.transfer("a", "???")
    assert desk.kinds() == [NoticeKind.BAD_NUMBER]
    desk.attached = False
    desk.intents.transfer("a", "231")
    assert desk.kinds() == [NoticeKind.COMMAND_FAILED]
    desk.intents.rest("break")  # told to the engine as soon as there is one
    desk.attached = True
    desk.intents.engine_event(m.EngineReady(m.PROTOCOL, 1))
    assert desk.sent == [m.SetAvailability(486, BREAK)]


def test_a_transfer_that_fails_is_said_once(desk: Desk) -> None:
    desk.registry.apply_call(CUSTOMER)
    failed = replace(CUSTOMER, transfer=TransferStep.FAILED, transfer_code=486)
    desk.registry.apply_call(failed)
    (view,) = desk.notices.views
    assert (view.kind, dict(view.params)["code"]) == (NoticeKind.TRANSFER_FAILED, "486")
    desk.notices.dismiss(view.notice_id)
    desk.registry.apply_call(replace(failed, muted=True))
    assert not desk.kinds()


def test_who_called_meanwhile_can_be_called_back(desk: Desk) -> None:
    desk.intents.engine_event(m.CallTurnedAway("main", "sip:0309@pbx.example", "", 486, 100.0))
    (view,) = desk.notices.views
    assert (view.kind, view.action) == (NoticeKind.MISSED_CALL, NoticeAction.CALL_BACK)
    assert dict(view.params)["number"] == "0309"


@pytest.mark.parametrize(
    ("content_type", "shown"),
    [("text/plain", True), ("text/plain;charset=UTF-8", True), ("application/json", False)],
)
def test_a_text_is_shown(desk: Desk, content_type: str, shown: bool) -> None:
    desk.intents.engine_event(m.MessageReceived("main", "sip:231@x", content_type, "Hallo"))
    assert (NoticeKind.TEXT_MESSAGE in desk.kinds()) is shown


def test_a_long_text_is_shown_in_part_and_whole_among_the_details(desk: Desk) -> None:
    body = "Wort\u202e\n" * 600
    desk.intents.engine_event(m.MessageReceived("main", "sip:231@x", "text/plain", body))
    said = dict(desk.notices.views[0].params)
    assert len(said["text"]) <= SHOWN_CHARACTERS + 2 and said["text"].endswith("…")
    assert said["whole"] == " ".join(["Wort"] * 600)


@pytest.mark.parametrize(
    ("code", "answered_s", "missed"),
    [
        (487, None, True),
        (408, None, True),
        (486, None, False),
        (COMPLETED_ELSEWHERE, None, False),
        (200, 101.0, False),
    ],
)
def test_a_call_that_rang_in_vain_can_be_called_back(
    desk: Desk, code: int, answered_s: float | None, missed: bool
) -> None:
    call = replace(CUSTOMER, direction=Direction.INCOMING, confirmed_at_s=answered_s)
    desk.registry.apply_call(call)
    desk.registry.apply_call(replace(call, state=CallState.DISCONNECTED, end_code=code))
    assert desk.kinds() == ([NoticeKind.MISSED_CALL] if missed else [])
    if missed:
        (view,) = desk.notices.views
        assert view.action is NoticeAction.CALL_BACK


def test_after_a_customers_call_comes_the_time_to_finish_up() -> None:
    desk = Desk(wrap_up_s=30)
    desk.registry.apply_call(COLLEAGUE)
    colleague_over = replace(COLLEAGUE, state=CallState.DISCONNECTED, end_code=200)
    desk.registry.apply_call(colleague_over)
    assert desk.availability.presence.state is AgentState.READY, "it was no customer's"
    desk.registry.apply_call(CUSTOMER)
    desk.registry.apply_call(replace(CUSTOMER, state=CallState.DISCONNECTED, end_code=200))
    assert desk.availability.presence.state is AgentState.WRAP_UP
    assert desk.sent[-1] == m.SetAvailability(486, desk.availability.presence)
    desk.clock.advance(30.0)
    desk.intents.tick()
    assert desk.sent[-1] == m.SetAvailability(0)


@pytest.mark.parametrize("first", [CUSTOMER, COLLEAGUE])
def test_the_time_to_finish_up_begins_with_the_end_of_the_last_call(first: CallSnapshot) -> None:
    """After an attended transfer either leg may be the first that is gone."""
    desk = Desk(wrap_up_s=30)
    last = COLLEAGUE if first is CUSTOMER else CUSTOMER
    for call in (CUSTOMER, COLLEAGUE):
        desk.registry.apply_call(call)
    desk.registry.apply_call(replace(first, state=CallState.DISCONNECTED, end_code=200))
    assert desk.availability.presence.state is AgentState.READY, "another call is up"
    desk.registry.apply_call(replace(last, state=CallState.DISCONNECTED, end_code=200))
    assert desk.availability.presence.state is AgentState.WRAP_UP


@pytest.mark.parametrize("left", [BREAK, Presence(AgentState.WRAP_UP, until_s=130.0)])
def test_a_new_desktop_goes_on_as_the_old_one_has_left_it(desk: Desk, left: Presence) -> None:
    as_left = m.SetAvailability(486, left)
    desk.intents.engine_event(m.EngineReady(m.PROTOCOL, 1, availability=as_left))
    assert desk.availability.presence == left
    assert desk.sent == [as_left]
    # what this desktop decides afterwards is not undone by an engine that it has started anew
    desk.intents.come_back()
    desk.intents.engine_event(m.EngineReady(m.PROTOCOL, 2, availability=as_left))
    assert desk.sent[-1] == m.SetAvailability(0)


def test_finishing_up_that_is_over_by_the_time_of_a_new_desktop_is_over(desk: Desk) -> None:
    left = Presence(AgentState.WRAP_UP, until_s=desk.clock.now_s() - 1.0)
    as_left = m.SetAvailability(486, left)
    desk.intents.engine_event(m.EngineReady(m.PROTOCOL, 1, availability=as_left))
    desk.intents.tick()
    assert desk.sent[-1] == m.SetAvailability(0)


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [
        (TlsVerdict.UNTRUSTED, NoticeKind.CERTIFICATE_UNTRUSTED),
        (TlsVerdict.EXPIRED, NoticeKind.CERTIFICATE_EXPIRED),
        (TlsVerdict.WRONG_NAME, NoticeKind.CERTIFICATE_WRONG_NAME),
        (TlsVerdict.FAILED, NoticeKind.TLS_FAILED),
        (TlsVerdict.NONE, NoticeKind.REGISTRAR_UNREACHABLE),
        (TlsVerdict.VERIFIED, NoticeKind.REGISTRAR_UNREACHABLE),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said(verdict: TlsVerdict, kind: NoticeKind) -> None:
    notices = Notices()
    broken = AccountSnapshot(
        "main", "sip:x@y", RegistrationState.FAILED, "tls", 503, failure="answer", tls=verdict
    )
    follow_account(notices, broken)
    assert [view.kind for view in notices.views] == [kind]
    follow_account(notices, replace(broken, state=RegistrationState.REGISTERED))
    assert not notices.views
