"""What several calls at once mean for bell, microphone and answers; PJSIP's part is played."""

import time
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pjsua2 as pj
import pytest

from desktop.clock import ManualClock
from desktop.processes.inbox import Inbox
from desktop.telephony.call import CallState, Direction
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.calls import Calls
from desktop.telephony.engine.holding import GLARE_CALLEE_S, GLARES
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.pj_call import CallFacts, MediaFacts, PjCall
from desktop.telephony.engine.surroundings import Surroundings

pytestmark = pytest.mark.unit


class End:
    """An end in the bridge: remembers what is transmitted to it."""

    def __init__(self) -> None:
        self.sinks: list[End] = []
        self.speaking = False

    def startTransmit(self, sink: "End") -> None:
        self.sinks.append(sink)

    def stopTransmit(self, sink: "End") -> None:
        if sink in self.sinks:
            self.sinks.remove(sink)

    def open(self, *_: Any) -> None: ...
    def close(self) -> None: ...


class PlayedCall:
    """Instead of a PjCall: takes every request, or fails each."""

    def __init__(self) -> None:
        self.generation = 1
        self.remote = End()
        self.asked: list[str] = []
        self.fails = False
        self.placed = True

    def _ask(self, what: str) -> None:
        if self.fails:
            raise pj.Error()
        self.asked.append(what)

    def answer(self, parameters: Any) -> None:
        self._ask(str(parameters.statusCode))

    def setHold(self, parameters: Any) -> None:
        self._ask("hold")

    def reinvite(self, parameters: Any) -> None:
        self._ask("unhold")

    def getAudioMedia(self, index: int) -> End:
        return self.remote


class PlayedSound:
    def __init__(self) -> None:
        self.microphone, self.speaker = End(), End()

    def source_for_call(self) -> End:
        return self.microphone


class PlayedPorts:
    """Instead of a PortPool, and of what it lends."""

    def __init__(self) -> None:
        self.tap, self.gate = End(), End()

    def borrow(self) -> "PlayedPorts":
        return self

    def give_back(self, ports: "PlayedPorts") -> None: ...


