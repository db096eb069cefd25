"""What the agent can do to calls, as engine commands. What is possible the engine decides."""

import uuid
from collections.abc import Callable

from desktop.errors import LocalError
from desktop.telephony.consent import ConsentEvent
from desktop.telephony.engine.messages import (
    AccountConfig,
    Answer,
    Command,
    Decline,
    Dial,
    HangUp,
    SendDtmf,
    SendMessage,
    SetHold,
    SetMute,
    StepConsent,
)
from desktop.telephony.sip_uri import dial_target


class CallControl:
    """Sends through `send`, which never waits and is False while no engine is attached.

    Every method then raises LocalError: nothing happened.

    `accounts[0]` places calls; `message_account` names the one that sends messages, empty: the
    first one too.
    """

    def __init__(
        self,
        send: Callable[[Command], bool],
        accounts: tuple[AccountConfig, ...],
        message_account: str = "",
    ) -> None:
        self._send = send
        self._accounts = accounts
        self._message_account = message_account

    def dial(self, text: str) -> None:
        """Call what was typed. Raises LocalError (BadNumber) for what is no number or address."""
        account = self._first_account()
        if not account.registrar and "@" not in text and ":" not in text:
            raise LocalError(
                "without a telephone system there is nobody to ask for a number",
                action="Dial an address such as sip:name@host, or set a registrar",
            )
        target = dial_target(text, account.uri, account.registrar)
        self._pass_on(Dial(account=account.name, target=target))

    def answer(self, call_id: str) -> None:
        self._pass_on(Answer(call_id=call_id))

    def decline(self, call_id: str) -> None:
        self._pass_on(Decline(call_id=call_id))

    def hang_up(self, call_id: str) -> None:
        self._pass_on(HangUp(call_id=call_id))

    def mute(self, call_id: str, muted: bool) -> None:
        self._pass_on(SetMute(call_id=call_id, muted=muted))

    def hold(self, call_id: str, held: bool) -> None:
        self._pass_on(SetHold(call_id=call_id, held=held))

    def dtmf(self, call_id: str, digits: str) -> None:
        self._pass_on(SendDtmf(call_id=call_id, digits=digits))

    def step_consent(self, call_id: str, event: ConsentEvent) -> None:
        self._pass_on(StepConsent(call_id=call_id, event=event))

    def send_message(self, target: str, content_type: str, body: str) -> str:
        """Start a SIP MESSAGE; the id that its MessageDelivered will carry. Raises LocalError."""
        request_id = uuid.uuid4().hex
        message = SendMessage(
            request_id=request_id,
            account=self._message_account or self._first_account().name,
            target=target,
            content_type=content_type,
            body=body,
        )
        self._pass_on(message)
        return request_id

    def _pass_on(self, command: Command) -> None:
        if not self._send(command):
            raise LocalError("the telephone is not running", action="It is being restarted")

    def _first_account(self) -> AccountConfig:
        if not self._accounts:
            raise LocalError("no account is set up", action="Add [[accounts]] to the settings")
        return self._accounts[0]
