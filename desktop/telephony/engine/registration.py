"""REGISTER, with back-off and failover: when to ask whom, and what is told of it.

Only on the engine's thread; the packets are PJSIP's.
"""

import logging
from collections.abc import Callable
from typing import Final

from desktop.processes.inbox import Inbox, Timer
from desktop.telephony.call import RegistrationState
from desktop.telephony.engine.name_addr import host_of
from desktop.telephony.engine.outgoing_messages import UNAVAILABLE
from desktop.telephony.engine.pj_account import RegistrationAnswer
from desktop.telephony.engine.servers import Server, Servers

log = logging.getLogger("beistand.engine")

RETRY_S: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""After no answer or a server's trouble: quick at first, since mostly a cable or a restart."""
RESTART_RETRY_S: Final = 1.0
RESTART_S: Final = 60
"""A registrar that drops its connections is mostly restarting: a refused connection costs nobody
anything, so it is asked every RESTART_RETRY_S for that long."""
ANEW_S: Final = 1.0
LOST_S: Final = 0.1
"""From a lost connection to asking anew: several may be lost at once."""
REFUSED_RETRY_S: Final = 60.0
"""After 401, 403 or 404: a wrong password tried quickly locks accounts."""
REFUSED: Final = frozenset({401, 403, 404, 407})
NO_ANSWER_S: Final = 3.0
"""Say that nobody answers after this long; PJSIP itself goes on retransmitting for 32 s."""
RETRANSMIT_S: Final = 4.0  # RFC 3261 T2
REQUEST_TIMEOUT: Final = 408
HOME_S: Final = 60.0
"""How often a phone on a backup looks whether the first server is back."""


class Registration:
    """Runs one account's registration from `begin` to `stop`."""

    def __init__(
        self,
        inbox: Inbox,
        servers: Servers,
        register: Callable[[Server], None],
        change: Callable[..., None],
        home_again: Callable[[Callable[[], None]], None],
    ) -> None:
        """`register` sends a REGISTER to a server; `change(state=..., code=..., ...)` tells;
        `home_again(then)` looks whether the first server answers, and calls `then` if it does."""
        self._inbox = inbox
        self._servers = servers
        self._register = register
        self._change = change
        self._home_again = home_again
        self._failures = 0
        self._hurries = 0
        """Retries that are still made without backing off."""
        self._timer: Timer | None = None
        self._deadline: Timer | None = None
        self._lost: Timer | None = None
        self.addresses: set[str] = set()
        """IP addresses that registrations were accepted from: calls may come from there."""

    def begin(self) -> None:
        """Ask the server whose turn it is."""
        self._deadline = self._inbox.after(NO_ANSWER_S, self._nobody_answers)
        self._register(self._servers.current)

    def stop(self) -> None:
        for timer in (self._timer, self._deadline, self._lost):
            if timer is not None:
                timer.cancel()
        self._lost = None

    def anew(self) -> None:
        """What was agreed may be void, and PJSIP has been told so: it asks at once by itself, once
        its sockets are new. Unless something of old is still under way: then we do."""
        self.stop()
        self._failures = 0
        self._timer = self._inbox.after(ANEW_S, self.begin)

    def connection_lost(self) -> None:
        """Perhaps the registrar's, which then may have forgotten us: ask it, once for all that are
        lost until then; another one puts nothing off."""
        if self._lost is not None:
            return
        self.stop()
        self._hurries = round(RESTART_S / RESTART_RETRY_S)
        self._lost = self._inbox.after(LOST_S, self._ask_again)

    def _ask_again(self) -> None:
        self._lost = None
        self.begin()

    def answered(self, answer: RegistrationAnswer) -> None:
        """The answer to a REGISTER, or PJSIP's own word that there was none."""
        self.stop()
        if answer.registered:
            self._accepted(answer)
        elif answer.code in REFUSED:
            self._failed(answer, REFUSED_RETRY_S)
        elif self._servers.failed():
            self._next()
        else:
            self._failed(answer, self._back_off_s())

    def _back_off_s(self) -> float:
        if self._hurries:
            self._hurries -= 1
            return RESTART_RETRY_S
        return RETRY_S[min(self._failures, len(RETRY_S) - 1)]

    def _accepted(self, answer: RegistrationAnswer) -> None:
        self._failures = self._hurries = 0
        self._servers.answered()
        self.addresses.add(host_of(answer.source))
        self._change(
            state=RegistrationState.REGISTERED,
            code=answer.code,
            reason=answer.reason,
            retry_in_s=None,
            failure="",
        )
        if not self._servers.at_home:
            self._timer = self._inbox.after(HOME_S, self._look_home)

    def _failed(self, answer: RegistrationAnswer, delay_s: float) -> None:
        self._failures += 1
        self._change(
            state=RegistrationState.FAILED,
            code=answer.code or UNAVAILABLE,
            reason=answer.reason,
            retry_in_s=delay_s,
            failure="answer",
        )
        log.warning("registration failed", extra={"code": answer.code, "wait_s": delay_s})
        self._timer = self._inbox.after(delay_s, self.begin)

    def _nobody_answers(self) -> None:
        if self._servers.failed():
            self._next()
            return
        self._change(
            state=RegistrationState.FAILED,
            code=REQUEST_TIMEOUT,
            reason="no answer",
            retry_in_s=RETRANSMIT_S,
            failure="answer",
        )
        if not self._servers.only_one:
            # the way round begins anew; with one server PJSIP itself goes on retransmitting
            self._timer = self._inbox.after(RETRANSMIT_S, self.begin)

    def _next(self) -> None:
        log.warning("the server is of no use, the next one is asked")
        self.begin()

    def _look_home(self) -> None:
        self._timer = self._inbox.after(HOME_S, self._look_home)
        self._home_again(self._go_home)

    def _go_home(self) -> None:
        if self._servers.at_home:
            return
        self.stop()
        self._servers.go_home()
        self.begin()
