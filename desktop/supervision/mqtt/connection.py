"""The connection to a team's broker: the only place that knows the MQTT library.

MQTT 3.1.1 with clean sessions: what must not be lost is the link's business, what a new client must
know is retained. The library's thread only copies and posts.
"""

import logging
import random
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import truststore
from paho.mqtt.enums import CallbackAPIVersion

from desktop.errors import LocalError
from desktop.processes.background import PATIENCE_S
from desktop.supervision.mqtt.packets import MAX_BYTES

log = logging.getLogger("beistand.supervision")

KEEPALIVE_S: Final = 15
"""After one and a half times that in silence the broker speaks the last will (3.1.1 §3.1.2.10)."""
CONNECT_WITHIN_S: Final = 5.0
RETRY_S: Final = (1, 10)
"""First and longest pause before the next try; it doubles, and begins by chance within a second
more, so that a whole team does not come back at once. The longest is what a request for help waits
for at most, once the broker is back (tests/benchmarks/broker_outage.py)."""
_PORTS: Final = {"mqtt": 1883, "mqtts": 8883}
_THIS_MACHINE: Final = ("localhost", "127.0.0.1", "::1")
_REFUSED: Final = frozenset({"Bad user name or password", "Not authorized"})


@dataclass(frozen=True, slots=True)
class Broker:
    """Where a broker is, and how it is trusted."""

    host: str
    port: int
    encrypted: bool
    ca_file: str = ""
    """Empty: the system's authorities."""


class LineState(StrEnum):
    CONNECTED = "connected"
    UNREACHABLE = "unreachable"  # nobody answers, or the connection ended; tried again by itself
    UNTRUSTED = "untrusted"  # not the certificate that was wanted; tried again by itself
    REFUSED = "refused"  # wrong name or password; not tried again
    WITHHELD = "withheld"  # connected, but the broker keeps back some of what was asked for


@dataclass(frozen=True, slots=True)
class LineChange:
    state: LineState
    connection: int = 0
    """With CONNECTED: the number of this connection; each try of this run has a higher one."""
    detail: str = ""
    """The library's own words; they name no person."""


def parse_broker(url: str, ca_file: str = "") -> Broker:
    """The broker of `team.broker`; raises LocalError."""
    where = "team.broker"
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise LocalError("the broker's address cannot be read", where=where) from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise LocalError(
            "the broker's address is not like mqtts://host or mqtts://host:port", where=where
        )
    if parts.username or parts.password:
        raise LocalError("the password of the broker belongs into the keyring", where=where)
    if parts.scheme == "mqtt" and parts.hostname not in _THIS_MACHINE:
        raise LocalError(
            "mqtt without encryption is for a broker on this machine only",
            where=where,
            action="Write mqtts://",
        )
    return Broker(parts.hostname, port, parts.scheme == "mqtts", ca_file)


