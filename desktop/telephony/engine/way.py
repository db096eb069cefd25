"""How an account's requests get out: through which server, at which address.

Only on the engine's thread, but for `reaches`.
"""

import logging
from typing import Any

import pjsua2 as pj

from desktop.telephony.engine.account_config import pj_account_config
from desktop.telephony.engine.configuration import AccountConfig
from desktop.telephony.engine.name_addr import host_in, user_of, with_transport
from desktop.telephony.engine.names import Names, Then
from desktop.telephony.engine.servers import Server
from desktop.telephony.engine.transports import Transport

log = logging.getLogger("beistand.engine")


class Way:
    """What PJSIP has been told of the way, and whether it still is the way."""

    def __init__(self, config: AccountConfig, names: Names, server: Server) -> None:
        self._config = config
        self._names = names
        self.server = server
        self._addresses = self._addresses_of(server)
        self._contact = ""
        """The SIP URI that peers reach us by, where PJSIP does not know it; empty: it does."""
        self._beginnings = 0
        """Of registrations that PJSIP knows nothing of what was before."""

    def find(self, server: Server, then: Then) -> None:
        """Look for the addresses of `server`; `then` is told why it cannot be asked, or nothing."""

        def found(why: str) -> None:
            # Its old address may do; but over TLS PJSIP is to be given the name.
            then(why if self._config.transport == "tls" or not self._hop(server) else "")

        # The relay's first, known or not: a call can do without one.
        hop = [host_in(server.first_hop)]
        relay = [host_in(self._config.turn_server)]
        self._names.look_up(relay, lambda _: self._names.look_up(hop, found))

    def leads_to(self, server: Server) -> bool:
        """Whether PJSIP knows all that is known of the way to `server`."""
        return server == self.server and self._addresses == self._addresses_of(server)

    def turn(self, server: Server) -> None:
        """From here on it is `server` that is asked, as if there had been nothing before."""
        self.server, self._addresses = server, self._addresses_of(server)
        self._beginnings += 1

    def pj_config(self, transport: Transport, server: Server | None = None) -> Any:
        """The account's settings with this way, or the one to `server`."""
        return pj_account_config(
            self._config,
            transport,
            server or self.server,
            self._names.known,
            self._beginnings,
            self._contact,
        )

    def say_address(self, account: Any, transport: Transport, address: str) -> None:
        """We are at `address` now. Over UDP PJSIP would go on saying where we were when `transport`
        was bound, unless a registrar's answer tells it; over TCP and TLS it asks the connection."""
        mine = self._config
        if mine.transport != "udp" or mine.registrar or mine.local_address:
            return
        self._contact = f"sip:{user_of(mine.uri)}@{address}:{transport.port}"
        try:
            account.modify(self.pj_config(transport))
        except pj.Error:
            log.warning("another address could not be said")

    def target(self, uri: str) -> str:
        """`uri` as it is to be called."""
        return with_transport(uri, self._config.transport)

    def reach(self, target: str, then: Then) -> None:
        """Have `then` told once PJSIP can send to `target` without waiting, or why it cannot."""
        self._names.look_up([self.asks_for(target)], then)

    def reaches(self, target: str) -> bool:
        """Whether PJSIP can send to `target` now. From any thread."""
        asked = self.asks_for(target)
        return not asked or bool(self._names.known(asked))

    def asks_for(self, target: str = "") -> str:
        """The host whose name PJSIP itself will have to ask for, and wait, to send to `target`
        (empty: to the registrar). Empty: none."""
        hop = host_in(self.server.first_hop)
        if not hop:
            return host_in(target)
        return hop if self._config.transport == "tls" or not self._names.known(hop) else ""

    def _hop(self, server: Server) -> str:
        return self._names.known(host_in(server.first_hop))

    def _addresses_of(self, server: Server) -> tuple[str, str]:
        return self._hop(server), self._names.known(host_in(self._config.turn_server))
