"""Every setting of Beistand, declared once: the frozen values the program runs on.

Reading files is `files`; passwords are not settings (see `secrets`).
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from desktop.settings.customer import Customer, Records
from desktop.settings.declaration import Kind, Setting, setting, settings_of
from desktop.settings.sound import Sound
from desktop.settings.speech import Speech


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


@dataclass(frozen=True, slots=True)
class Agent:
    """[agent]"""

    team: str = setting(
        "",
        Kind.TEXT,
        "Your team, mostly laid down by provisioning: cards for certain teams (`scope.teams`) hold "
        "only if it is one of them. Empty: the cards of every team.",
    )
    not_ready_reasons: tuple[str, ...] = setting(
        (),
        Kind.TEXTS,
        'Why you may take no calls, as you want to read it ("Training", "Team meeting"). Empty: '
        "Beistand's own: break, meeting, training, desk work.",
    )
    not_ready_code: str = setting(
        "480",
        Kind.CHOICE,
        "What callers meanwhile get: 480 is not reachable, 486 is busy.",
        choices=("480", "486"),
    )
    wrap_up_s: int = setting(
        0,
        Kind.WHOLE,
        "Time for finishing up after a customer's call, without calls; 0: none.",
        unit="s",
        minimum=0,
        maximum=3_600,
    )


@dataclass(frozen=True, slots=True)
class Analysis:
    """[analysis]"""

    consent_mode: str = setting(
        "consent",
        Kind.CHOICE,
        "consent: the caller is asked first; notice: a recorded notice is played first; off: no "
        "call is ever analysed.",
        choices=("consent", "notice", "off"),
    )
    profile: str = setting(
        "tension",
        Kind.CHOICE,
        "tension: the customer's voice is read for tension (emotion recognition in the sense of "
        "the EU AI Act); facts: only loudness, pace, overlap and silence are measured, no tension "
        "model is loaded and no level shown. A value that is neither counts as facts.",
        choices=("tension", "facts"),
        safe="facts",
    )
    device: str = setting(
        "auto",
        Kind.CHOICE,
        "What the models run on; auto takes the first there is of cuda, mps, cpu.",
        choices=("auto", "cpu", "cuda", "mps"),
    )
    threads: int = setting(
        1, Kind.WHOLE, "Processor threads the models may use.", minimum=1, maximum=64
    )
    internal_numbers: tuple[str, ...] = setting(
        (),
        Kind.NUMBERS,
        "Colleagues' numbers, who are never analysed: ? is one character, * any; with an @ the "
        'whole address is compared, as in "*@office.example".',
    )
    notice_wav: str = setting(
        "", Kind.PATH, "WAV to play in mode notice. Empty: the notice that comes with Beistand."
    )
    consent_sentence_de: str = setting(
        "", Kind.TEXT, "German sentence to ask the caller with. Empty: Beistand's own."
    )
    consent_sentence_en: str = setting(
        "", Kind.TEXT, "English sentence to ask the caller with. Empty: Beistand's own."
    )


@dataclass(frozen=True, slots=True)
class Supervision:
    """[supervision]"""

    supervisors: tuple[str, ...] = setting(
        (), Kind.SIP_URIS, "Who is asked for help, and whose answers count. Empty: nobody."
    )
    account: str = setting(
        "", Kind.NAME, "Name of the account that sends and receives. Empty: the first one."
    )
    display_name: str = setting(
        "", Kind.TEXT, "What the other side reads. Empty: the user part of the account's address."
    )
    expires_s: float = setting(
        90.0,
        Kind.NUMBER,
        "How long a request waits to be taken.",
        unit="s",
        minimum=15,
        maximum=600,
    )
    eta_s: float = setting(
        20.0,
        Kind.NUMBER,
        "What a supervisor's \"I'm coming\" promises.",
        unit="s",
        minimum=0,
        maximum=600,
    )


@dataclass(frozen=True, slots=True)
class Knowledge:
    """[knowledge]"""

    team_folders: tuple[str, ...] = setting(
        (),
        Kind.PATHS,
        "Folders of the team's cards, mostly laid down by provisioning; a card with a known id "
        "replaces the shipped one. A folder on a share may disappear: its cards stay as last read.",
    )
    folders: tuple[str, ...] = setting(
        (),
        Kind.PATHS,
        "Folders of your own cards, above the team's. A folder cards in Beistand's data folder "
        "counts as well; the card editor writes to it.",
    )
    count_cards: bool = setting(
        True,
        Kind.FLAG,
        "Count in how many calls each card was shown, helped or was put away: per card, in the "
        "file card-counts.db on this computer, without agent, caller, call or time. false: nothing "
        "is counted, and what was counted is deleted.",
    )


@dataclass(frozen=True, slots=True)
class Appearance:
    """[appearance]"""

    language: str = setting(
        "auto",
        Kind.CHOICE,
        "auto: English where the system speaks English, German otherwise.",
        choices=("auto", "de", "en"),
    )
    theme: str = setting(
        "auto", Kind.CHOICE, "auto follows the system.", choices=("auto", "light", "dark")
    )
    reduced_motion: bool = setting(False, Kind.FLAG, "Change levels without cross-fading.")
    overlay_collapsed: bool = setting(
        False, Kind.FLAG, "Begin each call with the overlay as a pill."
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything, with defaults."""

    accounts: tuple[Account, ...] = ()
    sound: Sound = field(default_factory=Sound)
    agent: Agent = field(default_factory=Agent)
    analysis: Analysis = field(default_factory=Analysis)
    speech: Speech = field(default_factory=Speech)
    supervision: Supervision = field(default_factory=Supervision)
    knowledge: Knowledge = field(default_factory=Knowledge)
    customer: Customer = field(default_factory=Customer)
    records: Records = field(default_factory=Records)
    appearance: Appearance = field(default_factory=Appearance)

    def account(self, name: str) -> Account | None:
        """The account of that name; the first one for ""; None where there is none."""
        if not name:
            return self.accounts[0] if self.accounts else None
        return next((account for account in self.accounts if account.name == name), None)


ACCOUNTS: Final = "accounts"
SECTIONS: Final[dict[str, type[Any]]] = {
    "sound": Sound,
    "agent": Agent,
    "analysis": Analysis,
    "speech": Speech,
    "supervision": Supervision,
    "knowledge": Knowledge,
    "customer": Customer,
    "records": Records,
    "appearance": Appearance,
}


def all_settings() -> Iterator[Setting]:
    """Every declared setting, accounts first."""
    yield from settings_of(ACCOUNTS, Account)
    for section, model in SECTIONS.items():
        yield from settings_of(section, model)


def chosen_language(appearance: Appearance, system_language: str | None) -> str:
    """ "de" or "en". `system_language` is what the system says: "en_GB", "de", None."""
    if appearance.language != "auto":
        return appearance.language
    return "en" if (system_language or "").lower().startswith("en") else "de"


assert {f.name for f in dataclasses.fields(Settings)} == {ACCOUNTS, *SECTIONS}
