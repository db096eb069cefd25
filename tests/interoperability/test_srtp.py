"""Encryption with telephones of other families: all that both sides may want of it."""

import pytest
from interoperability_table import Feature, Peer
from stage import ALL, KAMAILIO, Stage, met

from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.sip


def calls_are_encrypted(stage: Stage, *, ours: bool, theirs: bool) -> None:
    for call, encrypted in ((stage.we_call, ours), (stage.they_call, theirs)):
        call_id = call()
        stage.telephone.wait_hearing()
        known = [one.call for one in stage.desk.all(m.CallChanged) if one.call.call_id == call_id]
        assert known[-1].encrypted is encrypted
        stage.desk.send(m.HangUp(call_id))
        stage.telephone.wait_over()
        stage.desk.wait_ended(call_id)


@met(*ALL)
@pytest.mark.cell(Feature.SRTP_OFF)
def test_no_srtp(stage: Stage) -> None:
    calls_are_encrypted(stage, ours=False, theirs=False)


@met(*ALL)
@pytest.mark.cell(Feature.SRTP_MANDATORY)
def test_mandatory_srtp(stage: Stage) -> None:
    stage.use(here="mandatory", there="mandatory")
    calls_are_encrypted(stage, ours=True, theirs=True)


@met(*KAMAILIO, Peer.BARESIP)
@pytest.mark.cell(Feature.SRTP_OPTIONAL)
def test_optional_srtp(stage: Stage) -> None:
    stage.use(here="optional", there="optional")
    calls_are_encrypted(stage, ours=True, theirs=True)


@met(Peer.LINPHONE)
@pytest.mark.cell(
    Feature.SRTP_OPTIONAL,
    limit="Linphone takes keys only where the profile is RTP/SAVP; the library offers optional "
    "ones under RTP/AVP. So a call that we place stays plain, one that we get is encrypted.",
)
def test_optional_srtp_with_linphone(stage: Stage) -> None:
    stage.use(here="optional", there="optional")
    calls_are_encrypted(stage, ours=False, theirs=True)


@met(*ALL)
@pytest.mark.cell(Feature.SRTP_REFUSED)
def test_without_srtp_no_call_where_it_is_a_must(stage: Stage) -> None:
    stage.use(here="mandatory")
    stage.telephone.call("sip:agent@127.0.0.1")
    assert stage.telephone.wait_refused() in (488, 606)
