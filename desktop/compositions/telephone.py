"""The engine side that every desktop has: client, sign-in, messages. No Qt."""

from collections.abc import Callable
from typing import Protocol

from desktop.clock import MonotonicClock
from desktop.compositions.profile import Profile
from desktop.compositions.sign_in import Ask, SignIn
from desktop.presenters.notices import Notices
from desktop.settings.secrets import SystemSecrets
from desktop.supervision.sip_message import SipMessageTransport
from desktop.telephony.control import CallControl
from desktop.telephony.engine.client import EngineClient, EngineState
from desktop.telephony.engine.messages import AccountChanged, Configure, EngineReady, Event
from ui.notice_states import NoticeKind


class EngineListener(Protocol):
    """A presenter, as the telephone sees it."""

    def engine_event(self, event: Event) -> None: ...
    def engine_state(self, state: EngineState) -> None: ...


class Telephone:
    """Lives on the app thread, which `post` reaches from any other.

    `listener` hears what the engine says.
    """

    def __init__(
        self,
        profile: Profile,
        configuration: Configure,
        notices: Notices,
        *,
        ask: Ask,
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self.clock = MonotonicClock()
        self._notices = notices
        self._listener: EngineListener | None = None
        self.post = post
        self.engine = EngineClient(
            profile.runtime,
            on_event=lambda event: self.post(lambda: self._heard(event)),
            on_state=lambda state: self.post(lambda: self._changed(state)),
        )
        self.control = CallControl(
            self.engine.send, configuration.accounts, profile.settings.supervision.account
        )
        self.transport = SipMessageTransport(
            self.control.send_message, clock=self.clock, on_rejected=self._message_rejected
        )
        self.sign_in = SignIn(
            configuration,
            SystemSecrets(),
            notices,
            configure=self.engine.configure,
            ask=ask,
            post=self.post,
        )

    def start(self, listener: EngineListener) -> None:
        """Find or start the engine; the passwords are looked for behind it."""
        self._listener = listener
        self.engine.start()
        self.sign_in.begin()

    def _heard(self, event: Event) -> None:
        if self._listener is not None:
            self._listener.engine_event(event)
        if isinstance(event, AccountChanged):
            self.sign_in.follow(event.account)
        elif isinstance(event, EngineReady):
            for account in event.accounts:
                self.sign_in.follow(account)

    def _changed(self, state: EngineState) -> None:
        if self._listener is not None:
            self._listener.engine_state(state)

    def _message_rejected(self, sender: str, error: Exception) -> None:
        self._notices.add(NoticeKind.MESSAGE_REJECTED, sender, sender=sender, detail=str(error))