class Desk:
    """Calls with nothing real around them."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.inbox = Inbox(self.clock)
        self.bell: list[bool] = []
        self.events: list[Any] = []
        self.sound = PlayedSound()
        self.ports = PlayedPorts()
        around: Any = Surroundings(
            post=self.inbox.post,
            emit=self.events.append,
            sound=self.sound,  # type: ignore[arg-type]
            ports=self.ports,  # type: ignore[arg-type]
            on_state=lambda leg: None,
            on_reinvite=lambda leg, code: None,
            on_transfer=lambda leg, facts: None,
            succeed=lambda leg, direction: None,
        )
        self.calls = Calls(self.inbox, around, self.bell.append)

    def ring(self, name: str, auto_answer_s: float | None = None) -> Leg:
        leg = self.calls._new_leg("desk", Direction.INCOMING, CallState.INCOMING, "")
        leg.pj = PlayedCall()  # type: ignore[assignment]
        self.calls.admit(leg, f"<sip:{name}@127.0.0.1>", auto_answer_s)
        return leg

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.inbox.post(self.inbox.stop)
        self.inbox.run()


def played(leg: Leg) -> PlayedCall:
    assert isinstance(leg.pj, PlayedCall)
    return leg.pj


def reach(leg: Leg, state: CallState) -> None:
    leg.signalling_changed(CallFacts(state, 200, "OK", "<sip:a@127.0.0.1>", time.monotonic()))


def media(
    leg: Leg, *, active: bool = True, audible: bool = True, generation: int = 1, held: bool = False
) -> None:
    if generation != played(leg).generation:
        played(leg).generation, played(leg).remote = generation, End()
    remote_hold = not active and not held
    leg.media_changed(MediaFacts(generation, 0, audible, active, held, remote_hold, "PCMA/8000"))


def talk(desk: Desk, name: str) -> Leg:
    leg = desk.ring(name)
    desk.calls.answer(leg.snapshot.call_id)
    reach(leg, CallState.CONNECTING)
    media(leg)
    reach(leg, CallState.CONFIRMED)
    return leg


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_bell_rings_until_the_call_is_answered_and_not_through_it(desk: Desk) -> None:
    leg = desk.ring("one")
    assert desk.bell[-1]
    reach(leg, CallState.CONNECTING)
    assert not desk.bell[-1]
    reach(leg, CallState.CONFIRMED)
    assert not desk.bell[-1]
    reach(leg, CallState.DISCONNECTED)
    assert desk.bell.count(True) == 1


def test_a_second_call_rings_once_the_first_is_over(desk: Desk) -> None:
    first = talk(desk, "one")
    desk.ring("two")
    assert not desk.bell[-1]
    reach(first, CallState.DISCONNECTED)
    assert desk.bell[-1]


def test_answering_takes_the_microphone_from_the_other_call_at_once(desk: Desk) -> None:
    first = talk(desk, "one")
    assert desk.sound.microphone.sinks and played(first).remote.sinks
    second = desk.ring("two")
    desk.calls.answer(second.snapshot.call_id)
    # nobody has answered the hold yet
    assert not desk.sound.microphone.sinks and not played(first).remote.sinks
    assert first.snapshot.local_hold
    assert played(first).asked[-1] == "hold"


def test_a_hold_that_fails_does_not_keep_the_next_call_waiting(desk: Desk) -> None:
    first = talk(desk, "one")
    second = desk.ring("two")
    played(first).fails = True
    desk.calls.answer(second.snapshot.call_id)
    assert played(second).asked == ["180", "200"]
    for _ in range(40):
        desk.wait(0.1)
    (failed,) = [one for one in desk.events if isinstance(one, m.CommandFailed)]
    assert (failed.command, failed.call_id) == ("SetHold", first.snapshot.call_id)
    assert first.snapshot.local_hold and not desk.sound.microphone.sinks


def test_a_call_whose_ack_is_outstanding_is_held_too(desk: Desk) -> None:
    first = desk.ring("one")
    desk.calls.answer(first.snapshot.call_id)
    reach(first, CallState.CONNECTING)
    second = desk.ring("two")
    desk.calls.answer(second.snapshot.call_id)
    media(first)
    assert not desk.sound.microphone.sinks
    assert played(first).asked == ["180", "200", "hold"]


def test_back_from_hold_sound_comes_with_the_answer(desk: Desk) -> None:
    leg = talk(desk, "one")
    desk.calls.hold(leg.snapshot.call_id, True)
    media(leg, active=False, audible=False, held=True)
    desk.calls.hold(leg.snapshot.call_id, False)
    assert leg.snapshot.local_hold and not desk.sound.microphone.sinks
    media(leg, generation=2)
    assert not leg.snapshot.local_hold
    assert desk.sound.microphone.sinks[-2:] == [played(leg).remote, desk.ports.gate]


def test_a_wish_that_has_changed_is_not_sent(desk: Desk) -> None:
    leg = talk(desk, "one")
    played(leg).fails = True
    desk.calls.hold(leg.snapshot.call_id, True)
    desk.calls.hold(leg.snapshot.call_id, False)
    played(leg).fails = False
    desk.wait(0.2)
    assert played(leg).asked == ["180", "200", "unhold"]


def failures(desk: Desk) -> list[m.CommandFailed]:
    return [one for one in desk.events if isinstance(one, m.CommandFailed)]


def held(desk: Desk) -> Leg:
    """A call that both sides agree to be on hold."""
    leg = talk(desk, "one")
    desk.calls.hold(leg.snapshot.call_id, True)
    media(leg, active=False, audible=False, held=True)
    leg.reinvite_answered(200)
    return leg


def test_who_does_not_agree_to_go_on_can_be_asked_again(desk: Desk) -> None:
    leg = held(desk)
    desk.calls.hold(leg.snapshot.call_id, False)
    leg.reinvite_answered(488)
    (failed,) = failures(desk)
    assert failed.what == "the other side does not agree to go on (488)"
    assert leg.snapshot.local_hold
    desk.calls.hold(leg.snapshot.call_id, False)
    assert played(leg).asked[-2:] == ["unhold", "unhold"]
    media(leg, generation=2)
    leg.reinvite_answered(200)
    assert not leg.snapshot.local_hold and desk.sound.microphone.sinks
    assert len(failures(desk)) == 1


def test_after_a_hold_that_was_refused_sound_is_back_at_once(desk: Desk) -> None:
    leg = talk(desk, "one")
    desk.calls.hold(leg.snapshot.call_id, True)
    leg.reinvite_answered(488)
    assert leg.snapshot.local_hold and not desk.sound.microphone.sinks
    desk.calls.hold(leg.snapshot.call_id, False)
    leg.reinvite_answered(488)
    assert not leg.snapshot.local_hold and desk.sound.microphone.sinks
    assert not failures(desk)


def test_when_both_ask_at_once_it_is_asked_again_later(desk: Desk) -> None:
    leg = held(desk)
    desk.calls.hold(leg.snapshot.call_id, False)
    for _ in range(GLARES):
        asked = len(played(leg).asked)
        leg.reinvite_answered(491)
        assert len(played(leg).asked) == asked
        desk.wait(GLARE_CALLEE_S[1])
        assert played(leg).asked[asked:] == ["unhold"]
    leg.reinvite_answered(491)
    assert failures(desk) and leg.snapshot.local_hold


@pytest.mark.parametrize("code", [401, 407, 422])
def test_what_pjsip_repeats_by_itself_is_no_answer(desk: Desk, code: int) -> None:
    leg = held(desk)
    desk.calls.hold(leg.snapshot.call_id, False)
    leg.reinvite_answered(code)
    assert not failures(desk)
    leg.reinvite_answered(500)
    assert failures(desk)


def test_of_two_calls_due_together_one_is_answered_by_itself(desk: Desk) -> None:
    first, second = desk.ring("one", 1.0), desk.ring("two", 1.0)
    desk.wait(1.0)
    assert played(first).asked == ["180", "200"]
    assert played(second).asked == ["180"]


def test_before_the_answer_the_other_side_is_heard_and_does_not_hear(desk: Desk) -> None:
    leg = desk.calls._new_leg("desk", Direction.OUTGOING, CallState.CALLING, "sip:a@127.0.0.1")
    leg.pj = PlayedCall()  # type: ignore[assignment]
    reach(leg, CallState.EARLY)
    media(leg)
    assert played(leg).remote.sinks == [desk.sound.speaker]
    assert not desk.sound.microphone.sinks
    reach(leg, CallState.CONNECTING)
    assert desk.sound.microphone.sinks == [played(leg).remote, desk.ports.gate]
    reach(leg, CallState.CONFIRMED)
    assert desk.sound.microphone.sinks == [played(leg).remote, desk.ports.gate]


def test_the_music_of_who_holds_us_is_heard_and_not_analysed(desk: Desk) -> None:
    leg = talk(desk, "one")
    leg.step_consent(m.ConsentEvent.GRANT)
    assert leg.open_tap is not None
    media(leg, active=False, generation=2)
    assert played(leg).remote.sinks == [desk.sound.speaker]
    assert leg.open_tap is None
    assert played(leg).remote not in desk.sound.microphone.sinks
    assert desk.ports.gate not in desk.sound.microphone.sinks
    media(leg, generation=3)
    assert leg.open_tap is not None
    assert desk.sound.microphone.sinks[-2:] == [played(leg).remote, desk.ports.gate]
    reach(leg, CallState.DISCONNECTED)


@pytest.mark.parametrize(("remote", "read"), [("<sip:a@127.0.0.1>", True), ("", False)])
def test_who_cannot_be_read_may_be_a_colleague_and_is_not_analysed(
    desk: Desk, remote: str, read: bool
) -> None:
    leg = desk.calls._new_leg("desk", Direction.INCOMING, CallState.INCOMING, "")
    leg.pj = PlayedCall()  # type: ignore[assignment]
    desk.calls.admit(leg, remote, None)
    leg.signalling_changed(CallFacts(CallState.CONFIRMED, 200, "OK", remote, time.monotonic()))
    media(leg)
    leg.step_consent(m.ConsentEvent.GRANT)
    assert leg.snapshot.tapped is read


# ------------------------------------------------------------ how an INVITE of ours ends


CALLING, PROCEEDING = pj.PJSIP_TSX_STATE_CALLING, pj.PJSIP_TSX_STATE_PROCEEDING
COMPLETED, TERMINATED = pj.PJSIP_TSX_STATE_COMPLETED, pj.PJSIP_TSX_STATE_TERMINATED


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ([CALLING, PROCEEDING, TERMINATED], 200),
        ([CALLING, COMPLETED, TERMINATED], 488),
        ([CALLING, TERMINATED], 408),
        ([CALLING, PROCEEDING, TERMINATED], 503),
    ],
    ids=["agreed to", "refused", "never answered", "not to be sent"],
)
def test_an_invite_of_ours_has_one_end(states: list[int], code: int) -> None:
    """Timer B takes 32 s: the states are PJSIP's, played."""
    told: list[int] = []
    call: Any = SimpleNamespace(
        _post=lambda action: action(), _listener=SimpleNamespace(reinvite_answered=told.append)
    )
    for before, state in pairwise([pj.PJSIP_TSX_STATE_NULL, *states]):
        transaction = SimpleNamespace(
            method="INVITE", role=pj.PJSIP_ROLE_UAC, state=state, statusCode=code
        )
        body = SimpleNamespace(tsxState=SimpleNamespace(tsx=transaction, prevState=before))
        PjCall.onCallTsxState(call, SimpleNamespace(e=SimpleNamespace(body=body)))
    assert told == [code]
