"""Binding a SIP transport. Each account has its own, so that trust and ports are per account."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pjsua2 as pj

from desktop.telephony.engine.configuration import AccountConfig

_TYPES: Final = {
    "udp": pj.PJSIP_TRANSPORT_UDP,
    "tcp": pj.PJSIP_TRANSPORT_TCP,
    "tls": pj.PJSIP_TRANSPORT_TLS,
}

TLS_CIPHERS: Final = (0xC030, 0xC02F, 0xC02C)
"""ECDHE with AES-GCM; PJSIP's default also takes plain RSA with SHA-1 (FIELD-NOTES §2.11)."""


CA_BUNDLES: Final = (
    Path("/etc/ssl/certs/ca-certificates.crt"),  # Debian, Ubuntu, Arch
    Path("/etc/pki/tls/certs/ca-bundle.crt"),  # Fedora, RHEL
    Path("/etc/ssl/ca-bundle.pem"),  # openSUSE
    Path("/etc/ssl/cert.pem"),  # macOS, BSD
)
"""Where systems keep whom they believe; PJSIP itself believes nobody."""


TransportKey = tuple[str, str, int, str, str, str]


class TransportUnusable(Exception):
    """The account's settings name what cannot be; the text says what and what to do."""


class TransportBusy(Exception):
    """The port cannot be bound; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Transport:
    """A bound transport."""

    pj_id: int
    key: TransportKey
    """Transport, address, port and files as configured: an equal key can take this one over."""
    port: int
    """The port it is bound to."""


def transport_key(config: AccountConfig) -> TransportKey:
    tls = (config.ca_file, config.cert_file, config.key_file)
    return (config.transport, config.local_address, config.local_port, *tls)


def open_transport(endpoint: Any, config: AccountConfig) -> Transport:
    """Bind what `config` names. Raises TransportBusy, TransportUnusable."""
    kind = _TYPES.get(config.transport)
    if kind is None:
        raise TransportUnusable(f"there is no SIP transport {config.transport!r}: udp, tcp or tls")
    wanted = pj.TransportConfig()
    wanted.port = config.local_port
    if config.local_address:
        wanted.boundAddress = config.local_address
    if config.transport == "tls":
        _require_verification(wanted, _ca_bundle(config.ca_file))
        _identify(wanted, config.cert_file, config.key_file)
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


def _ca_bundle(ca_file: str) -> Path:
    if ca_file:
        if not Path(ca_file).is_file():
            raise TransportUnusable(f"the certificate file {Path(ca_file).name} is not there")
        return Path(ca_file)
    found = next((bundle for bundle in CA_BUNDLES if bundle.is_file()), None)
    if found is None:
        raise TransportUnusable(
            "this system has no certificate bundle for TLS: name one as the account's CA file"
        )
    return found


def _require_verification(wanted: Any, ca_bundle: Path) -> None:
    wanted.tlsConfig.CaListFile = str(ca_bundle)
    wanted.tlsConfig.verifyServer = True
    wanted.tlsConfig.proto = pj.PJ_SSL_SOCK_PROTO_TLS1_2
    for cipher in TLS_CIPHERS:
        wanted.tlsConfig.ciphers.append(cipher)


def _identify(wanted: Any, cert_file: str, key_file: str) -> None:
    """Our own certificate, for servers that ask who we are (mutual TLS)."""
    if not cert_file and not key_file:
        return
    for what, file in (("certificate", cert_file), ("key", key_file)):
        if not file or not Path(file).is_file():
            raise TransportUnusable(
                f"the {what} file {Path(file).name or '(none named)'} is not there: a client "
                "certificate needs cert_file and key_file"
            )
    wanted.tlsConfig.certFile = cert_file
    wanted.tlsConfig.privKeyFile = key_file
