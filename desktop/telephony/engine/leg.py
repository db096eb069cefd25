"""One call in the engine: its snapshot, its wiring, its consent and, behind that, its tap.

Everything here runs on the engine's thread, except `release` (see `pj_call`).
"""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pjsua2 as pj

from desktop.errors import LocalError
from desktop.telephony.call import CallSnapshot, CallState, Direction, Party, TransferStep
from desktop.telephony.consent import (
    FINAL,
    ConsentEvent,
    ConsentMode,
    ConsentState,
    may_analyse,
    step,
)
from desktop.telephony.engine.customer_tap import CustomerTap
from desktop.telephony.engine.media import FilePlayer
from desktop.telephony.engine.messages import (
    CallChanged,
    CommandFailed,
    DtmfPressed,
    Event,
    MessageReceived,
    TapOpened,
)
from desktop.telephony.engine.name_addr import NameAddr, parse_name_addr
from desktop.telephony.engine.objection import CONTENT_TYPE as OBJECTION
from desktop.telephony.engine.outgoing_messages import OutgoingTexts
from desktop.telephony.engine.pj_call import CallFacts, MediaFacts, PjCall, TransferFacts
from desktop.telephony.engine.stream_counter import StreamCounter, StreamSample
from desktop.telephony.engine.surroundings import Surroundings
from desktop.telephony.engine.wiring import Wiring

log = logging.getLogger("beistand.engine")


