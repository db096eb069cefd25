"""One SIP account: its transport, its registration with back-off, and whom it trusts.

Only on the engine's thread; PJSIP's callbacks copy, post and return.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, Protocol

import pjsua2 as pj
from msgspec.structs import replace as replace_struct

from desktop.errors import LocalError
from desktop.telephony.call import AccountSnapshot, RegistrationState
from desktop.telephony.engine.inbox import Inbox, Timer
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.messages import (
    AccountChanged,
    AccountConfig,
    Event,
    MessageReceived,
    SendMessage,
)
from desktop.telephony.engine.name_addr import (
    clean,
    host_of,
    host_port,
    name_addr,
    reachable,
    registrar_uri,
    user_of,
    with_transport,
)
from desktop.telephony.engine.outgoing_messages import UNAVAILABLE, OutgoingMessages
from desktop.telephony.engine.pj_account import PjAccount, RegistrationAnswer
from desktop.telephony.engine.transports import (
    Transport,
    TransportBusy,
    TransportUnusable,
    open_transport,
)

log = logging.getLogger("beistand.engine")

RETRY_S: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""After no answer or a server's trouble: quick at first, since mostly a cable or a restart."""
REFUSED_RETRY_S: Final = 60.0
"""After 401, 403 or 404: a wrong password tried quickly locks accounts."""
REFUSED: Final = frozenset({401, 403, 404, 407})
NO_ANSWER_S: Final = 3.0
"""Say that nobody answers after this long; PJSIP itself goes on retransmitting for 32 s."""
RETRANSMIT_S: Final = 4.0  # RFC 3261 T2
REQUEST_TIMEOUT: Final = 408
REGISTRATION_S: Final = 300


class IncomingCalls(Protocol):
    """Who takes incoming calls; `Calls` does. `receive` is called on PJSIP's thread."""

    def receive(self, pj_account: Any, account: str, pj_call_id: int) -> Leg: ...
    def admit(self, leg: Leg, remote: str, auto_answer_s: float | None) -> None: ...
    def turn_away(self, leg: Leg) -> None: ...


