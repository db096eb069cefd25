"""What the engine needs to know of accounts and sound, and says of devices: parts of `messages`."""

import msgspec


class AccountConfig(msgspec.Struct, frozen=True):
    """What the engine needs to run one account."""

    name: str
    uri: str
    """The AOR, e.g. "sip:agent@pbx.example"."""
    display_name: str = ""
    """What peers are shown beside the address; may be empty."""
    registrar: str = ""
    """SIP URI or host[:port]; empty: no registration, direct calls."""
    backup_registrars: tuple[str, ...] = ()
    """Asked in this order while the ones before are silent or broken."""
    outbound_proxies: tuple[str, ...] = ()
    """Through which everything goes (RFC 3261 §8.1.2), in the same way; empty: straight."""
    username: str = ""
    """Digest user; empty: the user part of `uri`."""
    password: str = ""
    """From the keyring; lives in memory only and is never logged."""
    transport: str = "udp"
    local_address: str = ""
    local_port: int = 0
    """0: ephemeral."""
    trusted_peers: tuple[str, ...] = ()
    """IP addresses that may call directly; the registrar's own address is always trusted."""
    direct_calls: bool = False
    """Anybody may call directly."""
    follow_transfers: bool = True
    """A REFER within a call is carried out."""
    auto_answer: bool = False
    auto_answer_delay_s: float = 0.0
    auto_answer_headers: bool = False
    """An INVITE that asks for it is answered without a click (`engine.auto_answer`)."""
    decline_code: str = "486"
    """SIP status for a call that the agent declines: 480, 486 or 603."""
    dtmf: str = "rfc4733"
    """"rfc4733", "info" or "inband"."""
    codecs: tuple[str, ...] = ("PCMA", "G722", "PCMU")
    """First is offered first; what is not named is not offered."""
    srtp: str = "off"
    """"off", "optional" or "mandatory"; keys by SDES (RFC 4568)."""
    ca_file: str = ""
    """With transport "tls": whose certificates are believed (PEM); empty: the system's."""
    cert_file: str = ""
    """Our own certificate (PEM) for a server that asks who we are; empty: none."""
    key_file: str = ""
    """Its key (PEM, without a passphrase)."""
    stun_server: str = ""
    """host[:port] that tells us our public address; empty: none."""
    turn_server: str = ""
    """host[:port] that relays media where nothing else works; only with `ice`."""
    turn_username: str = ""
    turn_password: str = ""
    ice: bool = False
    session_timer_s: int = 1800
    """RFC 4028: both sides notice within this time that a call is dead, where the other side knows
    session timers; 0: never."""
    keepalive_s: int = 15
    """Between two keep-alives to the registrar over UDP, for routers on the way; 0: none."""


class SoundConfig(msgspec.Struct, frozen=True):
    """Where the agent's voice comes from, the customer's goes to, and where it rings.

    Each is an order of preference; what works first is used. An item is "default", a device name or
    "null" (silence / nowhere); the only item of `input` may be "file:PATH" (a WAV played once into
    each call from the moment its media runs: demo and tests).
    """

    input: tuple[str, ...] = ("default",)
    output: tuple[str, ...] = ("default",)
    ring: tuple[str, ...] = ("default",)
    echo_cancellation: bool = True
    noise_suppression: bool = True
    gain_control: bool = True


class MissingDevice(msgspec.Struct, frozen=True):
    """A preferred device that is not there."""

    role: str
    """`audio.roles.Role` value."""
    wanted: str
    used: str
    """What is used instead; "null": nothing."""