class BrokerConnection:
    """One client of the broker, on a thread of its own that is waited for three seconds at most.

    `last_will(n)` is the topic and payload that the broker says should connection n end without a
    goodbye; numbers go on from `tried`, how often this run has tried before. Every try has its own,
    because a broker may speak the will of one that never heard that it was connected.
    `on_state` and `on_message(topic, payload, retained)` are called by `post`.
    """

    def __init__(
        self,
        broker: Broker,
        *,
        username: str,
        password: str,
        client_id: str,
        subscriptions: tuple[str, ...],
        last_will: Callable[[int], tuple[str, bytes]],
        post: Callable[[Callable[[], None]], None],
        on_state: Callable[[LineChange], None],
        on_message: Callable[[str, bytes, bool], None],
        tried: int = 0,
    ) -> None:
        """Raises LocalError where the CA file cannot be used."""
        self._broker = broker
        self._subscriptions = subscriptions
        self._last_will = last_will
        self._post = post
        self._on_state = on_state
        self._on_message = on_message
        self._tried = tried
        self._stopped = False
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv311
        )
        client.username_pw_set(username, password)
        client.connect_timeout = CONNECT_WITHIN_S
        client.reconnect_delay_set(RETRY_S[0] + random.random(), RETRY_S[1])  # type: ignore[arg-type]
        if broker.encrypted:
            client.tls_set_context(_trust(broker.ca_file))
        client.on_socket_open = _send_at_once
        # with it, publishing only queues and wakes the thread: one thread writes to TLS
        client.on_socket_register_write = _leave_it_to_the_thread
        client.on_pre_connect = self._about_to_connect
        client.on_connect = self._connected
        client.on_connect_fail = self._failed
        client.on_disconnect = self._disconnected
        client.on_subscribe = self._subscribed
        client.on_message = self._heard
        self._client = client
        self._thread = threading.Thread(target=self._run, name="team-broker", daemon=True)

    @property
    def tried(self) -> int:
        """How often this run has tried to connect."""
        return self._tried

    def start(self) -> None:
        """Returns at once; a broker that is away is tried again until `stop`."""
        self._client.connect_async(self._broker.host, self._broker.port, keepalive=KEEPALIVE_S)
        # Not connected yet, this only makes the pair of sockets by which publishing wakes the
        # thread; `loop_forever` alone makes none, and what is said would wait up to a second.
        self._client.loop(0.0)
        self._thread.start()

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Hand over to the library, QoS 1. From any thread; never blocks."""
        self._client.publish(topic, payload, qos=1, retain=retain)

    def stop(self) -> None:
        """Say goodbye, so that no last will is spoken."""
        self._stopped = True
        self._client.disconnect()
        if self._thread.ident is not None:
            self._thread.join(PATIENCE_S)

    # ------------------------------------------------------------ on the library's thread

    def _run(self) -> None:
        self._client.loop_forever(retry_first_connection=True)

    def _about_to_connect(self, client: mqtt.Client, userdata: object) -> None:
        self._tried += 1
        topic, payload = self._last_will(self._tried)
        client.will_set(topic, payload, qos=1, retain=True)

    def _connected(
        self, client: mqtt.Client, userdata: object, flags: object, code: Any, properties: object
    ) -> None:
        if code.is_failure:
            said = str(code)
            refused = said in _REFUSED
            self._tell(LineState.REFUSED if refused else LineState.UNREACHABLE, said)
            if refused:
                client.disconnect()  # asking again with the same password may lock the account
            return
        client.subscribe([(topic, 1) for topic in self._subscriptions])
        self._tell(LineState.CONNECTED)

    def _subscribed(
        self, client: mqtt.Client, userdata: object, mid: int, codes: list[Any], properties: object
    ) -> None:
        refused = [str(code) for code in codes if code.is_failure]
        if refused:
            self._tell(LineState.WITHHELD, refused[0])

    def _failed(self, client: mqtt.Client, userdata: object) -> None:
        error = sys.exc_info()[1]  # the library calls this while it handles what went wrong
        if isinstance(error, ssl.SSLCertVerificationError):
            self._tell(LineState.UNTRUSTED, error.verify_message)
        elif isinstance(error, ssl.SSLError):
            self._tell(LineState.UNTRUSTED, error.reason or "the handshake failed")
        elif isinstance(error, socket.gaierror):
            self._tell(LineState.UNREACHABLE, "the name is not known")
        elif isinstance(error, OSError):
            self._tell(LineState.UNREACHABLE, error.strerror or type(error).__name__)

    def _disconnected(
        self, client: mqtt.Client, userdata: object, flags: object, code: Any, properties: object
    ) -> None:
        if code.is_failure and str(code) not in _REFUSED:
            self._tell(LineState.UNREACHABLE, str(code))

    def _heard(self, client: mqtt.Client, userdata: object, message: mqtt.MQTTMessage) -> None:
        topic, retained = message.topic, message.retain
        payload = bytes(message.payload[: MAX_BYTES + 1])  # longer ones are refused by their length
        self._post(lambda: self._on_message(topic, payload, retained))

    def _tell(self, state: LineState, detail: str = "") -> None:
        if not self._stopped:
            change = LineChange(state, self._tried, detail)
            self._post(lambda: self._on_state(change))


def _send_at_once(client: mqtt.Client, userdata: object, sock: Any) -> None:
    """Never wait for more to send (RFC 896): with late acknowledgements that costs 40 ms a turn."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _trust(ca_file: str) -> ssl.SSLContext:
    if not ca_file:
        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return context
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise LocalError(
            f"the CA file cannot be used ({type(error).__name__})",
            where="team.ca_file",
            action="Name a PEM file with the authority that signs the broker's certificate",
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _leave_it_to_the_thread(client: mqtt.Client, userdata: object, socket: object) -> None:
    pass
