"""The settings of one SIP account; the password is none of them (see `secrets`)."""

from dataclasses import dataclass

from desktop.settings.declaration import Kind, setting


@dataclass(frozen=True, slots=True)
class Account:
    """One SIP account."""

    name: str = setting(
        "", Kind.NAME, "Short name, unique; the password is kept under it.", required=True
    )
    uri: str = setting(
        "", Kind.SIP_URI, 'Address of record, such as "sip:agent@pbx.example".', required=True
    )
    display_name: str = setting(
        "", Kind.TEXT, "Name that the other side is shown. Empty: only the address is."
    )
    registrar: str = setting(
        "",
        Kind.REGISTRAR,
        "Where the PBX is. Empty: no registration, direct calls only.",
    )
    backup_registrars: tuple[str, ...] = setting(
        (),
        Kind.REGISTRARS,
        "Other places of the PBX, asked in this order while the ones before do not answer. The "
        "first is used again once it is back.",
    )
    outbound_proxies: tuple[str, ...] = setting(
        (),
        Kind.REGISTRARS,
        "Proxies that everything goes through; the first that answers is used. Empty: none.",
    )
    username: str = setting(
        "", Kind.TEXT, "Name for digest authentication. Empty: the user part of `uri`."
    )
    transport: str = setting(
        "udp",
        Kind.CHOICE,
        "How to reach the PBX; tls encrypts the signalling, `srtp` the voice.",
        choices=("udp", "tcp", "tls"),
    )
    ca_file: str = setting(
        "",
        Kind.PATH,
        "CA file that signs the PBX's TLS certificate. Empty: the system's.",
    )
    cert_file: str = setting(
        "", Kind.PATH, "Certificate (PEM) that the PBX wants to see of us. Empty: none."
    )
    key_file: str = setting(
        "", Kind.PATH, "Its key (PEM, without a passphrase; readable by you only)."
    )
    srtp: str = setting(
        "off",
        Kind.CHOICE,
        "Encryption of the voice, keys by SDES: optional takes and offers it, but is refused by "
        "who insists on it; mandatory makes and takes no call without. Use it with tls: the keys "
        "travel in the signalling.",
        choices=("off", "optional", "mandatory"),
    )
    codecs: tuple[str, ...] = setting(
        ("PCMA", "G722", "PCMU"),
        Kind.CHOICES,
        "What is offered, the first first; others are not. G722 is wideband.",
        choices=("PCMA", "G722", "PCMU"),
    )
    dtmf: str = setting(
        "rfc4733",
        Kind.CHOICE,
        "How touch tones are sent: as RTP events, as SIP INFO, or as sound in the voice.",
        choices=("rfc4733", "info", "inband"),
    )
    session_timer_s: int = setting(
        1800,
        Kind.WHOLE,
        "Within this time both sides notice that a call is dead, if the other side knows session "
        "timers (RFC 4028); 0: never.",
        unit="s",
        minimum=0,
        maximum=86_400,
    )
    keepalive_s: int = setting(
        15,
        Kind.WHOLE,
        "Pause between packets that keep a router's way open, over UDP; 0: none are sent.",
        unit="s",
        minimum=0,
        maximum=3_600,
    )
    stun_server: str = setting(
        "",
        Kind.REGISTRAR,
        "host[:port] that tells our public address. One list serves all accounts. Empty: none.",
    )
    ice: bool = setting(
        False, Kind.FLAG, "Look for the best way for the voice through routers (ICE)."
    )
    turn_server: str = setting(
        "",
        Kind.REGISTRAR,
        "host[:port] that relays the voice where there is no other way; needs `ice`. Its password "
        "is kept under the account's name with -turn.",
    )
    turn_username: str = setting("", Kind.TEXT, "Name for the TURN server.")
    local_address: str = setting(
        "", Kind.ADDRESS, "Address of this machine to bind to. Empty: all of them."
    )
    local_port: int = setting(
        0, Kind.WHOLE, "Port to bind to; 0: any free one.", minimum=0, maximum=65_535
    )
    trusted_peers: tuple[str, ...] = setting(
        (), Kind.ADDRESSES, "Who may call directly; the registrar always may."
    )
    direct_calls: bool = setting(
        False, Kind.FLAG, "Let anybody call directly. Others than the PBX are declined otherwise."
    )
    follow_transfers: bool = setting(
        True, Kind.FLAG, "Be connected to where the other side of a call sends us (REFER)."
    )
    decline_code: str = setting(
        "486",
        Kind.CHOICE,
        "What a caller gets whom you decline: 486 is busy, 480 not reachable; 603 ends the call "
        "for colleagues' telephones, too, that ring with yours.",
        choices=("480", "486", "603"),
    )
    auto_answer: bool = setting(False, Kind.FLAG, "Answer incoming calls without a click.")
    auto_answer_delay_s: float = setting(
        0.0, Kind.NUMBER, "How long it rings before that.", unit="s", minimum=0, maximum=60
    )
    auto_answer_headers: bool = setting(
        False,
        Kind.FLAG,
        "Answer calls by themselves that ask for it: Call-Info with answer-after, Alert-Info, "
        "Answer-Mode, P-Auto-Answer.",
    )
