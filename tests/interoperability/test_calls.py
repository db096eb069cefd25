"""Calls, holding, tones and texts with telephones of other families."""

import pytest
from endpoints import listen, spectrum_db
from interoperability_table import Feature, Peer
from stage import ALL, KAMAILIO, OTHERS, TONE_HZ, Stage, met
from telephones import ADDRESS

from audio.ring import RingReader
from desktop.telephony.call import RegistrationState
from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.sip


@met(*KAMAILIO)
@pytest.mark.cell(Feature.REGISTER)
def test_register(stage: Stage) -> None:
    state = stage.desk.wait(
        m.AccountChanged, lambda one: one.account.state is RegistrationState.REGISTERED
    )
    assert state.account.code == 200


@met(*ALL)
@pytest.mark.cell(Feature.CALL_OUT)
def test_we_call_and_are_heard(stage: Stage) -> None:
    call_id = stage.we_call()
    stage.telephone.wait_hearing()
    stage.desk.send(m.HangUp(call_id))
    stage.telephone.wait_over()
    assert stage.desk.wait_ended(call_id).end_code == 200


@met(*ALL)
@pytest.mark.cell(Feature.CALL_IN)
def test_we_are_called_and_hear(stage: Stage) -> None:
    call_id = stage.they_call()
    reader = RingReader(stage.desk.open_tap(call_id).ring)
    frames = listen(reader, 1.2)[25:]
    reader.close()
    assert spectrum_db(frames, TONE_HZ) > -30.0
    stage.telephone.hang_up()
    assert stage.desk.wait_ended(call_id).end_code == 200
    stage.telephone.wait_over()


@met(*ALL)
@pytest.mark.cell(Feature.WE_DECLINE)
def test_we_decline(stage: Stage) -> None:
    after = stage.desk.mark()
    stage.telephone.call("sip:agent@127.0.0.1")
    stage.desk.send(m.Decline(stage.desk.incoming(after=after)))
    assert stage.telephone.wait_refused() == 486


@met(*ALL)
@pytest.mark.cell(Feature.WE_ARE_BUSY)
def test_we_are_busy(stage: Stage) -> None:
    stage.desk.turn_away(486)
    stage.telephone.call("sip:agent@127.0.0.1")
    refused = stage.telephone.wait_refused()
    stage.desk.turn_away(0)
    assert refused == 486


@met(*ALL)
@pytest.mark.cell(Feature.THEY_DECLINE)
def test_they_decline(stage: Stage) -> None:
    call_id = stage.desk.dial(ADDRESS)
    stage.telephone.wait_ringing()
    stage.telephone.decline()
    assert stage.desk.wait_ended(call_id).end_code == stage.telephone.decline_code
    stage.telephone.wait_over()


@met(*ALL)
@pytest.mark.cell(Feature.WE_HOLD, Feature.REINVITE)
def test_we_hold_and_resume(stage: Stage) -> None:
    call_id = stage.we_call()
    after = stage.desk.mark()
    stage.desk.send(m.SetHold(call_id, True))
    stage.telephone.wait_held(True)
    stage.desk.wait_call(lambda one: one.local_hold, after=after)
    after = stage.desk.mark()
    stage.desk.send(m.SetHold(call_id, False))
    stage.telephone.wait_held(False)
    stage.desk.wait_call(lambda one: not one.local_hold, after=after)
    heard_again(stage, call_id)
    stage.desk.send(m.HangUp(call_id))
    stage.telephone.wait_over()


@met(*ALL)
@pytest.mark.cell(Feature.THEY_HOLD, Feature.REINVITE)
def test_they_hold_and_resume(stage: Stage) -> None:
    call_id = stage.they_call()
    after = stage.desk.mark()
    stage.telephone.hold(True)
    stage.desk.wait_call(lambda one: one.remote_hold, after=after)
    after = stage.desk.mark()
    stage.telephone.hold(False)
    stage.desk.wait_call(lambda one: not one.remote_hold, after=after)
    heard_again(stage, call_id)
    stage.telephone.hang_up()
    stage.desk.wait_ended(call_id)
    stage.telephone.wait_over()


def heard_again(stage: Stage, call_id: str) -> None:
    """Their packets come, and come to the call."""
    now = stage.desk.wait(m.StreamStats, after=stage.desk.mark())
    stage.desk.wait(
        m.StreamStats,
        lambda one: one.call_id == call_id and one.rtp_received > now.rtp_received + 40,
    )


@met(*OTHERS)
@pytest.mark.cell(Feature.DTMF_EVENTS)
def test_tones_as_events(stage: Stage) -> None:
    tone(stage)


@met(*OTHERS)
@pytest.mark.cell(Feature.DTMF_INFO)
def test_tones_as_info(stage: Stage) -> None:
    stage.use(dtmf="info")
    tone(stage)


def tone(stage: Stage) -> None:
    call_id = stage.we_call()
    stage.telephone.wait_hearing()
    stage.desk.send(m.SendDtmf(call_id, "5"))
    assert stage.telephone.heard_digit() == "5"
    stage.desk.send(m.HangUp(call_id))
    stage.telephone.wait_over()


@met(*KAMAILIO, Peer.LINPHONE)
@pytest.mark.cell(Feature.MESSAGE_IN)
def test_a_text_from_them(stage: Stage) -> None:
    after = stage.desk.mark()
    stage.telephone.send_text("sip:agent@127.0.0.1", "Bin gleich da")
    assert stage.desk.wait(m.MessageReceived, after=after).body == "Bin gleich da"


@met(*ALL)
@pytest.mark.cell(Feature.MESSAGE_OUT)
def test_a_text_to_them(stage: Stage) -> None:
    after = stage.desk.mark()
    stage.desk.send(m.SendMessage("text", "agent", ADDRESS, "text/plain", "Bin gleich da"))
    assert stage.telephone.heard_text() in ("Bin gleich da", None)
    assert stage.desk.wait(m.MessageDelivered, after=after).code == 200
