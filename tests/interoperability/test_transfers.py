"""Transfers of and by telephones of other families."""

import pytest
from interoperability_table import Feature, Peer
from stage import ALL, KAMAILIO, Stage, met
from telephones import AnotherBeistand, LinphoneTelephone

from desktop.telephony.call import CallSnapshot, CallState, TransferStep
from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.sip
COLLEAGUE = "sip:colleague@127.0.0.1"
LINPHONE_REPORT = (
    "Linphone 5.1 ends its report with a header that is no SIP (`reason=reason=noresource`), which "
    "PJSIP drops: they are connected, but the agent hears of no success and has to hang up."
)


def up_at_the_colleague(stage: Stage, after: int) -> CallSnapshot:
    """The call that comes to the colleague, answered, with sound."""
    incoming = stage.colleague.incoming(after=after)
    stage.colleague.send(m.Answer(incoming))
    call = stage.colleague.wait_confirmed(incoming)
    stage.colleague.wait(
        m.StreamStats, lambda one: one.call_id == incoming and one.rtp_sent > 20, after=after
    )
    return call


def transferred_blindly(stage: Stage) -> str:
    call_id = stage.we_call()
    after = stage.colleague.mark()
    stage.desk.send(m.Transfer(call_id, COLLEAGUE))
    call = up_at_the_colleague(stage, after)
    assert call.peer_uri.startswith("sip:customer@")
    return call_id


@met(*KAMAILIO, Peer.BARESIP)
@pytest.mark.cell(Feature.WE_TRANSFER)
def test_we_transfer_them_blindly(stage: Stage) -> None:
    call_id = transferred_blindly(stage)
    assert stage.desk.wait_ended(call_id).transfer is TransferStep.DONE


@met(Peer.LINPHONE)
@pytest.mark.cell(Feature.WE_TRANSFER, limit=LINPHONE_REPORT)
def test_we_transfer_linphone_blindly(stage: Stage) -> None:
    call_id = transferred_blindly(stage)
    hears_of_no_success(stage, call_id)


def hears_of_no_success(stage: Stage, call_id: str) -> None:
    for _ in range(3):  # a report would have come long before: the colleague is in the call
        stage.desk.wait(m.StreamStats, lambda one: one.call_id == call_id, after=stage.desk.mark())
    told = [one.call for one in stage.desk.all(m.CallChanged) if one.call.call_id == call_id][-1]
    assert told.alive and told.transfer is not TransferStep.DONE


@met(*ALL)
@pytest.mark.cell(Feature.THEY_TRANSFER)
def test_they_transfer_us_blindly(stage: Stage) -> None:
    call_id = stage.they_call()
    before, after = stage.desk.mark(), stage.colleague.mark()
    stage.telephone.transfer(COLLEAGUE)
    up_at_the_colleague(stage, after)
    successor = stage.desk.wait_call(
        lambda one: one.call_id != call_id and one.state is CallState.CONFIRMED, after=before
    )
    assert successor.peer_uri.startswith("sip:colleague@")
    stage.desk.wait_ended(call_id)


def asked(stage: Stage) -> str:
    """The colleague, called while their call waits; our id of that."""
    after = stage.colleague.mark()
    second = stage.desk.dial(COLLEAGUE)
    incoming = stage.colleague.incoming(after=after)
    stage.colleague.send(m.Answer(incoming))
    stage.colleague.wait_confirmed(incoming)
    stage.desk.wait_confirmed(second)
    stage.telephone.wait_held(True)
    return second


def connected(stage: Stage) -> str:
    """Our call with them, when the colleague has taken our place."""
    call_id = stage.they_call()
    second = asked(stage)
    after = stage.colleague.mark()
    stage.desk.send(m.ConnectCalls(call_id, second))
    successor = stage.colleague.wait_call(
        lambda one: one.state is CallState.CONFIRMED and "customer" in one.peer_uri, after=after
    )
    stage.colleague.wait(m.StreamStats, lambda one: one.call_id == successor.call_id)
    stage.desk.wait_ended(second)
    return call_id


@met(*KAMAILIO)
@pytest.mark.cell(Feature.WE_CONNECT_THEM)
def test_we_connect_them_to_whom_we_asked(stage: Stage) -> None:
    call_id = connected(stage)
    assert stage.desk.wait_ended(call_id).transfer is TransferStep.DONE


@met(Peer.LINPHONE)
@pytest.mark.cell(Feature.WE_CONNECT_THEM, limit=LINPHONE_REPORT)
def test_we_connect_linphone_to_whom_we_asked(stage: Stage) -> None:
    call_id = connected(stage)
    hears_of_no_success(stage, call_id)


@met(*KAMAILIO, Peer.LINPHONE)
@pytest.mark.cell(Feature.THEY_ARE_TARGET)
def test_we_asked_them_and_connect_the_colleague(stage: Stage) -> None:
    connect_the_colleague(stage)


@met(Peer.BARESIP)
@pytest.mark.cell(
    Feature.THEY_ARE_TARGET,
    limit="baresip 1.0 knows no Replaces: it rings once more and has to be answered; then our call "
    "with it is given up.",
)
def test_we_asked_baresip_and_connect_the_colleague(stage: Stage) -> None:
    connect_the_colleague(stage)


def connect_the_colleague(stage: Stage) -> None:
    """The colleague plays the customer."""
    after = stage.desk.mark()
    stage.colleague.dial("sip:agent@127.0.0.1")
    first = stage.desk.incoming(after=after)
    stage.desk.send(m.Answer(first))
    stage.desk.wait_confirmed(first)
    second = stage.we_call()
    after = stage.colleague.mark()
    stage.desk.send(m.ConnectCalls(first, second))
    stage.telephone.take_over()
    successor = stage.colleague.wait_call(
        lambda one: one.state is CallState.CONFIRMED and "customer" in one.peer_uri, after=after
    )
    stage.colleague.wait(m.StreamStats, lambda one: one.call_id == successor.call_id)
    assert stage.desk.wait_ended(first).transfer is TransferStep.DONE
    stage.desk.wait_ended(second)


@met(*KAMAILIO, Peer.LINPHONE)
@pytest.mark.cell(Feature.THEY_CONNECT_US)
def test_they_connect_us_to_whom_they_asked(stage: Stage) -> None:
    call_id = stage.we_call()
    before, after = stage.desk.mark(), stage.colleague.mark()
    assert isinstance(stage.telephone, AnotherBeistand | LinphoneTelephone)
    stage.telephone.ask(COLLEAGUE)
    incoming = stage.colleague.incoming(after=after)
    stage.colleague.send(m.Answer(incoming))
    stage.colleague.wait_confirmed(incoming)
    stage.telephone.connect()
    successor = stage.desk.wait_call(
        lambda one: one.call_id != call_id and one.state is CallState.CONFIRMED, after=before
    )
    assert successor.peer_uri.startswith("sip:colleague@")
    stage.desk.wait_ended(call_id)
    stage.colleague.wait_ended(incoming)
