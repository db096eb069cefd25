"""What the agent wants of calls: one method for each intent of the windows, without Qt.

Every failure becomes a notice; what is possible the engine decides. Runs on the app thread only.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from desktop.clock import Clock
from desktop.errors import BeistandError
from desktop.presenters.dial_accounts import DialAccounts
from desktop.presenters.notices import Notices
from desktop.telephony.availability import Availability
from desktop.telephony.call import (
    CallSnapshot,
    Direction,
    Party,
    TransferStep,
)
from desktop.telephony.control import CallControl
from desktop.telephony.engine.messages import CallTurnedAway, EngineReady, Event, MessageReceived
from desktop.telephony.registry import CallRegistry
from desktop.telephony.sip_uri import BadNumber, display_number, seen
from ui.notice_states import NoticeKind

_QUIET_CODES: Final = frozenset({0, 200, 487})
"""Ends that need no explanation: a normal BYE, a cancelled call."""
_GAVE_UP: Final = frozenset({408, 487})
"""Ends of a call that rang here until the other side, or its server, had enough."""
_TEXT: Final = "text/plain"
SHOWN_CHARACTERS: Final = 200
"""Of a text in a notice; the whole of a longer one is among its details."""


class CallIntents:
    """Turns intents into commands, and keeps the agent's availability true in the engine.

    `changed` is called after everything that can be seen.
    """

    def __init__(
        self,
        *,
        registry: CallRegistry,
        control: CallControl,
        accounts: DialAccounts,
        notices: Notices,
        availability: Availability,
        clock: Clock,
        changed: Callable[[], None],
    ) -> None:
        self._registry = registry
        self._control = control
        self._accounts = accounts
        self._notices = notices
        self._availability = availability
        self._clock = clock
        self._changed = changed
        self._engine_seen = False
        self._served = False
        """A customer's call is over that the agent has not finished up after."""
        registry.add_listener(self)

    # ------------------------------------------------------------ events

    def engine_event(self, event: Event) -> None:
        match event:
            case EngineReady(availability=left):
                if left.turn_away and not self._engine_seen:
                    self._availability.take_over(left.presence)
                self._engine_seen = True
                self._tell_availability()
            case CallTurnedAway():
                self._missed(event.peer_uri, event.peer_name)
            case MessageReceived(content_type=kind) if kind.partition(";")[0].strip() == _TEXT:
                sender = display_number(event.from_uri)
                said = seen(event.body)
                rest = said if len(said) > SHOWN_CHARACTERS else ""
                if rest:
                    said = f"{said[:SHOWN_CHARACTERS]} …"
                self._notices.add(
                    NoticeKind.TEXT_MESSAGE, event.from_uri, sender=sender, text=said, whole=rest
                )
            case _:
                pass

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`: what did not come about is said; after a call, finish up."""
        failed = TransferStep.FAILED
        if call.transfer is failed and (before is None or before.transfer is not failed):
            self._notices.add(
                NoticeKind.TRANSFER_FAILED, call.call_id, code=str(call.transfer_code or "")
            )
        if call.alive:
            return
        placed = call.direction is Direction.OUTGOING and call.confirmed_at_s is None
        if placed and call.end_code not in _QUIET_CODES:
            self._notices.add(
                NoticeKind.CALL_FAILED, code=str(call.end_code), reason=call.end_reason
            )
        answered = call.confirmed_at_s is not None
        gave_up = call.direction is Direction.INCOMING and call.end_code in _GAVE_UP
        if gave_up and not answered:
            self._missed(call.peer_uri, call.peer_name)
        self._served = self._served or (call.party is Party.CUSTOMER and answered)
        # A colleague may still be on the line when the customer is not.
        busy = any(one.confirmed_at_s is not None for one in self._registry.calls)
        if self._served and not busy:
            self._served = False
            self._availability.call_ended(self._clock.now_s())
            self._tell_availability()

    def tick(self) -> None:
        if self._availability.tick(self._clock.now_s()):
            self._tell_availability()

    # ------------------------------------------------------------ intents: one call

    def dial(self, text: str) -> None:
        self._dial(text, consultation=False)

    def consult(self, text: str) -> None:
        """Call somebody for advice: the call that is up is held, and this one never analysed."""
        self._dial(text, consultation=True)

    def dial_with(self, account: str) -> None:
        """Place the next calls with `account`, while it works."""
        self._accounts.choose(account)
        self._changed()

    def answer(self, call_id: str) -> None:
        self.attempt("Answer", lambda: self._control.answer(call_id))

    def decline(self, call_id: str) -> None:
        self.attempt("Decline", lambda: self._control.decline(call_id))

    def hang_up(self, call_id: str) -> None:
        """In a conference: leave it, which ends it."""
        for one in self._registry.together(call_id):
            self.attempt("HangUp", partial(self._control.hang_up, one))

    def hang_up_all(self) -> None:
        for call in self._registry.calls:
            self.hang_up(call.call_id)

    def mute(self, call_id: str, muted: bool) -> None:
        self.attempt("SetMute", lambda: self._control.mute(call_id, muted))

    def hold(self, call_id: str, held: bool) -> None:
        self.attempt("SetHold", lambda: self._control.hold(call_id, held))

    def dtmf(self, call_id: str, digits: str) -> None:
        self.attempt("SendDtmf", lambda: self._control.dtmf(call_id, digits))

    # ------------------------------------------------------------ intents: several calls

    def swap(self, call_id: str) -> None:
        """Talk to whom that call is with; the engine holds the others."""
        self.hold(call_id, False)

    def transfer(self, call_id: str, text: str) -> None:
        """Blind: to what was typed, without asking there."""
        call = self._registry.call(call_id)
        if call is None:
            return
        self._forget_old_trouble()
        try:
            self._control.transfer(call_id, text, call.account)
        except BadNumber:
            self._notices.add(NoticeKind.BAD_NUMBER, number=text)
        except BeistandError as error:
            self._failed("Transfer", error)
        self._changed()

    def connect(self, call_id: str, other_id: str) -> None:
        """Let both talk without us: the customer is sent to the other."""
        call, other = self._registry.call(call_id), self._registry.call(other_id)
        if call is None or other is None:
            return
        if call.party is not Party.CUSTOMER and other.party is Party.CUSTOMER:
            call, other = other, call
        self._forget_old_trouble()
        self.attempt("ConnectCalls", partial(self._control.connect, call.call_id, other.call_id))

    def join(self, call_id: str, other_id: str) -> None:
        self.attempt("Join", lambda: self._control.join(call_id, other_id))

    # ------------------------------------------------------------ intents: the agent

    def rest(self, reason: str) -> None:
        """Take no calls; `reason` is one of those that are offered, or empty."""
        self._availability.rest(reason)
        self._tell_availability()
        self._changed()

    def come_back(self) -> None:
        self._availability.come_back()
        self._tell_availability()
        self._changed()

    def attempt(self, command: str, action: Callable[[], object]) -> None:
        """Do `action`; what goes wrong is said as `command`'s failure."""
        try:
            action()
        except BeistandError as error:
            self._failed(command, error)
            self._changed()

    # ------------------------------------------------------------ inside

    def _missed(self, peer_uri: str, peer_name: str) -> None:
        number = peer_name or display_number(peer_uri)
        self._notices.add(NoticeKind.MISSED_CALL, peer_uri, number=number)

    def _dial(self, text: str, *, consultation: bool) -> None:
        self._forget_old_trouble()
        try:
            self._control.dial(text, account=self._accounts.for_call(), consultation=consultation)
        except BadNumber:
            self._notices.add(NoticeKind.BAD_NUMBER, number=text)
        except BeistandError as error:
            self._failed("Dial", error)
        self._changed()

    def _tell_availability(self) -> None:
        try:
            self._control.set_availability(
                self._availability.turn_away, self._availability.presence
            )
        except BeistandError:
            pass  # no engine: it is told when there is one

    def _forget_old_trouble(self) -> None:
        self._notices.resolve(
            NoticeKind.BAD_NUMBER,
            NoticeKind.CALL_FAILED,
            NoticeKind.COMMAND_FAILED,
            NoticeKind.TRANSFER_FAILED,
        )

    def _failed(self, command: str, error: BeistandError) -> None:
        self._notices.add(NoticeKind.COMMAND_FAILED, command, command=command, detail=str(error))
