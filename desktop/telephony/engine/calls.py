"""All calls of the engine and what can be done to one. Only on the engine's thread."""

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import pjsua2 as pj

from desktop.errors import LocalError
from desktop.processes.inbox import Inbox
from desktop.telephony.call import CallSnapshot, CallState, Direction, Party
from desktop.telephony.engine.conference import Conference
from desktop.telephony.engine.dialing import give_up, place
from desktop.telephony.engine.holding import Holding
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.lines import Lines
from desktop.telephony.engine.messages import CallChanged, Dial, DtmfPressed, StepConsent
from desktop.telephony.engine.monitor_tone import MonitorTone
from desktop.telephony.engine.monitoring import Monitoring
from desktop.telephony.engine.name_addr import parse_name_addr
from desktop.telephony.engine.names import Reach
from desktop.telephony.engine.pj_call import PjCall, with_status
from desktop.telephony.engine.succession import Succession
from desktop.telephony.engine.surroundings import Surroundings
from desktop.telephony.engine.together import Together
from desktop.telephony.engine.tones import Tones
from desktop.telephony.engine.transfers import Transfers
from desktop.telephony.engine.turning_away import TurningAway

log = logging.getLogger("beistand.engine")

RINGING: Final = 180
OK: Final = 200
FORBIDDEN: Final = 403
TERMINATED: Final = 487


