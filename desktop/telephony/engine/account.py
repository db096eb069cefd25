"""One SIP account: its transport, its registration with back-off, and whom it trusts.

Only on the engine's thread; PJSIP's callbacks copy, post and return.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pjsua2 as pj
from msgspec.structs import replace as replace_struct

from desktop.errors import LocalError
from desktop.processes.inbox import Inbox, Timer
from desktop.telephony.call import AccountSnapshot, RegistrationState, TlsVerdict
from desktop.telephony.consent import ConsentState
from desktop.telephony.engine.configuration import AccountConfig
from desktop.telephony.engine.incoming import IncomingCalls
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.messages import AccountChanged, Event, MessageReceived, SendMessage
from desktop.telephony.engine.name_addr import clean, host_of, host_port, reachable
from desktop.telephony.engine.names import Names
from desktop.telephony.engine.outgoing_messages import UNAVAILABLE, OutgoingMessages
from desktop.telephony.engine.pj_account import Invite, PjAccount, RegistrationAnswer
from desktop.telephony.engine.registration import ANEW_S, RETRY_S, Registration
from desktop.telephony.engine.scout import Scout
from desktop.telephony.engine.servers import Server, Servers, servers_of
from desktop.telephony.engine.tls_watch import TlsWatch
from desktop.telephony.engine.transports import (
    Transport,
    TransportBusy,
    TransportUnusable,
    open_transport,
)
from desktop.telephony.engine.way import Way
from desktop.telephony.engine.whereabouts import ANYWHERE, source_address

log = logging.getLogger("beistand.engine")


class SipAccount:
    """Runs one AccountConfig until stopped."""

    def __init__(
        self,
        config: AccountConfig,
        endpoint: Any,
        inbox: Inbox,
        emit: Callable[[Event], None],
        calls: IncomingCalls,
        tls: TlsWatch,
        names: Names,
    ) -> None:
        self.config = config
        self._inbox = inbox
        self._endpoint = endpoint
        self._emit = emit
        self._calls = calls
        self._tls = tls
        self._pj: PjAccount | None = None
        self._transport: Transport | None = None
        self._servers = Servers(
            servers_of(config.registrar, config.backup_registrars, config.outbound_proxies)
        )
        self.way = Way(config, names, self._servers.current)
        self._attempt = 0
        """The one that counts, of those to find and ask a server."""
        self._verdict = TlsVerdict.NONE
        self._registration = Registration(
            inbox, self._servers, self._register, self._change, self._look_home
        )
        self._contact_void = False
        """Its connection is gone, and with it the port that peers reach us by."""
        self._moved = False
        """Calls that are up are to be told another port once the registrar knows it."""
        self._bind_failures = 0
        self._scout: Scout | None = None
        self._timer: Timer | None = None
        self._stopping = False
        self._messages = OutgoingMessages(emit)
        self.snapshot = AccountSnapshot(
            name=config.name,
            uri=config.uri,
            state=RegistrationState.UNREGISTERED,  # whatever start() makes of it is news
            transport=config.transport,
            registrar=self._asked(self._servers.current) if config.registrar else "",
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
            self._pj = PjAccount(self.config.name, self.config.codecs, self, self._inbox.post)
            self._pj.create(self.way.pj_config(self._transport))
        except pj.Error as error:
            self._pj = None
            self._config_failed(f"the account's settings cannot be used: {error.reason}")
            return
        self._bind_failures = 0
        if self.config.registrar:
            self._bound(RegistrationState.REGISTERING, self._transport.port)
            self._registration.begin()
        else:
            self._bound(RegistrationState.DIRECT, self._transport.port)
            self._register(self.way.server)  # which has no name: for the relay's

    def register(self) -> None:
        """Ask the registrar now. Raises LocalError where there is none to ask."""
        if not self.config.registrar:
            raise LocalError("the account has no registrar", action="Set one in the settings")
        if self._pj is None:
            raise LocalError(self.snapshot.reason or "the account is not running")
        self._registration.stop()
        self._change(state=RegistrationState.REGISTERING, retry_in_s=None, failure="")
        self._registration.begin()

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

    def connection_lost(self) -> None:
        """A connection of this account's kind has ended: the registrar's, for all one knows."""
        if self.snapshot.state is RegistrationState.REGISTERED:
            self._contact_void = True
            self._registration.connection_lost()

    def register_anew(self) -> None:
        """The computer was asleep or is elsewhere now, and PJSIP has been told so."""
        if not self.config.registrar or self._pj is None:
            return
        self._registration.anew()
        if self.config.transport != "udp":
            # by a new connection by now, and with the Contact of the old one
            self._contact_void = True
            self._timer = self._inbox.after(ANEW_S, self.connection_lost)

    def say_address(self) -> None:
        """The computer is elsewhere, and the account's socket is what it was."""
        if self._pj is not None and self._transport is not None:
            self.way.say_address(self._pj, self._transport, self.way_out)

    @property
    def way_out(self) -> str:
        """The address that we have on the way to the registrar, or, without one, to anybody."""
        return source_address(min(self._registration.addresses, default=ANYWHERE))

    def reaches(self, target: str) -> bool:
        return self.way.reaches(target)

    # ------------------------------------------------------------ registration

    def registration_answered(self, answer: RegistrationAnswer) -> None:
        if self._stopping:
            self._change(state=RegistrationState.UNREGISTERED, code=answer.code, failure="")
            return
        seen = (
            self._tls.of_answer(answer.source)
            if answer.source
            else self._tls.of_failure(answer.reason)
        )
        if self.config.transport == "tls" and (seen is not TlsVerdict.NONE or not answer.source):
            self._verdict = seen
        self._registration.answered(answer)
        if answer.registered and self._moved:
            self._moved = False
            self._calls.contact_changed(self.config.name)

    def _register(self, server: Server) -> None:
        self._attempt += 1
        self.way.find(server, partial(self._ask, server, self._attempt))

    def _ask(self, server: Server, attempt: int, why: str) -> None:
        """Register, unless another attempt has begun while names were looked up."""
        if self._pj is None or self._transport is None or attempt != self._attempt:
            return
        if why:
            if self.config.registrar:
                self._ask_failed(why)
            return
        try:
            if self._contact_void or not self.way.leads_to(server):
                # PJSIP gives up what is under way and registers at the other one by itself
                self._moved, self._contact_void = self._contact_void, False
                self.way.turn(server)
                self._pj.modify(self.way.pj_config(self._transport))
                self._change(registrar=self._asked(server), backup=not self._servers.at_home)
            elif self.config.registrar:
                self._pj.setRegistration(True)
        except pj.Error as error:
            self._ask_failed(str(error.reason))

    def _ask_failed(self, why: str) -> None:
        failed = RegistrationAnswer(UNAVAILABLE, why, False, "")
        self._inbox.post(lambda: self.registration_answered(failed))

    def _look_home(self, then: Callable[[], None]) -> None:
        home = self._servers.home
        self.way.find(home, lambda why: None if why else self._send_scout(home, then))

    def _send_scout(self, home: Server, then: Callable[[], None]) -> None:
        if self._transport is None or self._scout is not None or self._stopping:
            return

        def seen(answered: bool) -> None:
            self._scout = None
            if answered and not self._stopping:
                then()

        try:
            self._scout = Scout(self.way.pj_config(self._transport, home), self._inbox, seen)
        except pj.Error:
            log.info("the first server could not be asked")

    def _asked(self, server: Server) -> str:
        """host:port that a REGISTER goes to, for the message to the user."""
        return host_port(server.first_hop, self.config.transport)

    # ------------------------------------------------------------ calls and messages

    def trusts(self, source: str) -> bool:
        """Whether requests from "ip:port" are taken: a registrar's, a trusted peer's, or anybody's
        where the account allows direct calls."""
        host = host_of(source)
        return (
            self.config.direct_calls
            or host in self.config.trusted_peers
            or (bool(host) and host in self._registration.addresses)
        )

    def take_call(self, pj_call_id: int) -> Leg:
        return self._calls.receive(self.pj, self.config.name, pj_call_id)

    @property
    def follows_transfers(self) -> bool:
        return self.config.follow_transfers

    def call_arrived(self, leg: Leg, invite: Invite) -> None:
        if not self.trusts(invite.source):
            log.warning("call turned away: not from the registrar or a trusted peer")
            self._calls.turn_away(leg)
            return
        if invite.unusable:
            log.warning("call turned away: it cannot be taken", extra={"code": invite.unusable})
            self._calls.turn_away(leg, invite.unusable)
            return
        if invite.objection:
            leg.snapshot = replace(leg.snapshot, consent=ConsentState.WITHDRAWN)
        auto = self.config.auto_answer_delay_s if self.config.auto_answer else None
        if auto is None and self.config.auto_answer_headers:
            auto = invite.auto_answer_s
        self._calls.admit(leg, invite.remote, auto)

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
        target = self.way.target(message.target)
        self._messages.send(self.pj, target, message, partial(self.way.reach, target))

    def message_answered(self, token: int, code: int, reason: str) -> None:
        self._messages.answered(token, code, reason)

    # ------------------------------------------------------------ inside

    def _bind_failed(self, why: str) -> None:
        delay_s = RETRY_S[min(self._bind_failures, len(RETRY_S) - 1)]
        self._bind_failures += 1
        self._failed("bind", why, delay_s)
        self._timer = self._inbox.after(delay_s, self.start)

    def _config_failed(self, why: str) -> None:
        """No retry: it stays so until the settings are others."""
        self._failed("config", why, None)

    def _failed(self, failure: str, why: str, retry_in_s: float | None) -> None:
        self._change(
            state=RegistrationState.FAILED,
            code=0,
            reason=clean(why),
            retry_in_s=retry_in_s,
            failure=failure,
        )

    def _bound(self, state: RegistrationState, port: int) -> None:
        self._change(state=state, local_port=port, reason="", retry_in_s=None, failure="")

    def _change(self, **changes: Any) -> None:
        snapshot = replace(self.snapshot, tls=self._verdict, **changes)
        if snapshot != self.snapshot:
            self.snapshot = snapshot
            self._emit(AccountChanged(snapshot))

    def _cancel_timers(self) -> None:
        self._attempt += 1
        self._registration.stop()
        if self._scout is not None:
            self._scout.cancel()
        if self._timer is not None:
            self._timer.cancel()
