"""What agent's and supervisor's desktop have in common: the engine, its accounts, calls, messages.

Both presenters hand every engine event to it first and add what is theirs.
"""

from desktop.clock import Clock
from desktop.presenters.account_notices import follow_account, follow_failure
from desktop.presenters.engine_notices import follow_engine
from desktop.presenters.line_notices import LineNotices
from desktop.presenters.notices import Notices
from desktop.presenters.phone import peer_of
from desktop.supervision.sip_message import SipMessageTransport
from desktop.telephony.call import AccountSnapshot, CallSnapshot
from desktop.telephony.engine.client import GONE, EngineState, EngineStateKind
from desktop.telephony.engine.messages import (
    AccountChanged,
    CallChanged,
    CommandFailed,
    EngineReady,
    Event,
    MessageDelivered,
    MessageReceived,
)
from desktop.telephony.registry import ENGINE_DIED, TAKEN_OVER, CallRegistry
from ui.notice_states import NoticeKind


class Line:
    """Keeps registry, notices and transport true to what the engine says. Owns none of them."""

    def __init__(
        self,
        *,
        registry: CallRegistry,
        transport: SipMessageTransport,
        notices: Notices,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._transport = transport
        self._notices = notices
        self._clock = clock
        self._line_notices = LineNotices(notices, clock)

    def event(self, event: Event) -> None:
        self._line_notices.event(event)
        match event:
            case EngineReady():
                self._take_over(event.calls, event.accounts)
                for account in event.accounts:
                    follow_account(self._notices, account)
            case AccountChanged():
                self._registry.apply_account(event.account)
                follow_account(self._notices, event.account)
            case CallChanged():
                self._registry.apply_call(event.call)
            case MessageReceived():
                self._transport.message_received(event.from_uri, event.content_type, event.body)
            case MessageDelivered():
                self._transport.message_delivered(event.request_id, event.code, event.reason)
            case CommandFailed() if event.no_line_s is None:
                follow_failure(self._notices, event)
            case _:
                pass

    def tick(self) -> None:
        """About twice a second."""
        self._line_notices.tick()

    def state(self, state: EngineState) -> None:
        if state.kind in GONE:
            moved = state.kind is EngineStateKind.REPLACED
            self._take_over((), (), TAKEN_OVER if moved else ENGINE_DIED)
        follow_engine(self._notices, state)

    def _take_over(
        self,
        calls: tuple[CallSnapshot, ...],
        accounts: tuple[AccountSnapshot, ...],
        reason: str = ENGINE_DIED,
    ) -> None:
        """What the engine knows is what is; a call that died with an engine is said, not hidden."""
        for call in self._registry.replace(calls, accounts, self._clock.now_s(), reason):
            if reason == ENGINE_DIED:
                kind = NoticeKind.ENGINE_DIED_IN_CALL
                self._notices.add(kind, call.peer_uri, number=peer_of(call))
