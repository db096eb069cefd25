"""pjsua2's Call, reduced to facts: every callback copies what it needs, posts it and returns.

One rule has teeth: PJSIP reuses call numbers, and freeing an old Call late hangs up the *new* call
of that number (FIELD-NOTES §2.6). So the last reference is dropped inside the callback that says
`disconnected`, while the number is still this call's own.
"""

import time
from dataclasses import dataclass
from typing import Any, Final, Protocol

import pjsua2 as pj

from desktop.processes.inbox import Post
from desktop.telephony.call import COMPLETED_ELSEWHERE, CallState, Direction
from desktop.telephony.engine.name_addr import clean, readable, without_headers
from desktop.telephony.engine.outgoing_messages import OutgoingTexts
from desktop.telephony.engine.reason import answered_elsewhere
from desktop.telephony.engine.sdp import order_codecs
from desktop.telephony.engine.stream_counter import StreamSample
from desktop.telephony.sip_uri import BadSipUri, parse_sip_uri

_STATES: Final = {
    pj.PJSIP_INV_STATE_CALLING: CallState.CALLING,
    pj.PJSIP_INV_STATE_INCOMING: CallState.INCOMING,
    pj.PJSIP_INV_STATE_EARLY: CallState.EARLY,
    pj.PJSIP_INV_STATE_CONNECTING: CallState.CONNECTING,
    pj.PJSIP_INV_STATE_CONFIRMED: CallState.CONFIRMED,
    pj.PJSIP_INV_STATE_DISCONNECTED: CallState.DISCONNECTED,
}


_TRYING: Final = pj.PJSIP_TSX_STATE_TRYING
DIGITS: Final = frozenset("0123456789*#ABCD")
"""The keys that a telephone may have (RFC 4733 §3.2)."""
_SECURE: Final = "SRTP status: Active"
"""In PJSIP's description of a call. The profile in the SDP does not tell: where SRTP is optional,
the keys travel under plain RTP's name."""


@dataclass(frozen=True, slots=True)
class CallFacts:
    """A call's signalling at the moment of a callback."""

    state: CallState
    code: int
    reason: str
    remote: str
    """The peer's name-addr as it came; empty: too long for PJSIP to tell."""
    at_s: float
    """Monotonic."""


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """A call's audio at the moment of a callback."""

    generation: int
    """Counts the streams made; another number means that every connection is gone."""
    index: int
    """Of the audio stream among the call's media; -1: none."""
    audible: bool
    """The other side is heard: in both directions, or while it holds us and plays something."""
    active: bool
    """Both directions run."""
    local_hold: bool
    remote_hold: bool
    codec: str
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class TransferFacts:
    """What a NOTIFY of our REFER told (sipfrag, RFC 3515 §2.4.5), or how REFER itself failed."""

    code: int
    """SIP status of the new call; of REFER itself where that failed."""
    final: bool


class CallListener(Protocol):
    """Who is told. `release` and `succeed` run on PJSIP's thread, the others on the engine's."""

    @property
    def texts(self) -> OutgoingTexts: ...
    def release(self) -> None: ...
    def reinvite_answered(self, code: int) -> None: ...
    def succeed(self, direction: Direction) -> "PjCall | None": ...
    def transfer_progressed(self, facts: TransferFacts) -> None: ...
    def message_arrived(self, content_type: str, body: str) -> None: ...
    def key_pressed(self, digit: str) -> None: ...
    def signalling_changed(self, facts: CallFacts) -> None: ...
    def media_changed(self, facts: MediaFacts) -> None: ...
    def stream_ended(self, sample: StreamSample) -> None: ...


