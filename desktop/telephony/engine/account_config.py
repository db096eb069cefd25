"""One account's settings as pjsua2 wants them."""

from typing import Any, Final

import pjsua2 as pj

from desktop.telephony.engine.configuration import AccountConfig
from desktop.telephony.engine.name_addr import host_port, name_addr, registrar_uri, user_of
from desktop.telephony.engine.servers import Server
from desktop.telephony.engine.transports import Transport

REGISTRATION_S: Final = 300
FAILOVER_REGISTRATION_S: Final = 60
"""With a backup: how long a server that died may go unnoticed."""
LEAST_SESSION_S: Final = 90  # RFC 4028 §5

_SRTP: Final = {
    "off": pj.PJMEDIA_SRTP_DISABLED,
    "optional": pj.PJMEDIA_SRTP_OPTIONAL,
    "mandatory": pj.PJMEDIA_SRTP_MANDATORY,
}


def pj_account_config(mine: AccountConfig, transport: Transport, server: Server) -> Any:
    """Raises KeyError or pj.Error for what cannot be."""
    config = pj.AccountConfig()
    config.idUri = name_addr(mine.display_name, mine.uri)
    config.sipConfig.transportId = transport.pj_id
    config.regConfig.registerOnAdd = False
    config.regConfig.retryIntervalSec = 0  # the back-off is ours: it must be told to the user
    _set_route(config, mine, server)
    _set_media(config, mine)
    if mine.session_timer_s:
        config.callConfig.timerUse = pj.PJSUA_SIP_TIMER_OPTIONAL
        config.callConfig.timerSessExpiresSec = max(mine.session_timer_s, LEAST_SESSION_S)
        config.callConfig.timerMinSESec = LEAST_SESSION_S
    else:
        config.callConfig.timerUse = pj.PJSUA_SIP_TIMER_INACTIVE
    config.natConfig.udpKaIntervalSec = mine.keepalive_s
    return config


def _set_route(config: Any, mine: AccountConfig, server: Server) -> None:
    """Where REGISTER and INVITE go."""
    config.regConfig.proxyUse = 0
    if mine.registrar:
        uri = registrar_uri(server.registrar, mine.transport)
        config.regConfig.registrarUri = uri
        spare = mine.backup_registrars or len(mine.outbound_proxies) > 1
        config.regConfig.timeoutSec = FAILOVER_REGISTRATION_S if spare else REGISTRATION_S
        credentials = pj.AuthCredInfo(
            "digest", "*", mine.username or user_of(mine.uri), 0, mine.password
        )
        config.sipConfig.authCreds.append(credentials)
    if server.proxy:
        config.sipConfig.proxies.append(f"{registrar_uri(server.proxy, mine.transport)};lr")
        config.regConfig.proxyUse = 2  # REGISTER goes by the account's proxy, too
    elif mine.registrar and host_port(uri, mine.transport) != host_port(mine.uri, mine.transport):
        # The domain is not where the registrar is: everything goes through the registrar.
        config.sipConfig.proxies.append(f"{uri};lr")


def _set_media(config: Any, mine: AccountConfig) -> None:
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
    if mine.ice and mine.turn_server:
        nat.turnEnabled = True
        nat.turnServer = mine.turn_server
        nat.turnConnType = pj.PJ_TURN_TP_UDP
        nat.turnUserName = mine.turn_username
        nat.turnPassword = mine.turn_password
