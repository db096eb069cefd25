"""One account's settings as pjsua2 wants them."""

from collections.abc import Callable
from typing import Any, Final

import pjsua2 as pj

from desktop.telephony.engine.configuration import AccountConfig
from desktop.telephony.engine.name_addr import (
    host_in,
    host_port,
    name_addr,
    registrar_uri,
    user_of,
    with_transport,
)
from desktop.telephony.engine.servers import Server
from desktop.telephony.engine.transports import Transport

REGISTRATION_S: Final = 300
FAILOVER_REGISTRATION_S: Final = 60
"""With a backup: how long a server that died may go unnoticed."""
LEAST_SESSION_S: Final = 90  # RFC 4028 §5

Known = Callable[[str], str]

_SRTP: Final = {
    "off": pj.PJMEDIA_SRTP_DISABLED,
    "optional": pj.PJMEDIA_SRTP_OPTIONAL,
    "mandatory": pj.PJMEDIA_SRTP_MANDATORY,
}


def pj_account_config(
    mine: AccountConfig,
    transport: Transport,
    server: Server,
    known: Known,
    beginnings: int = 0,
    contact: str = "",
) -> Any:
    """`known` tells the address of a host, empty where it does not know it; `beginnings` counts the
    registrations that are to begin anew, with another Contact; `contact` is where peers reach us,
    empty: PJSIP knows. Raises KeyError or pj.Error for what cannot be."""
    config = pj.AccountConfig()
    config.idUri = name_addr(mine.display_name, mine.uri)
    config.sipConfig.transportId = transport.pj_id
    config.sipConfig.contactForced = f"<{contact}>" if contact else ""
    config.regConfig.registerOnAdd = False
    config.regConfig.retryIntervalSec = 0  # the back-off is ours: it must be told to the user
    _set_route(config, mine, server, known)
    # WORKAROUND(https://github.com/pjsip/pjproject/issues/864): where the address is private, PJSIP
    # keeps the port of a connection that is gone in its Contact. Only another configuration makes
    # it begin anew: this bit is about proxies of the library's own, of which there are none.
    config.regConfig.proxyUse |= beginnings & 1
    _set_media(config, mine, known)
    if mine.session_timer_s:
        # Not ALWAYS: with who does not know session timers we would refresh alone, and PJSIP ends
        # a call whose refresh is refused when the session expires, although it is well.
        config.callConfig.timerUse = pj.PJSUA_SIP_TIMER_OPTIONAL
        config.callConfig.timerSessExpiresSec = max(mine.session_timer_s, LEAST_SESSION_S)
        config.callConfig.timerMinSESec = LEAST_SESSION_S
    else:
        config.callConfig.timerUse = pj.PJSUA_SIP_TIMER_INACTIVE
    config.natConfig.udpKaIntervalSec = mine.keepalive_s
    return config


def _set_route(config: Any, mine: AccountConfig, server: Server, known: Known) -> None:
    """Where everything goes: to the proxy, else to the registrar, calls to other domains too."""
    config.regConfig.proxyUse = 0
    if mine.registrar:
        config.regConfig.registrarUri = registrar_uri(server.registrar, mine.transport)
        spare = mine.backup_registrars or len(mine.outbound_proxies) > 1
        config.regConfig.timeoutSec = FAILOVER_REGISTRATION_S if spare else REGISTRATION_S
        credentials = pj.AuthCredInfo(
            "digest", "*", mine.username or user_of(mine.uri), 0, mine.password
        )
        config.sipConfig.authCreds.append(credentials)
    if server.first_hop:
        config.sipConfig.proxies.append(f"{_first_hop(server, mine.transport, known)};lr;hide")
        config.regConfig.proxyUse = 2  # REGISTER goes that way, too
    if server.proxy:
        config.sipConfig.proxies.append(f"{registrar_uri(server.proxy, mine.transport)};lr")


def _first_hop(server: Server, transport: str, known: Known) -> str:
    """By its address, so that PJSIP never has to ask for it: this Route stays unwritten (`hide`),
    and what is written keeps the names. Over TLS by its name, which the certificate must bear."""
    uri = registrar_uri(server.first_hop, transport)
    host = host_in(uri)
    address = known(host)
    if transport == "tls" or address in ("", host):
        return uri
    port = host_port(uri, transport).rpartition(":")[2]
    return with_transport(f"sip:{address}:{port}", transport)


def _set_media(config: Any, mine: AccountConfig, known: Known) -> None:
    media, nat = config.mediaConfig, config.natConfig
    media.transportConfig.port = 0
    if mine.local_address:
        media.transportConfig.boundAddress = mine.local_address
    media.srtpUse = _SRTP[mine.srtp]
    # Over plain SIP the keys can be read on the way; still better than no encryption at all.
    media.srtpSecureSignaling = 0
    media.srtpOpt.keyings.clear()
    media.srtpOpt.keyings.append(pj.PJMEDIA_SRTP_KEYING_SDES)
    stun = pj.PJSUA_STUN_RETRY_ON_FAILURE if mine.stun_server else pj.PJSUA_STUN_USE_DISABLED
    nat.sipStunUse = nat.mediaStunUse = stun
    nat.iceEnabled = mine.ice
    relay = host_in(mine.turn_server)
    if mine.ice and known(relay):
        nat.turnEnabled = True
        nat.turnServer = mine.turn_server.replace(relay, known(relay), 1)
        nat.turnConnType = pj.PJ_TURN_TP_UDP
        nat.turnUserName = mine.turn_username
        nat.turnPassword = mine.turn_password