class PjCall(pj.Call):  # type: ignore[misc]
    """One pjsua2 call that reports to one listener."""

    def __init__(
        self,
        account: Any,
        listener: CallListener,
        post: Post,
        direction: Direction,
        pj_call_id: int = pj.PJSUA_INVALID_ID,
    ) -> None:
        super().__init__(account, pj_call_id)
        self.account = account
        self._listener = listener
        self._post = post
        self._direction = direction
        self._sent_to = ""
        """Where a REFER has sent us. PJSIP drops the port of an address that has headers."""
        self._elsewhere = False
        """It is cancelled because somebody else has answered it."""
        self._generation = 0
        self._stream_since_s = 0.0

    @property
    def placed(self) -> bool:
        """PJSIP knows this call. Until then almost everything one asks of it aborts the process."""
        return bool(self.getId() != pj.PJSUA_INVALID_ID)

    @property
    def generation(self) -> int:
        """Counts the streams made so far."""
        return self._generation

    def onCallState(self, prm: Any) -> None:
        info = self.getInfo()
        state = _STATES.get(info.state)
        if state is None:
            return
        if state is CallState.EARLY and self._direction is Direction.INCOMING:
            state = CallState.INCOMING  # our own 180: to the agent it just rings
        remote = clean(info.remoteUri)
        code, reason = info.lastStatusCode, clean(info.lastReason)
        if self._elsewhere and code == pj.PJSIP_SC_REQUEST_TERMINATED:
            code, reason = COMPLETED_ELSEWHERE, "Call completed elsewhere"
        facts = CallFacts(
            state=state,
            code=code,
            reason=reason,
            remote=self._sent_to or (remote if readable(remote) else ""),
            at_s=time.monotonic(),
        )
        listener = self._listener
        if state is CallState.DISCONNECTED:
            listener.release()
        self._post(lambda: listener.signalling_changed(facts))

    def onCallSdpCreated(self, prm: Any) -> None:
        prm.sdp.wholeSdp = order_codecs(prm.sdp.wholeSdp, self.account.codecs)

    def onStreamCreated(self, prm: Any) -> None:
        self._generation += 1
        self._stream_since_s = time.monotonic()

    def onStreamDestroyed(self, prm: Any) -> None:
        sample = self.stream_sample()
        listener = self._listener
        if sample is not None:
            self._post(lambda: listener.stream_ended(sample))

    def onCallMediaState(self, prm: Any) -> None:
        facts = self._media_facts()
        listener = self._listener
        self._post(lambda: listener.media_changed(facts))

    def onCallTsxState(self, prm: Any) -> None:
        transaction = prm.e.body.tsxState.tsx
        code = int(transaction.statusCode)
        asked = transaction.role == pj.PJSIP_ROLE_UAS
        if asked and transaction.method == "CANCEL" and transaction.state == _TRYING:
            self._elsewhere = answered_elsewhere(clean(prm.e.body.tsxState.src.rdata.wholeMsg))
        if transaction.method != "INVITE" or transaction.role != pj.PJSIP_ROLE_UAC:
            return
        # RFC 3261 §17.1.1.2: a 2xx terminates the transaction, another final answer completes it,
        # silence or a connection that is gone (PJSIP's 408, 503) terminates it right away.
        completed = prm.e.body.tsxState.prevState == pj.PJSIP_TSX_STATE_COMPLETED
        ended = transaction.state == pj.PJSIP_TSX_STATE_TERMINATED and not completed
        if ended or transaction.state == pj.PJSIP_TSX_STATE_COMPLETED:
            listener = self._listener
            self._post(lambda: listener.reinvite_answered(code))

    def onCallTransferStatus(self, prm: Any) -> None:
        facts = TransferFacts(prm.statusCode, bool(prm.finalNotify))
        listener = self._listener
        self._post(lambda: listener.transfer_progressed(facts))

    def onInstantMessage(self, prm: Any) -> None:
        """A MESSAGE within the call (RFC 3428 §8); others come to the account."""
        content_type, body = clean(prm.contentType), clean(prm.msgBody)
        listener = self._listener
        self._post(lambda: listener.message_arrived(content_type, body))

    def onDtmfDigit(self, prm: Any) -> None:
        digit = clean(prm.digit).upper()
        listener = self._listener
        if digit in DIGITS:  # an INFO carries whatever the other side likes
            self._post(lambda: listener.key_pressed(digit))

    def onInstantMessageStatus(self, prm: Any) -> None:
        if prm.userData is None:
            return  # sent without a wish to know
        token, code, reason = int(prm.userData), prm.code, clean(prm.reason)
        listener = self._listener
        self._post(lambda: listener.texts.answered(token, code, reason))

    def onCallTransferRequest(self, prm: Any) -> None:
        """The other side sends us to somebody else (REFER)."""
        # An empty Refer-To aborts in PJSIP if it is accepted.
        target = clean(prm.dstUri)
        follows = _is_address(target) and self.account.follows(target)
        successor = self._listener.succeed(Direction.OUTGOING) if follows else None
        if successor is None:
            prm.statusCode = pj.PJSIP_SC_DECLINE
            return
        successor._sent_to = without_headers(target)
        prm.opt.audioCount, prm.opt.videoCount = 1, 0
        prm.newCall = successor

    def onCallReplaceRequest(self, prm: Any) -> None:
        """Somebody takes the other side's place (INVITE with Replaces, RFC 3891)."""
        trusted = self.account.trusts(prm.rdata.srcAddress)
        successor = self._listener.succeed(Direction.INCOMING) if trusted else None
        if successor is None:
            prm.statusCode = pj.PJSIP_SC_FORBIDDEN
            return
        prm.opt.audioCount, prm.opt.videoCount = 1, 0
        prm.newCall = successor

    def stream_sample(self) -> StreamSample | None:
        """Counters of the audio stream; None while there is none."""
        if not self.placed:
            return None
        try:
            index = _audio_index(self.getInfo())
            if index < 0:
                return None
            rtcp = self.getStreamStat(index).rtcp
            sends = bool(self.getStreamInfo(index).dir & pj.PJMEDIA_DIR_ENCODING)
        except pj.Error:
            return None
        return StreamSample(
            number=self._generation,
            since_s=self._stream_since_s,
            at_s=time.monotonic(),
            sends=sends,
            sent=rtcp.txStat.pkt,
            received=rtcp.rxStat.pkt,
            lost=rtcp.rxStat.loss,
            jitter_ms=rtcp.rxStat.jitterUsec.last / 1000,
            codec=self._codec(index),
            round_trip_ms=rtcp.rttUsec.last / 1000 if rtcp.rttUsec.n else None,
            lost_there=rtcp.txStat.loss,
            jitter_there_ms=rtcp.txStat.jitterUsec.last / 1000,
        )

    def _media_facts(self) -> MediaFacts:
        info = self.getInfo()
        index = _audio_index(info)
        if index < 0:
            return MediaFacts(self._generation, -1, False, False, False, False, "")
        media = info.media[index]
        active = media.status == pj.PJSUA_CALL_MEDIA_ACTIVE
        local_hold = media.status == pj.PJSUA_CALL_MEDIA_LOCAL_HOLD
        # While both hold, PJSIP reports the local one only; then nothing flows either way.
        remote_hold = media.status == pj.PJSUA_CALL_MEDIA_REMOTE_HOLD or (
            local_hold and media.dir == pj.PJMEDIA_DIR_NONE
        )
        music = remote_hold and bool(media.dir & pj.PJMEDIA_DIR_DECODING)
        return MediaFacts(
            generation=self._generation,
            index=index,
            audible=active or music,
            active=active,
            local_hold=local_hold,
            remote_hold=remote_hold,
            codec=self._codec(index),
            encrypted=_SECURE in self.dump(True, ""),
        )

    def _codec(self, index: int) -> str:
        try:
            stream = self.getStreamInfo(index)
        except pj.Error:
            return ""
        return f"{stream.codecName}/{stream.codecClockRate}" if stream.codecName else ""


def _is_address(text: str) -> bool:
    try:
        parse_sip_uri(text)
    except BadSipUri:
        return False
    return True


def _audio_index(info: Any) -> int:
    for media in info.media:
        if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status != pj.PJSUA_CALL_MEDIA_NONE:
            return int(media.index)
    return -1


def call_parameters() -> Any:
    """For any operation on a call: one audio stream, nothing else."""
    parameters = pj.CallOpParam(True)
    parameters.opt.audioCount = 1
    parameters.opt.videoCount = 0
    return parameters


def with_status(code: int) -> Any:
    """To answer a call, or refuse it, with that SIP status."""
    parameters = call_parameters()
    parameters.statusCode = code
    return parameters