class Calls:
    """Keeps every live call by our own id (PJSIP's numbers are reused)."""

    def __init__(
        self, inbox: Inbox, around: Surroundings, on_ringing: Callable[[bool], None]
    ) -> None:
        self._inbox = inbox
        self._around = around
        self._on_ringing = on_ringing
        self._legs: dict[str, Leg] = {}
        self._winding_up: set[Leg] = set()
        self._lines = Lines()
        self._conference = Conference()
        self._holding = Holding(inbox, around.emit)
        self._transfers = Transfers(inbox, self.end)
        self._tones = Tones(inbox)
        self.turning_away = TurningAway(around.emit, self._free_in_s)
        tone = MonitorTone(inbox, lambda: around.sound.speaker)
        self.monitoring = Monitoring(tone, self._leave)
        self._together = Together(
            self, self._conference, self.monitoring, self._holding, self._tones
        )
        around.on_state = self._state_changed
        around.on_reinvite = self._holding.answered
        around.on_transfer = self._transfers.progressed
        self._succession = Succession(
            inbox, self._new_leg, self._legs, self._holding, self._conference
        )
        around.succeed = self._succession.succeed

    def __iter__(self) -> Iterator[Leg]:
        """The calls that a desktop may know of."""
        return (leg for leg in self._legs.values() if not leg.hidden)

    @property
    def any_alive(self) -> bool:
        return bool(self._legs)

    @property
    def all_released(self) -> bool:
        """True when PJSIP, too, has let go of every call."""
        return not self._legs and all(leg.pj is None for leg in self._winding_up)

    def on_account(self, account: str) -> bool:
        """Whether a call is up on the account of that name."""
        return any(leg.snapshot.account == account for leg in self._legs.values())

    def account_of(self, call_id: str) -> str:
        """Name of the account that a call runs on. Raises LocalError."""
        return self._leg(call_id).snapshot.account

    # ------------------------------------------------------------ beginning

    def receive(self, pj_account: Any, account: str, pj_call_id: int) -> Leg:
        """Take hold of an incoming call, on PJSIP's thread, which insists on it; no more."""
        leg = self._new_leg(account, Direction.INCOMING, CallState.INCOMING, "")
        leg.pj = PjCall(pj_account, leg, self._inbox.post, Direction.INCOMING, pj_call_id)
        return leg

    def admit(self, leg: Leg, remote: str, auto_answer_s: float | None) -> None:
        """Ring, tell the desktop, and answer after `auto_answer_s` seconds if that is given."""
        pj_call = leg.pj
        self._legs[leg.snapshot.call_id] = leg
        if pj_call is None:  # cancelled before we came to it: `signalling_changed` is in the queue
            return
        peer = parse_name_addr(remote)
        if self.turning_away.code:
            self.turning_away.say(leg.snapshot.account, peer)
            self.turn_away(leg, self.turning_away.code)
            return
        party = self._party(peer.uri)
        leg.snapshot = replace(leg.snapshot, peer_uri=peer.uri, peer_name=peer.name, party=party)
        try:
            pj_call.answer(with_status(RINGING))
        except pj.Error:
            log.info("an incoming call ended before it rang")
            return
        self._around.emit(CallChanged(leg.snapshot))
        self._ring()
        if auto_answer_s is not None:
            self._inbox.after(auto_answer_s, lambda: self._auto_answer(leg))

    def turn_away(self, leg: Leg, code: int = FORBIDDEN) -> None:
        """Refuse a call from somebody we do not take calls from; no desktop hears of it."""
        leg.hidden = True
        self._legs[leg.snapshot.call_id] = leg
        if leg.pj is not None:
            _attempt(lambda: leg.call().hangup(with_status(code)))

    def dial(self, pj_account: Any, wish: Dial, target: str, reach: Reach) -> None:
        """Send an INVITE to `target` once `reach` has said that it can be, and hold the others."""
        customer = self._leg(wish.monitors) if wish.monitors else None
        if customer is not None:
            self.monitoring.check(customer)
        # Whoever is called while somebody waits is asked for advice: no customer.
        aside = wish.consultation or any(other.talking for other in self)
        leg = self._new_leg(
            wish.account, Direction.OUTGOING, CallState.CALLING, target, wish.call_id
        )
        leg.snapshot = replace(leg.snapshot, party=self._party(target, aside=aside))
        leg.pj = PjCall(pj_account, leg, self._inbox.post, Direction.OUTGOING)
        self._legs[leg.snapshot.call_id] = leg
        if customer is not None:
            self.monitoring.begin(leg, customer)
        self._around.emit(CallChanged(leg.snapshot))
        emit = self._around.emit
        place(leg, target, reach, emit, lambda: self._placed(leg), self._free_in_s)

    # ------------------------------------------------------------ commands

    def answer(self, call_id: str) -> None:
        leg = self._leg(call_id)
        if leg.snapshot.state is not CallState.INCOMING:
            raise LocalError("only a ringing call can be answered")
        self._together.hold_others(leg)
        self._answer(leg)

    def decline(self, call_id: str, code: int) -> None:
        """With a SIP status of the account's choice."""
        leg = self._leg(call_id)
        if leg.snapshot.state is not CallState.INCOMING:
            raise LocalError("only a ringing call can be declined")
        _attempt(lambda: leg.call().hangup(with_status(code)))

    def hang_up(self, call_id: str, decline_code: int) -> None:
        leg = self._leg(call_id)
        if leg.snapshot.state is CallState.INCOMING:
            self.decline(call_id, decline_code)
        elif leg.pj is not None and not leg.pj.placed:
            give_up(leg)
        else:
            self.end(leg)

    def end(self, leg: Leg) -> None:
        """Send BYE or CANCEL. The agent's phone is free at once, whatever the other side does:
        PJSIP reports the end when it is asked for, not when it is answered."""
        _attempt(lambda: leg.call().hangup(pj.CallOpParam()))
        invited_at_s = leg.invited_at_s if leg.snapshot.state is CallState.CALLING else None
        self._lines.ended(invited_at_s or time.monotonic())

    def _leave(self, leg: Leg) -> None:
        """As `end`, whatever state it is in; nobody could do anything about it."""
        if leg.pj is not None and not leg.pj.placed:
            give_up(leg)
            return
        try:
            self.end(leg)
        except LocalError:
            log.info("a supervisor's call ended by itself")

    def mute(self, call_id: str, muted: bool) -> None:
        """The agent is muted for whoever is spoken to together."""
        for one in self._together.around(self._leg(call_id)):
            one.mute(muted)

    def hold(self, call_id: str, held: bool) -> None:
        leg = self._leg(call_id)
        if leg.snapshot.state is not CallState.CONFIRMED:
            raise LocalError("only an answered call can be held")
        if leg.parked is not held:
            self._together.hold(leg, held)

    def transfer(self, call_id: str, target: str) -> None:
        """Blind transfer."""
        self._transfers.blind(self._answered(call_id), target)

    def connect(self, call_id: str, other_id: str) -> None:
        """Attended transfer of the first call to the second's other side."""
        leg, other = self._pair(call_id, other_id)
        self._transfers.attended(leg, other)

    def join(self, call_id: str, other_id: str) -> None:
        """Conference of both and us; the customer's leg of the older call stays a customer's."""
        pair = self._pair(call_id, other_id)
        if any(len(self.monitoring.around(leg)) > 1 for leg in pair):
            raise LocalError("a supervisor is in the call")
        self._conference.begin(*pair)
        muted = any(leg.snapshot.muted for leg in pair)
        for leg in pair:
            self._together.hold_others(leg)
            leg.mute(muted)
            if leg.parked:
                self._together.set_hold(leg, False)

    def dtmf(self, call_id: str, digits: str, method: str) -> None:
        self._tones.send(self._leg(call_id), digits, method)
        self._around.emit(DtmfPressed(call_id, digits.upper(), by_us=True))

    def contact_changed(self, account: str) -> None:
        """Peers reach the account of that name elsewhere from now on."""
        for leg in self:
            if leg.snapshot.account == account:
                self._holding.refresh(leg)

    def text(self, call_id: str, request_id: str, text: str) -> None:
        """Send a text to the other side; MessageDelivered says what became of it."""
        leg = self._answered(call_id)
        leg.texts.send(leg.call(), request_id, text)

    def step_consent(self, said: StepConsent) -> None:
        """Raises IllegalConsentEvent, which changes nothing."""
        leg = self._leg(said.call_id)
        if said.listener:
            self.monitoring.step_consent(leg, said.event)
        else:
            leg.step_consent(said.event)

    def report_stats(self) -> None:
        for leg in list(self):
            leg.report_stats()

    def hang_up_all(self) -> None:
        for leg in list(self._legs.values()):
            pj_call = leg.pj
            if pj_call is not None and pj_call.placed:
                with suppress(pj.Error):
                    pj_call.hangup(pj.CallOpParam())
            self._give_up_waiting(leg)

    # ------------------------------------------------------------ inside

    def _leg(self, call_id: str) -> Leg:
        leg = self._legs.get(call_id)
        if leg is None or leg.hidden:
            raise LocalError("there is no such call any more")
        return leg

    def _answered(self, call_id: str) -> Leg:
        leg = self._leg(call_id)
        if leg.snapshot.state is not CallState.CONFIRMED:
            raise LocalError("this is only possible in an answered call")
        return leg

    def _pair(self, call_id: str, other_id: str) -> tuple[Leg, Leg]:
        if call_id == other_id:
            raise LocalError("a call cannot be connected with itself")
        return self._answered(call_id), self._answered(other_id)

    def _free_in_s(self) -> float:
        live = sum(leg.pj is not None and leg.pj.placed for leg in self._legs.values())
        return self._lines.free_in_s(live, time.monotonic())

    def _party(self, uri: str, *, aside: bool = False) -> Party:
        if self._around.number_plan.is_internal(uri):
            return Party.INTERNAL
        return Party.CONSULTATION if aside else Party.CUSTOMER

    def _new_leg(
        self, account: str, direction: Direction, state: CallState, peer: str, call_id: str = ""
    ) -> Leg:
        snapshot = CallSnapshot(
            call_id=call_id or secrets.token_hex(8),
            account=account,
            direction=direction,
            state=state,
            peer_uri=peer,
            started_at_s=time.monotonic(),
        )
        return Leg(snapshot, self._around)

    def _placed(self, leg: Leg) -> None:
        if not leg.snapshot.monitors:  # nobody is spoken to there before their desktop has answered
            self._together.hold_others(leg)

    def _auto_answer(self, leg: Leg) -> None:
        others = [other for other in self if other is not leg]
        if any(one.talking or one.snapshot.state is not CallState.INCOMING for one in others):
            return  # it rings as a second call: whom to leave waiting is the agent's choice
        if leg.snapshot.state is CallState.INCOMING and leg.pj is not None:
            self._answer(leg)

    def _answer(self, leg: Leg) -> None:
        _attempt(lambda: leg.call().answer(with_status(OK)))
        # Known at once, not when PJSIP reports it: the next answer may be due before that.
        leg.answering = True
        self._ring()

    def _give_up_waiting(self, leg: Leg) -> None:
        if leg.snapshot.alive:
            self._winding_up.add(leg)  # PJSIP still needs the call until its timers have run out
            leg.end(TERMINATED if leg.snapshot.confirmed_at_s is None else OK, "", time.monotonic())

    def _state_changed(self, leg: Leg) -> None:
        self._conference.state_changed(leg)
        self.monitoring.state_changed(leg)
        self._succession.state_changed(leg)
        self._together.state_changed(leg)
        if not leg.snapshot.alive:
            self._legs.pop(leg.snapshot.call_id, None)
            self._tones.stop(leg)
            self._transfers.ended(leg)
            self._winding_up = {old for old in self._winding_up if old.pj is not None}
        self._ring()

    def _ring(self) -> None:
        # A bell over a conversation helps nobody: with a call up, the window alone says it.
        ringing = any(leg.snapshot.state is CallState.INCOMING for leg in self)
        self._on_ringing(ringing and not any(leg.talking for leg in self))


def _attempt(action: Callable[[], None]) -> None:
    try:
        action()
    except pj.Error as error:
        raise LocalError(f"not possible now: {error.reason}") from error
