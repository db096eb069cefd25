"""Binding a SIP transport. Each account has its own, so that trust and ports are per account."""

from dataclasses import dataclass
from typing import Any, Final

import pjsua2 as pj

from desktop.telephony.engine.messages import AccountConfig

_TYPES: Final = {
    "udp": pj.PJSIP_TRANSPORT_UDP,
    "tcp": pj.PJSIP_TRANSPORT_TCP,
    "tls": pj.PJSIP_TRANSPORT_TLS,
}

TLS_CIPHERS: Final = (0xC030, 0xC02F, 0xC02C)
"""ECDHE with AES-GCM; PJSIP's default also takes plain RSA with SHA-1 (FIELD-NOTES §2.11)."""


class TransportBusy(Exception):
    """The port cannot be bound; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Transport:
    """A bound transport."""

    pj_id: int
    key: tuple[str, str, int]
    """Transport, address and port as configured: an equal key can take this one over."""
    port: int
    """The port it is bound to."""


def transport_key(config: AccountConfig) -> tuple[str, str, int]:
    return (config.transport, config.local_address, config.local_port)


def open_transport(endpoint: Any, config: AccountConfig) -> Transport:
    """Bind what `config` names. Raises TransportBusy."""
    kind = _TYPES.get(config.transport)
    if kind is None:
        raise TransportBusy(f"there is no SIP transport {config.transport!r}")
    wanted = pj.TransportConfig()
    wanted.port = config.local_port
    if config.local_address:
        wanted.boundAddress = config.local_address
    if config.transport == "tls":
        _require_verification(wanted)
    where = f"{config.local_address or '*'}:{config.local_port} ({config.transport})"
    try:
        pj_id = endpoint.transportCreate(kind, wanted)
        name = endpoint.transportGetInfo(pj_id).localName
    except pj.Error as error:
        raise TransportBusy(f"cannot listen on {where}: {error.reason}") from error
    return Transport(pj_id, transport_key(config), int(name.rpartition(":")[2]))


def close_transport(endpoint: Any, transport: Transport) -> None:
    try:
        endpoint.transportClose(transport.pj_id)
    except pj.Error:
        pass  # a listener without connections closes by itself


def _require_verification(wanted: Any) -> None:
    wanted.tlsConfig.verifyServer = True
    wanted.tlsConfig.proto = pj.PJ_SSL_SOCK_PROTO_TLS1_2
    for cipher in TLS_CIPHERS:
        wanted.tlsConfig.ciphers.append(cipher)
