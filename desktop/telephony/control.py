"""What the agent can do to calls, as engine commands. What is possible the engine decides."""

import uuid
from collections.abc import Callable

from desktop.errors import LocalError
from desktop.telephony.availability import Presence
from desktop.telephony.consent import ConsentEvent
from desktop.telephony.engine.configuration import AccountConfig
from desktop.telephony.engine.messages import (
    Answer,
    Command,
    ConnectCalls,
    Decline,
    Dial,
    HangUp,
    Join,
    Register,
    SendDtmf,
    SendMessage,
    SendText,
    SetAvailability,
    SetHold,
    SetMonitorMode,
    SetMute,
    StepConsent,
    Transfer,
)
from desktop.telephony.monitoring import MonitorMode
from desktop.telephony.sip_uri import dial_target


class CallControl:
    """Sends through `send`, which never waits and is False while no engine is attached.

    Every method then raises LocalError: nothing happened.

    `accounts[0]` places calls where no other is named; `message_account` names the one that sends
    messages, empty: the first one too.
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
        self.last_dialled = ""
        """What was typed last and could be dialled; memory only."""

    @property
    def account_names(self) -> tuple[str, ...]:
        """In the order of the settings, which is the order of preference."""
        return tuple(account.name for account in self._accounts)

    def register(self, account: str) -> None:
        """Have the account ask its registrar now."""
        self._pass_on(Register(account))

    def dial(self, text: str, *, account: str = "", consultation: bool = False) -> str:
        """Call what was typed; the id that the call will have. Raises LocalError (BadNumber) for
        what is no number or address."""
        chosen = self._account(account)
        target = self._target(text, chosen)
        call_id = uuid.uuid4().hex
        self._pass_on(Dial(chosen.name, target, consultation, call_id))
        self.last_dialled = text
        return call_id

    def transfer(self, call_id: str, text: str, account: str) -> None:
        """Blind transfer of a call that is on `account` to what was typed. Raises as `dial`."""
        self._pass_on(Transfer(call_id, self._target(text, self._account(account))))

    def connect(self, call_id: str, other_id: str) -> None:
        """Attended transfer: the first call's other side is sent to the second's."""
        self._pass_on(ConnectCalls(call_id, other_id))

    def join(self, call_id: str, other_id: str) -> None:
        self._pass_on(Join(call_id, other_id))

    def set_availability(self, turn_away: int, presence: Presence) -> None:
        """`turn_away` 0: calls are taken; else what a caller gets, 480 or 486."""
        self._pass_on(SetAvailability(turn_away, presence))

    def _target(self, text: str, account: AccountConfig) -> str:
        if not account.registrar and "@" not in text and ":" not in text:
            raise LocalError(
                "without a telephone system there is nobody to ask for a number",
                action="Dial an address such as sip:name@host, or set a registrar",
            )
        return dial_target(text, account.uri, account.registrar)

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

    def send_text(self, call_id: str, text: str) -> str:
        """Write to the other side of a call; the id that its MessageDelivered will carry."""
        request_id = uuid.uuid4().hex
        self._pass_on(SendText(request_id=request_id, call_id=call_id, text=text))
        return request_id

    def step_consent(self, call_id: str, event: ConsentEvent, *, listener: bool = False) -> None:
        """What the caller says to the analysis, or to a third `listener`."""
        self._pass_on(StepConsent(call_id=call_id, event=event, listener=listener))

    def bring_in(self, call_id: str, supervisor: str) -> str:
        """Call the address of a `supervisor`; the id that their call will have. Whoever answers
        hears nothing before `set_monitor_mode`. The engine refuses it where the caller has not
        agreed."""
        account = self._account(self._message_account)
        new_id = uuid.uuid4().hex
        self._pass_on(Dial(account.name, supervisor, call_id=new_id, monitors=call_id))
        return new_id

    def set_monitor_mode(self, call_id: str, mode: MonitorMode) -> None:
        """`call_id` is the supervisor's; the first time lets them in."""
        self._pass_on(SetMonitorMode(call_id, mode))

    def send_message(self, target: str, content_type: str, body: str) -> str:
        """Start a SIP MESSAGE; the id that its MessageDelivered will carry. Raises LocalError."""
        request_id = uuid.uuid4().hex
        message = SendMessage(
            request_id=request_id,
            account=self._account(self._message_account).name,
            target=target,
            content_type=content_type,
            body=body,
        )
        self._pass_on(message)
        return request_id

    def _pass_on(self, command: Command) -> None:
        if not self._send(command):
            raise LocalError("the telephone is not running", action="It is being restarted")

    def _account(self, name: str) -> AccountConfig:
        """The account of that name; the first one for "" and for a name that there is none of."""
        if not self._accounts:
            raise LocalError("no account is set up", action="Add [[accounts]] to the settings")
        return next((one for one in self._accounts if one.name == name), self._accounts[0])
