"""The SIP side of the engine: library life, accounts, and every command of the desktop.

Only on the engine's thread. `execute` never raises: what cannot be done becomes CommandFailed.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Final

import pjsua2 as pj

from audio.formats import FRAME_MS, SAMPLE_RATE_HZ
from desktop.errors import BeistandError, Fault, LocalError
from desktop.processes.inbox import Inbox
from desktop.telephony.call import AccountSnapshot, CallSnapshot, RegistrationState
from desktop.telephony.consent import IllegalConsentEvent
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.account import SipAccount
from desktop.telephony.engine.calls import Calls
from desktop.telephony.engine.configuration import SoundTest
from desktop.telephony.engine.lines import LINES
from desktop.telephony.engine.media import PortPool
from desktop.telephony.engine.name_addr import host_in
from desktop.telephony.engine.names import Names
from desktop.telephony.engine.outgoing_messages import UNAVAILABLE
from desktop.telephony.engine.pj_endpoint import PjEndpoint, RefusedCall
from desktop.telephony.engine.sound import Sound
from desktop.telephony.engine.surroundings import Surroundings
from desktop.telephony.engine.tls_watch import TlsWatch
from desktop.telephony.engine.transports import close_transport, transport_key
from desktop.telephony.engine.whereabouts import Whereabouts
from desktop.telephony.number_plan import NumberPlan

log = logging.getLogger("beistand.engine")

CODEC_ORDER: Final = ("PCMA/8000", "G722/16000", "PCMU/8000")
"""First is offered first. Speex, iLBC and GSM are off: no PBX needs them, and Speex bends tones."""
END_OF_CALLS_S: Final = 1.0
END_OF_REGISTRATION_S: Final = 1.0
NAMES_RETRY_S: Final = 1.0
SETTLE_S: Final = 0.2  # between the accounts' shutdown and the library's (FIELD-NOTES §2.8)


class UserAgent:
    """Owns PJSIP. Build one per process, `start`, `execute` commands, `close` once."""

    def __init__(self, inbox: Inbox, emit: Callable[[m.Event], None]) -> None:
        self._inbox = inbox
        self._emit = emit
        self._tls = TlsWatch()
        self._names = Names(inbox)
        self._endpoint = PjEndpoint(
            inbox.post,
            self._tls.handshake,
            self._connection_lost,
            self._names.asked_for,
            self._had_no_line,
        )
        self._whereabouts = Whereabouts()
        self._accounts: dict[str, SipAccount] = {}
        self._postponed: m.Configure | None = None
        self._stun_servers: list[str] = []
        self.availability = m.SetAvailability()
        """As a desktop has last said it."""
        self.sound = Sound(inbox, emit, self._sound_changed)
        self._around = Surroundings(
            post=inbox.post,
            emit=emit,
            sound=self.sound,
            ports=PortPool(),
            on_state=lambda leg: None,
            on_reinvite=lambda leg, code: None,
            on_transfer=lambda leg, facts: None,
            succeed=lambda leg, direction: None,
        )
        self.calls = Calls(inbox, self._around, self.sound.ring)

    def start(self) -> None:
        """Bring PJSIP up on its null device, without any account."""
        self._endpoint.libCreate()
        config = pj.EpConfig()
        # PJSIP's own log names numbers and addresses; ours never does.
        config.logConfig.level = 0
        config.logConfig.consoleLevel = 0
        config.logConfig.msgLogging = 0
        config.uaConfig.threadCnt = 1
        config.uaConfig.maxCalls = LINES
        config.uaConfig.userAgent = "Beistand"
        config.medConfig.clockRate = SAMPLE_RATE_HZ
        config.medConfig.audioFramePtime = FRAME_MS
        config.medConfig.channelCount = 1
        config.medConfig.noVad = True  # a steady stream, also while nobody speaks
        config.medConfig.ecTailLen = 0
        # The bridge's clock belongs to the null device; by default PJSIP stops it, and with it all
        # RTP, one second after the last connection in the bridge is gone (a muted call has none).
        config.medConfig.sndAutoCloseTime = -1
        self._endpoint.libInit(config)
        self._endpoint.audDevManager().setNullDev()
        for codec in self._endpoint.codecEnum2():
            name = codec.codecId.rpartition("/")[0]
            rank = CODEC_ORDER.index(name) if name in CODEC_ORDER else None
            self._endpoint.codecSetPriority(codec.codecId, 0 if rank is None else 255 - rank)
        self._endpoint.libStart()

    def close(self) -> None:
        """Hang up, unregister, shut PJSIP down. Serves the inbox meanwhile; at most about 3 s."""
        self.calls.hang_up_all()
        self._inbox.run_until(lambda: self.calls.all_released, END_OF_CALLS_S)
        for account in self._accounts.values():
            account.unregister()
        self._inbox.run_until(self._all_unregistered, END_OF_REGISTRATION_S)
        self.sound.close()
        for account in self._accounts.values():
            account.stop()
        self._inbox.run_until(bool, SETTLE_S)
        # Everybody was told above; without the flag PJSIP waits another second for stragglers.
        self._endpoint.libDestroy(pj.PJSUA_DESTROY_NO_NETWORK)

    def snapshots(self) -> tuple[tuple[CallSnapshot, ...], tuple[AccountSnapshot, ...]]:
        """Calls and accounts, for a desktop that has just attached."""
        return (
            tuple(leg.snapshot for leg in self.calls),
            tuple(account.snapshot for account in self._accounts.values()),
        )

    def open_taps(self) -> tuple[m.TapOpened, ...]:
        return tuple(leg.open_tap for leg in self.calls if leg.open_tap is not None)

    def execute(self, command: m.Command) -> None:
        """Carry out one command; a failure is said, never raised."""
        try:
            self._perform(command)
        except BeistandError as error:
            self._fail(command, error.fault, str(error))
        except IllegalConsentEvent as error:
            self._fail(command, Fault.LOCAL, str(error))
        except Exception as error:
            log.exception("a command failed")
            self._fail(command, Fault.DEFECT, type(error).__name__)

    def look_around(self, monotonic_s: float, wall_s: float) -> None:
        """After a sleep or on another network agree on everything anew. Called once a second."""
        addresses = {name: account.way_out for name, account in self._accounts.items()}
        if not self._whereabouts.look(monotonic_s, wall_s, addresses):
            return
        log.info("asleep or moved: registering anew")
        self._agree_anew()

    def _agree_anew(self) -> None:
        hosts = [account.way.asks_for() for account in self._accounts.values()]
        self._names.look_up(hosts, lambda _: self._follow(hosts))

    def _follow(self, hosts: list[str]) -> None:
        if any(map(self._names.silent, hosts)):  # the new network's name servers are not there yet
            self._inbox.after(NAMES_RETRY_S, self._agree_anew)
            return
        change = pj.IpChangeParam()
        # A UDP socket has to be bound anew to know its address; restarted TCP and TLS listeners are
        # others to PJSIP, and an account that is bound to the old one registers no more.
        accounts = self._accounts.values()
        change.restartListener = all(account.config.transport == "udp" for account in accounts)
        if not change.restartListener:
            for account in accounts:
                account.say_address()
        try:
            # Connections and contacts; calls get a re-INVITE with the new address.
            self._endpoint.handleIpChange(change)
        except pj.Error:
            log.warning("the change of network could not be followed")
        for account in accounts:
            account.register_anew()

    def configure_postponed(self) -> None:
        """Apply what had to wait for the end of a call. Called once a second."""
        postponed, self._postponed = self._postponed, None
        if postponed is not None:
            self._configure_accounts(postponed)

    def _perform(self, command: m.Command) -> None:
        match command:
            case m.Configure():
                self._configure(command)
            case m.Register(account=name):
                self._account(name).register()
            case m.Dial(account=name, target=target):
                account = self._account(name)
                to = account.way.target(target)
                self.calls.dial(account.pj, command, to, partial(account.way.reach, to))
            case m.Answer(call_id=call_id):
                self.calls.answer(call_id)
            case m.Decline(call_id=call_id):
                self.calls.decline(call_id, self._decline_code(call_id))
            case m.HangUp(call_id=call_id):
                self.calls.hang_up(call_id, self._decline_code(call_id))
            case m.SetMute(call_id=call_id, muted=muted):
                self.calls.mute(call_id, muted)
            case m.SetHold(call_id=call_id, held=held):
                self.calls.hold(call_id, held)
            case m.Transfer(call_id=call_id, target=target):
                self.calls.transfer(call_id, target)
            case m.ConnectCalls(call_id=call_id, other_id=other_id):
                self.calls.connect(call_id, other_id)
            case m.Join(call_id=call_id, other_id=other_id):
                self.calls.join(call_id, other_id)
            case m.SendDtmf(call_id=call_id, digits=digits):
                self.calls.dtmf(call_id, digits, self._account_of(call_id).config.dtmf)
            case m.SetAvailability(turn_away=code):
                self.availability = command
                self.calls.turning_away.code = code
            case m.SetMonitorMode(call_id=call_id, mode=mode):
                self.calls.monitoring.set_mode(call_id, mode)
            case m.StepConsent():
                self.calls.step_consent(command)
            case m.SendMessage(account=name):
                self._account(name).send_message(command)
            case m.SendText(call_id=call_id, request_id=request_id, text=text):
                self.calls.text(call_id, request_id, text)
            case m.WatchLevels(on=on):
                self.sound.watch_levels(on)
            case m.TestSound(test=test):
                self._test_sound(test)
            case m.Chime():
                self.sound.chime()
            case m.Ping(number=number):
                self._emit(m.Pong(number))
            case m.Shutdown():
                self._inbox.stop()

    def _connection_lost(self, transport: str) -> None:
        for account in self._accounts.values():
            if account.config.transport == transport:
                account.connection_lost()

    def _had_no_line(self, call: RefusedCall) -> None:
        """Who would have been turned away in any case is nobody's missed call."""
        trusting = (name for name, one in self._accounts.items() if one.trusts(call.source))
        if (name := next(trusting, None)) is not None:
            self.calls.turning_away.had_no_line(name, call.remote, call.code)

    def _sound_changed(self) -> None:
        for leg in self.calls:
            leg.sound_changed()

    def _test_sound(self, test: SoundTest) -> None:
        if test is not SoundTest.OFF and self.calls.any_alive:
            raise LocalError("sound can only be tried while no call is up")
        self.sound.test(test)

    def _configure(self, command: m.Configure) -> None:
        self._postponed = None  # whatever still waits, this is newer
        self._around.consent_mode = command.consent_mode
        self._around.notice_wav = command.notice_wav
        self._around.number_plan = NumberPlan(command.internal_numbers)
        self.sound.configure(command.sound)
        for leg in self.calls:
            leg.rules_changed()
        self._configure_accounts(command)
        self._emit(m.Configured())

    def _configure_accounts(self, command: m.Configure) -> None:
        wanted = {config.name: config for config in command.accounts}
        self._use_stun(dict.fromkeys(c.stun_server for c in command.accounts if c.stun_server))
        spare = []
        for name, account in list(self._accounts.items()):
            if wanted.get(name) == account.config:
                continue
            if self.calls.on_account(name):
                self._postponed = command
                continue
            del self._accounts[name]
            transport = account.stop()
            if transport is not None:
                spare.append(transport)
            if name not in wanted:
                gone = replace(account.snapshot, state=RegistrationState.UNREGISTERED)
                self._emit(m.AccountChanged(gone))
        for name, config in wanted.items():
            if name in self._accounts:
                continue
            taken = next((one for one in spare if one.key == transport_key(config)), None)
            if taken is not None:
                spare.remove(taken)
            account = SipAccount(
                config, self._endpoint, self._inbox, self._emit, self.calls, self._tls, self._names
            )
            self._accounts[name] = account
            account.start(taken)
        for transport in spare:
            # Not at once: the un-REGISTER is still on its way out.
            self._inbox.after(1.0, partial(close_transport, self._endpoint, transport))

    def _use_stun(self, servers: Iterable[str]) -> None:
        """One list for all accounts, which is how the library has it; in the background."""
        wanted = list(servers)
        if wanted == self._stun_servers:
            return
        self._stun_servers = wanted
        hosts = [host_in(server) for server in wanted]
        self._names.look_up(hosts, lambda _: self._set_stun(wanted))

    def _set_stun(self, wanted: list[str]) -> None:
        if wanted is not self._stun_servers:
            return
        hosts = {server: host_in(server) for server in wanted}
        known = [
            server.replace(host, self._names.known(host), 1)
            for server, host in hosts.items()
            if self._names.known(host)
        ]
        try:
            self._endpoint.natUpdateStunServers(pj.StringVector(known), False)
        except pj.Error:
            log.warning("the STUN servers cannot be used")

    def _account(self, name: str) -> SipAccount:
        try:
            return self._accounts[name]
        except KeyError:
            raise LocalError("there is no such account") from None

    def _account_of(self, call_id: str) -> SipAccount:
        return self._account(self.calls.account_of(call_id))

    def _decline_code(self, call_id: str) -> int:
        return int(self._account_of(call_id).config.decline_code)

    def _all_unregistered(self) -> bool:
        return all(
            account.snapshot.state is RegistrationState.UNREGISTERED
            for account in self._accounts.values()
        )

    def _fail(self, command: m.Command, fault: Fault, what: str) -> None:
        if isinstance(command, m.SendMessage | m.SendText):
            # Whoever sent it waits for exactly one answer, by its request id.
            self._emit(m.MessageDelivered(command.request_id, UNAVAILABLE, what))
        if isinstance(command, m.SendText):
            return  # said beside the text
        self._emit(
            m.CommandFailed(
                command=type(command).__name__,
                call_id=getattr(command, "call_id", ""),
                fault=fault.value,
                what=what,
            )
        )
