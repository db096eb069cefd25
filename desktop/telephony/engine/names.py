"""The addresses of host names, asked for beside the engine's thread.

PJSIP asks the system for the address of a name on whatever thread sends. While a name server stays
silent, which takes a system 10 s and more to believe, no ping, no command and no call gets on. So
names are asked for here first, and PJSIP gets addresses wherever it can do with one
(`account_config`). Its own asynchronous resolver would be no way out: it is given its servers once,
at start, and knows neither the hosts file, nor the network one has moved to, nor a VPN's names.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Final

from desktop.processes.inbox import Inbox

PATIENCE_S: Final = 6.0
"""A system asks again after 5 s (resolv.conf(5)): one packet may be lost."""

Then = Callable[[str], None]
"""Is told in words why there is no address; empty: all are known now."""
Reach = Callable[[Then], None]
"""Looks up what is needed to send somewhere."""


class Names:
    """Only on the engine's thread, but for `known` and `asked_for`."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._known: dict[str, str] = {}
        self._wanted: set[str] = set()
        self._asked: dict[str, list[_Question]] = {}
        """Who waits for which host. One thread asks for it, however often it is wanted."""
        self._unanswered: set[str] = set()
        """Hosts that the last question about had no answer."""

    def known(self, host: str) -> str:
        """The address last heard of, which may be an old one; empty: none ever."""
        return host if is_address(host) else self._known.get(host.lower(), "")

    def asked_for(self, host: str) -> bool:
        """Whether this host, a name or an address, was ever looked for. From any thread."""
        return host.lower() in self._wanted

    def silent(self, host: str) -> bool:
        """Nobody says anything about this host: PJSIP, too, would wait for long."""
        return host.lower() in self._asked or host.lower() in self._unanswered

    def look_up(self, hosts: Iterable[str], then: Then) -> None:
        """Ask anew for all of `hosts`, and tell `then`: at once where they are addresses already,
        else within PATIENCE_S."""
        wanted = {host.lower() for host in hosts if host}
        self._wanted |= wanted
        names = {host for host in wanted if not is_address(host)}
        if not names:
            then("")
            return
        question = _Question(names, then)
        self._inbox.after(PATIENCE_S, question.give_up)
        for host in names:
            self._asked.setdefault(host, []).append(question)
            if len(self._asked[host]) == 1:
                # A thread of its own: a system lets nobody call such a question off.
                threading.Thread(target=self._ask, args=(host,), name="name", daemon=True).start()

    def _ask(self, host: str) -> None:
        """On a thread of its own."""
        address, silent = "", False
        try:
            # IPv4, as the transports are
            found = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_DGRAM)
            address = str(found[0][4][0])
        except socket.gaierror as error:
            silent = error.errno == socket.EAI_AGAIN
        except UnicodeError:
            pass  # no name that could be asked for
        self._inbox.post(lambda: self._answered(host, address, silent))

    def _answered(self, host: str, address: str, silent: bool) -> None:
        if address:
            self._known[host] = address
        if silent:
            self._unanswered.add(host)
        else:
            self._unanswered.discard(host)
        why = "" if address else _nobody_says(host) if silent else f"there is no host {host}"
        for question in self._asked.pop(host):
            question.answered(host, why)


class _Question:
    """Some names, and who wants to know."""

    def __init__(self, names: set[str], then: Then) -> None:
        self._open = set(names)
        self._reasons: list[str] = []
        self._then: Then | None = then

    def answered(self, host: str, why: str) -> None:
        self._open.discard(host)
        if why:
            self._reasons.append(why)
        if not self._open:
            self._tell()

    def give_up(self) -> None:
        self._reasons += map(_nobody_says, sorted(self._open))
        self._tell()

    def _tell(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then("; ".join(self._reasons))


def _nobody_says(host: str) -> str:
    return f"no name server says where {host} is"


def is_address(host: str) -> bool:
    """Whether `host` is an IP address already, in brackets or not."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