class SipAccount:
    """Runs one AccountConfig until stopped."""

    def __init__(
        self,
        config: AccountConfig,
        endpoint: Any,
        inbox: Inbox,
        emit: Callable[[Event], None],
        calls: IncomingCalls,
    ) -> None:
        self.config = config
        self._inbox = inbox
        self._endpoint = endpoint
        self._emit = emit
        self._calls = calls
        self._pj: PjAccount | None = None
        self._transport: Transport | None = None
        self._registrar_address = ""
        self._failures = 0
        self._timer: Timer | None = None
        self._deadline: Timer | None = None
        self._stopping = False
        self._messages = OutgoingMessages(emit)
        registered = bool(config.registrar)
        self.snapshot = AccountSnapshot(
            name=config.name,
            uri=config.uri,
            state=RegistrationState.UNREGISTERED,  # whatever start() makes of it is news
            transport=config.transport,
            registrar=host_port(config.registrar, config.transport) if registered else "",
        )

    # ------------------------------------------------------------ life

    def start(self, transport: Transport | None = None) -> None:
        """Bind (or take over `transport`), then register. A port in use is reported and retried."""
        self._timer = None
        try:
            self._transport = transport or open_transport(self._endpoint, self.config)
        except TransportBusy as busy:
            self._bind_failed(str(busy))
            return
        except TransportUnusable as unusable:
            self._config_failed(str(unusable))
            return
        try:
            self._pj = PjAccount(self.config.name, self, self._inbox.post)
            self._pj.create(self._pj_config(self._transport))
        except pj.Error as error:
            self._pj = None
            self._config_failed(f"the account's settings cannot be used: {error.reason}")
            return
        self._failures = 0
        if self.config.registrar:
            self._bound(RegistrationState.REGISTERING, self._transport.port)
            self._register()
        else:
            self._bound(RegistrationState.DIRECT, self._transport.port)

    def unregister(self) -> None:
        """Ask the registrar to forget us; the answer comes as an event."""
        self._stopping = True
        self._cancel_timers()
        if self._pj is not None and self.snapshot.state is RegistrationState.REGISTERED:
            try:
                self._pj.setRegistration(False)
                return
            except pj.Error:
                log.info("could not unregister")
        self._change(state=RegistrationState.UNREGISTERED, retry_in_s=None, failure="")

    def stop(self) -> Transport | None:
        """Give up the account; returns its transport, for a successor or to be closed."""
        self._stopping = True
        self._cancel_timers()
        self._messages.close()
        account, self._pj = self._pj, None
        if account is not None:
            account.shutdown()
        transport, self._transport = self._transport, None
        return transport

    @property
    def pj(self) -> PjAccount:
        """The live pjsua2 account; raises LocalError while its port cannot be bound."""
        if self._pj is None:
            raise LocalError(self.snapshot.reason or "the account is not running")
        return self._pj

    def target(self, uri: str) -> str:
        return with_transport(uri, self.config.transport)

    # ------------------------------------------------------------ registration

    def registration_answered(self, answer: RegistrationAnswer) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        if self._stopping:
            self._change(state=RegistrationState.UNREGISTERED, code=answer.code, failure="")
            return
        if answer.registered:
            self._failures = 0
            self._registrar_address = host_of(answer.source)
            self._change(
                state=RegistrationState.REGISTERED,
                code=answer.code,
                reason=answer.reason,
                retry_in_s=None,
                failure="",
            )
            return
        if answer.code in REFUSED:
            delay_s = REFUSED_RETRY_S
        else:
            delay_s = RETRY_S[min(self._failures, len(RETRY_S) - 1)]
        self._failures += 1
        self._change(
            state=RegistrationState.FAILED,
            code=answer.code or UNAVAILABLE,
            reason=answer.reason,
            retry_in_s=delay_s,
            failure="answer",
        )
        log.warning("registration failed", extra={"code": answer.code, "wait_s": delay_s})
        self._timer = self._inbox.after(delay_s, self._register)

    def _register(self) -> None:
        if self._pj is None:
            return
        self._deadline = self._inbox.after(NO_ANSWER_S, self._nobody_answers)
        try:
            self._pj.setRegistration(True)
        except pj.Error as error:
            self.registration_answered(
                RegistrationAnswer(UNAVAILABLE, str(error.reason), False, "")
            )

    def _nobody_answers(self) -> None:
        self._change(
            state=RegistrationState.FAILED,
            code=REQUEST_TIMEOUT,
            reason="no answer",
            retry_in_s=RETRANSMIT_S,
            failure="answer",
        )

    # ------------------------------------------------------------ calls and messages

    def trusts(self, source: str) -> bool:
        """Whether requests from "ip:port" are taken: the registrar's or a trusted peer's."""
        host = host_of(source)
        return host in self.config.trusted_peers or (bool(host) and host == self._registrar_address)

    def take_call(self, pj_call_id: int) -> Leg:
        return self._calls.receive(self.pj, self.config.name, pj_call_id)

    def call_arrived(self, leg: Leg, source: str, remote: str) -> None:
        if not self.trusts(source):
            log.warning("call turned away: not from the registrar or a trusted peer")
            self._calls.turn_away(leg)
            return
        auto = self.config.auto_answer_delay_s if self.config.auto_answer else None
        self._calls.admit(leg, remote, auto)

    def message_arrived(self, message: MessageReceived, source: str) -> None:
        if not self.trusts(source):
            log.warning("message dropped: not from the registrar or a trusted peer")
            return
        if not self.config.registrar and self.config.transport == "udp":
            # over a stream the source port is not where the peer listens, but the stream is open
            message = replace_struct(message, from_uri=reachable(message.from_uri, source))
        self._emit(message)

    def send_message(self, message: SendMessage) -> None:
        """Send a MESSAGE; the answer comes as MessageDelivered. Raises LocalError."""
        self._messages.send(self.pj, self.target(message.target), message)

    def message_answered(self, token: int, code: int, reason: str) -> None:
        self._messages.answered(token, code, reason)

    # ------------------------------------------------------------ inside

    def _bind_failed(self, why: str) -> None:
        delay_s = RETRY_S[min(self._failures, len(RETRY_S) - 1)]
        self._failures += 1
        self._change(
            state=RegistrationState.FAILED,
            code=0,
            reason=clean(why),
            retry_in_s=delay_s,
            failure="bind",
        )
        self._timer = self._inbox.after(delay_s, self.start)

    def _config_failed(self, why: str) -> None:
        """No retry: it stays so until the settings are others."""
        self._change(
            state=RegistrationState.FAILED,
            code=0,
            reason=clean(why),
            retry_in_s=None,
            failure="config",
        )

    def _bound(self, state: RegistrationState, port: int) -> None:
        self._change(state=state, local_port=port, reason="", retry_in_s=None, failure="")

    def _pj_config(self, transport: Transport) -> Any:
        mine = self.config
        config = pj.AccountConfig()
        config.idUri = name_addr(mine.display_name, mine.uri)
        config.sipConfig.transportId = transport.pj_id
        config.mediaConfig.transportConfig.port = 0
        if mine.local_address:
            config.mediaConfig.transportConfig.boundAddress = mine.local_address
        config.regConfig.registerOnAdd = False
        config.regConfig.retryIntervalSec = 0  # the back-off is ours: it must be told to the user
        if mine.registrar:
            uri = registrar_uri(mine.registrar, mine.transport)
            config.regConfig.registrarUri = uri
            config.regConfig.timeoutSec = REGISTRATION_S
            config.regConfig.proxyUse = 0
            credentials = pj.AuthCredInfo(
                "digest", "*", mine.username or user_of(mine.uri), 0, mine.password
            )
            config.sipConfig.authCreds.append(credentials)
            if host_port(uri, mine.transport) != host_port(mine.uri, mine.transport):
                # The domain is not where the registrar is: everything goes through the registrar.
                config.sipConfig.proxies.append(f"{uri};lr")
        return config

    def _change(self, **changes: Any) -> None:
        snapshot = replace(self.snapshot, **changes)
        if snapshot != self.snapshot:
            self.snapshot = snapshot
            self._emit(AccountChanged(snapshot))

    def _cancel_timers(self) -> None:
        for timer in (self._timer, self._deadline):
            if timer is not None:
                timer.cancel()
