"""Hold and resume with who does not agree, on the wire."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from endpoints import Endpoint, quiet_config, write_tone
from wire import WirePhone

from audio.g711 import decode_alaw
from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.sip

LOUD = 1000
"""The tone has an amplitude of 8192; what is sent on hold is silence."""


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[Endpoint]:
    wav = write_tone(folder / "tone.wav", 440.0, 30)
    with Endpoint(folder / "desk", quiet_config(wav=wav)) as endpoint:
        yield endpoint


def up(desk: Endpoint, wire: WirePhone) -> str:
    after = desk.mark()
    wire.send(wire.request("INVITE", wire.sdp()))
    call = desk.incoming(after=after)
    desk.send(m.Answer(call))
    assert wire.answer()[0] == 200
    wire.send(wire.request("ACK"))
    desk.wait_confirmed(call)
    return call


def hold(desk: Endpoint, wire: WirePhone, call: str, held: bool, answer: str) -> None:
    desk.send(m.SetHold(call, held))
    invite = wire.next_request("INVITE")
    assert ("a=sendonly" in invite) is held
    agrees = answer.startswith("200")
    sdp = wire.sdp().replace("sendrecv", "recvonly") if held else wire.sdp()
    wire.respond(invite, answer, sdp if agrees else "")
    wire.next_request("ACK")


def heard(wire: WirePhone) -> bool:
    """Whether the tone is in the next second of what is sent."""
    wire.rtp.setblocking(False)
    with suppress(BlockingIOError):
        while wire.rtp.recv(2048):
            pass
    wire.rtp.settimeout(1.0)
    with suppress(TimeoutError):
        return any(abs(decode_alaw(wire.rtp.recv(2048)[12:])).max() > LOUD for _ in range(50))
    return False


def test_resuming_is_refused_then_agreed_to(desk: Endpoint) -> None:
    with WirePhone(desk.port) as wire:
        call = up(desk, wire)
        hold(desk, wire, call, True, "200 OK")
        after = desk.mark()
        hold(desk, wire, call, False, "488 Not Acceptable Here")
        failed = desk.wait(m.CommandFailed, after=after)
        assert (failed.command, failed.call_id, failed.fault) == ("SetHold", call, "remote")
        assert not heard(wire)
        hold(desk, wire, call, False, "200 OK")
        desk.wait_call(lambda one: one.call_id == call and not one.local_hold, after=after)
        assert heard(wire)
        wire.bye()


def test_who_refuses_every_change_is_still_spoken_to_after_a_hold(desk: Endpoint) -> None:
    with WirePhone(desk.port) as wire:
        call = up(desk, wire)
        assert heard(wire)
        after = desk.mark()
        hold(desk, wire, call, True, "488 Not Acceptable Here")
        desk.wait_call(lambda one: one.call_id == call and one.local_hold, after=after)
        assert not heard(wire)
        hold(desk, wire, call, False, "488 Not Acceptable Here")
        desk.wait_call(lambda one: one.call_id == call and not one.local_hold, after=after)
        assert heard(wire)
        wire.bye()


def test_who_is_held_hears_no_touch_tones_that_were_still_to_be_played(folder: Path) -> None:
    """Not even where the stream goes on because a hold is refused."""
    with (
        Endpoint(folder / "tones", quiet_config("tones", dtmf="inband")) as desk,
        WirePhone(desk.port) as wire,
    ):
        call = up(desk, wire)
        desk.send(m.SendDtmf(call, 30 * "5"))
        assert heard(wire)
        hold(desk, wire, call, True, "488 Not Acceptable Here")
        assert not heard(wire)
        wire.bye()


def test_when_both_ask_at_once_ours_is_repeated(desk: Endpoint) -> None:
    with WirePhone(desk.port) as wire:
        call = up(desk, wire)
        hold(desk, wire, call, True, "491 Request Pending")
        invite = wire.next_request("INVITE")  # within 2 s: the Call-ID is not ours
        wire.respond(invite, "200 OK", wire.sdp().replace("sendrecv", "recvonly"))
        wire.next_request("ACK")
        wire.bye()


def test_who_resumes_before_the_hold_is_answered_gets_one_tap_and_not_two(desk: Endpoint) -> None:
    """Sound that came back at once would go again with the answer to the hold."""
    with WirePhone(desk.port) as wire:
        call = up(desk, wire)
        first = desk.open_tap(call)
        after = desk.mark()
        asked_to_hold = resume_before_the_answer(desk, wire, call)
        assert not heard(wire)
        assert not [one for one in desk.events[after:] if isinstance(one, m.TapOpened)]
        held = wire.sdp().replace("sendrecv", "recvonly")
        wire.respond(asked_to_hold, "200 OK", held)
        wire.next_request("ACK")
        asked_to_resume = wire.next_request("INVITE")
        assert "a=sendonly" not in asked_to_resume
        wire.respond(asked_to_resume, "200 OK", wire.sdp())
        tap = desk.wait(m.TapOpened, after=after)
        assert tap.epoch == first.epoch + 1
        assert heard(wire)
        assert desk.calls()[0].tapped
        taps = [one for one in desk.events[after:] if isinstance(one, m.TapOpened | m.TapClosed)]
        assert [type(one) for one in taps] == [m.TapClosed, m.TapOpened]
        wire.bye()


def test_who_resumes_before_the_hold_is_refused_is_heard_again(desk: Endpoint) -> None:
    with WirePhone(desk.port) as wire:
        call = up(desk, wire)
        asked_to_hold = resume_before_the_answer(desk, wire, call)
        after = desk.mark()
        wire.respond(asked_to_hold, "488 Not Acceptable Here")
        wire.next_request("ACK")
        desk.wait_call(lambda one: one.call_id == call and not one.local_hold, after=after)
        wire.respond(wire.next_request("INVITE"), "488 Not Acceptable Here")
        wire.next_request("ACK")
        assert heard(wire)
        wire.bye()


def resume_before_the_answer(desk: Endpoint, wire: WirePhone, call: str) -> str:
    """Hold and resume; the INVITE that asks to hold, which nobody has answered."""
    after = desk.mark()
    desk.send(m.SetHold(call, True))
    desk.wait_call(lambda one: one.call_id == call and one.local_hold, after=after)
    asked = wire.next_request("INVITE")
    assert "a=sendonly" in asked
    after = desk.mark()
    desk.send(m.SetHold(call, False))
    desk.send(m.HangUp("nobody"))  # commands are carried out in turn
    desk.wait(m.CommandFailed, after=after)
    return asked