class Leg:
    """A call from its first INVITE to the end of its last tap."""

    def __init__(self, snapshot: CallSnapshot, around: Surroundings) -> None:
        self.snapshot = snapshot
        self.hidden = False
        """Not told to any desktop: a call that is being turned away."""
        self.answering = False
        """We have said 200, and PJSIP has not come round to report it."""
        self.parked = False
        """Held by us, from the wish on, whether or not the other side has answered yet."""
        self.invited_at_s: float | None = None
        """When our INVITE was sent (monotonic); None: it is theirs, or PJSIP has sent it."""
        self.pj: PjCall | None = None
        self.texts = OutgoingTexts(self._emit)
        self._around = around
        self._counter = StreamCounter(snapshot.call_id)
        self._wiring: Wiring | None = None
        self._media = MediaFacts(0, -1, False, False, False, False, "")
        self._tap = CustomerTap(snapshot.call_id, self._emit)
        self._notice: FilePlayer | None = None
        self._noticed = False

    @property
    def talking(self) -> bool:
        """Answered, or about to be."""
        state = self.snapshot.state
        return state in (CallState.CONNECTING, CallState.CONFIRMED) or (
            self.answering and state is CallState.INCOMING
        )

    # ------------------------------------------------------------ what PJSIP reports

    def release(self) -> None:
        self.pj = None

    def succeed(self, direction: Direction) -> PjCall | None:
        return self._around.succeed(self, direction)

    def transfer_progressed(self, facts: TransferFacts) -> None:
        self._around.on_transfer(self, facts)

    def reinvite_answered(self, code: int) -> None:
        self._around.on_reinvite(self, code)

    def message_arrived(self, content_type: str, body: str) -> None:
        if content_type.lower() == OBJECTION:  # of the customer whom the other side sends us next
            if self.snapshot.consent not in FINAL:
                self.step_consent(ConsentEvent.WITHDRAW)
            return
        snapshot = self.snapshot
        self._emit(MessageReceived(snapshot.account, snapshot.peer_uri, content_type, body))

    def key_pressed(self, digit: str) -> None:
        self._emit(DtmfPressed(self.snapshot.call_id, digit, by_us=False))

    def signalling_changed(self, facts: CallFacts) -> None:
        if not self.snapshot.alive:
            return
        known = NameAddr(self.snapshot.peer_name, self.snapshot.peer_uri)
        peer = parse_name_addr(facts.remote) if facts.remote else known
        held = self._media.local_hold or self.parked
        changes: dict[str, Any] = {"state": facts.state, "peer_uri": peer.uri, "local_hold": held}
        if peer.name:
            changes["peer_name"] = peer.name
        if self._around.number_plan.is_internal(peer.uri):
            changes["party"] = Party.INTERNAL
        # The 200 OK, not the ACK, is where call time starts.
        answered = facts.state in (CallState.CONNECTING, CallState.CONFIRMED)
        if answered and self.snapshot.confirmed_at_s is None:
            changes["confirmed_at_s"] = facts.at_s
        if facts.state is CallState.DISCONNECTED:
            self.snapshot = replace(self.snapshot, peer_uri=self.snapshot.peer_uri or peer.uri)
            self.end(facts.code, facts.reason, facts.at_s)
            return
        self.publish(**changes)
        if answered and self._media.active and self._wiring is not None:
            self._wiring.answered()
        self._settle()

    def media_changed(self, facts: MediaFacts) -> None:
        if not self.snapshot.alive:
            return
        before, self._media = self._media, facts
        renewed = facts.generation != before.generation
        if renewed or facts.active != before.active or not facts.audible:
            self._disconnect(port_is_gone=renewed)
        self.publish(
            local_hold=facts.local_hold or self.parked,
            remote_hold=facts.remote_hold,
            codec=facts.codec,
            encrypted=facts.encrypted,
        )
        self._connect()
        self._settle()

    def stream_ended(self, sample: StreamSample) -> None:
        self._emit(self._counter.count(sample))

    # ------------------------------------------------------------ what the desktop asks for

    def call(self) -> PjCall:
        """The live pjsua2 call; raises LocalError when there is none any more."""
        pj_call = self.pj  # once: `release` may come between
        if pj_call is None or not pj_call.placed or not self.snapshot.alive:
            raise LocalError("the call has already ended")
        return pj_call

    def mute(self, muted: bool) -> None:
        """Also before the INVITE is sent: then it begins so."""
        if self._wiring is not None:
            self._wiring.mute(muted)
        self.publish(muted=muted)

    def park(self, parked: bool, *, settled: bool = True) -> None:
        """Held by us, from here on, whenever the other side answers; or no more: sound is back
        with its answer, or at once where it has never agreed to the hold. Not `settled`: it has not
        said yet whether it does, and sound that came back now would be gone with its answer."""
        self.parked = parked
        if parked:
            pj_call = self.pj
            gone = pj_call is None or pj_call.generation != self._media.generation
            self._disconnect(port_is_gone=gone)
        self.publish(local_hold=self._media.local_hold or parked or not settled)
        if settled:
            self._connect()
        self._settle()

    @property
    def remote(self) -> Any | None:
        """The other side's end in the bridge while it is connected."""
        return self._wiring.remote if self._wiring is not None else None

    def set_transfer(self, step: TransferStep, code: int = 0) -> None:
        self.publish(transfer=step, transfer_code=code)

    def identify(self, party: Party) -> None:
        """Say who the other side is, before anybody was told, or that it is no customer."""
        self.publish(party=party)
        self._settle()

    def join(self, other: "Leg") -> None:
        """Conference with `other`; they hear each other as soon as the sound of both runs."""
        self.wired().join(other.wired())
        self.publish(conference=True)
        other.publish(conference=True)

    def part(self) -> None:
        """Leave the conference. Idempotent."""
        if self._wiring is not None:
            self._wiring.part()
        self.publish(conference=False)

    def step_consent(self, event: ConsentEvent) -> None:
        """Raises IllegalConsentEvent and changes nothing where the table has no entry."""
        self.call()
        state = step(self.snapshot.consent, event)
        if state is not ConsentState.GRANTED:
            self._close_tap()
        if state in FINAL:
            self._stop_notice()
        self.publish(consent=state)
        self._settle()

    def rules_changed(self) -> None:
        """The deployer's consent mode or number plan is another one."""
        if self._around.number_plan.is_internal(self.snapshot.peer_uri):
            self.publish(party=Party.INTERNAL)
        self._settle()

    def sound_changed(self) -> None:
        """The devices are others; a file starts anew."""
        if self._wiring is not None:
            sound = self._around.sound
            self._wiring.exchange(sound.source_for_call(), sound.speaker)

    def report_stats(self) -> None:
        pj_call = self.pj
        sample = pj_call.stream_sample() if pj_call is not None else None
        if sample is not None:
            self.stream_ended(sample)

    @property
    def open_tap(self) -> TapOpened | None:
        return self._tap.opened

    def end(self, code: int, reason: str, at_s: float) -> None:
        """The call is over for the agent, whatever PJSIP still waits for. Idempotent."""
        if not self.snapshot.alive:
            return
        self._close_tap()
        self.texts.close()
        self._notice = None
        if self._wiring is not None:
            self._wiring.disconnect(port_is_gone=True)
            self._wiring.part()  # afterwards: see `wiring._stop`
            self._around.ports.give_back(self._wiring.ports)
            self._wiring = None
        self.publish(
            state=CallState.DISCONNECTED,
            ended_at_s=at_s,
            end_code=code,
            end_reason=reason,
            conference=False,
        )

    def publish(self, **changes: Any) -> None:
        """Change the snapshot and tell it, where that is something new."""
        snapshot = replace(self.snapshot, **changes)
        if snapshot == self.snapshot:
            return
        before, self.snapshot = self.snapshot, snapshot
        self._emit(CallChanged(snapshot))
        if snapshot.state is not before.state:
            self._around.on_state(self)

    def wired(self) -> Wiring:
        """The call's wiring, made once it is needed."""
        if self._wiring is None:
            sound = self._around.sound
            self._wiring = Wiring(
                self._around.ports.borrow(), sound.source_for_call(), sound.speaker
            )
            self._wiring.mute(self.snapshot.muted)
            self._wiring.play(self._notice)
        return self._wiring

    # ------------------------------------------------------------ inside

    def _connect(self) -> None:
        pj_call = self.pj
        if pj_call is None or self.parked or not self._media.audible:
            return
        wiring = self.wired()
        if wiring.connected:
            return
        try:
            remote = pj_call.getAudioMedia(self._media.index)
            wiring.connect(remote, both_ways=self._media.active and self.talking)
        except pj.Error:
            log.info("media ended before it could be connected")

    def _disconnect(self, *, port_is_gone: bool) -> None:
        if self._wiring is not None and self._wiring.connected:
            self._close_tap()
            self._wiring.disconnect(port_is_gone=port_is_gone)

    def _settle(self) -> None:
        """Bring notice and tap in line with call, media and consent."""
        confirmed = self.snapshot.state is CallState.CONFIRMED
        connected = self._wiring is not None and self._wiring.connected
        # What is heard while the other side holds us is music or a machine, not the customer.
        # Whoever cannot be read may be a colleague.
        customer = self.snapshot.party is Party.CUSTOMER and self.snapshot.peer_uri != ""
        running = connected and confirmed and self._media.active and customer
        mode = self._around.consent_mode
        if running and mode is ConsentMode.NOTICE and not self._noticed:
            self._give_notice()
        allowed = running and may_analyse(mode, self.snapshot.consent)
        if allowed and self._tap.opened is None:
            self._open_tap()
        elif not allowed:
            self._close_tap()

    def _open_tap(self) -> None:
        if self._wiring is not None:
            self._tap.open(self._wiring)
            self.publish(tapped=True)

    def _close_tap(self) -> None:
        if self._tap.opened is not None:
            self._tap.close(self._wiring)
            self.publish(tapped=False)

    def _give_notice(self) -> None:
        self._noticed = True
        if self.snapshot.consent is not ConsentState.UNKNOWN or self._wiring is None:
            return
        post = self._around.post
        try:
            self._notice = FilePlayer(
                Path(self._around.notice_wav), lambda: post(self._notice_ended)
            )
        except (OSError, ValueError) as error:
            what = f"the notice cannot be played, so this call is not analysed: {error}"
            fault = LocalError.fault.value
            self._emit(CommandFailed("Notice", self.snapshot.call_id, fault, what))
            return
        self.publish(consent=step(self.snapshot.consent, ConsentEvent.ASK))
        self._wiring.play(self._notice)

    def _notice_ended(self) -> None:
        if self._notice is None:
            return
        self._stop_notice()
        if self.snapshot.consent is ConsentState.ASKED:
            self.step_consent(ConsentEvent.GRANT)

    def _stop_notice(self) -> None:
        if self._notice is not None and self._wiring is not None:
            self._wiring.play(None)
        self._notice = None

    def _emit(self, event: Event) -> None:
        if not self.hidden:
            self._around.emit(event)
