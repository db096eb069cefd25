"""Which of an account's servers is asked: the first, and while it is broken the next. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Server:
    """A way to the telephone system."""

    registrar: str
    """SIP URI or host[:port]; its host is the domain that REGISTER is about."""
    proxy: str = ""
    """Outbound proxy that everything goes through; empty: straight to the registrar."""

    @property
    def first_hop(self) -> str:
        """Where everything is sent; empty without a registrar."""
        return self.proxy or self.registrar


def servers_of(registrar: str, backups: tuple[str, ...], proxies: tuple[str, ...]) -> list[Server]:
    """In the order in which they are asked: every registrar, by each proxy in turn."""
    registrars = (registrar, *backups)
    return [Server(one, proxy) for one in registrars for proxy in proxies or ("",)]


class Servers:
    """The place in the list, moved by failures. `current` never leaves the list."""

    def __init__(self, servers: list[Server]) -> None:
        self._servers = servers
        self._index = 0
        self._failed = 0

    @property
    def current(self) -> Server:
        return self._servers[self._index]

    @property
    def at_home(self) -> bool:
        """The first server is the one in use: nothing better to hope for."""
        return self._index == 0

    @property
    def home(self) -> Server:
        return self._servers[0]

    @property
    def only_one(self) -> bool:
        return len(self._servers) == 1

    def failed(self) -> bool:
        """The current one is of no use: on to the next, round and round. True while there is one
        that was not asked since the last success: it is asked at once."""
        self._failed += 1
        self._index = (self._index + 1) % len(self._servers)
        return self._failed % len(self._servers) != 0

    def answered(self) -> None:
        self._failed = 0

    def go_home(self) -> None:
        """Ask the first one again."""
        self._index = 0
        self._failed = 0
