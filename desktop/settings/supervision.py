"""The settings about help: who is asked, and the team's broker."""

from dataclasses import dataclass

from desktop.settings.declaration import Kind, setting


@dataclass(frozen=True, slots=True)
class Supervision:
    """[supervision]"""

    supervisors: tuple[str, ...] = setting(
        (), Kind.SIP_URIS, "Who is asked for help, and whose answers count. Empty: nobody."
    )
    chain: tuple[str, ...] = setting(
        (),
        Kind.SIP_GROUPS,
        "Who is asked next, one item after the other, when nobody has come; several addresses in "
        "one item, with spaces between them, are asked together. Whoever was asked before may "
        "still come.",
    )
    next_after_s: float = setting(
        30.0,
        Kind.NUMBER,
        "How long to wait before the next of the chain is asked.",
        unit="s",
        minimum=5,
        maximum=600,
    )
    rules: tuple[str, ...] = setting(
        (),
        Kind.TEXTS,
        "Agreed rules by which difficulties tell the supervisors by themselves, one an item: "
        '`"Wants out: tense 30 s, topic cancellation, phase solving, contacts 2"`. All that a rule '
        "names has to hold (the handbook's page on rules). Only calls whose caller has agreed to "
        "the analysis are looked at, and the agent sees why and may stop it before anybody is "
        "told. Where there is a works council, such rules need its agreement (in Germany § 87 (1) "
        "no. 6 BetrVG). "
        "Empty: only agents ask.",
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
        "How long a request waits to be taken once the last of the chain was asked.",
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
class Team:
    """[team]"""

    broker: str = setting(
        "",
        Kind.TEXT,
        "The team's MQTT broker: `mqtts://host[:port]`; `mqtt://` only to this machine. The "
        "account there is called like the SIP address, without `sip:` and port: the broker vouches "
        "for senders by it. Its password is kept under team-broker. Empty: requests for help go "
        "over SIP, and there is no board.",
    )
    name: str = setting(
        "team", Kind.NAME, "The team whose board this desktop is on; small letters, digits and -."
    )
    ca_file: str = setting(
        "", Kind.PATH, "CA file that signs the broker's certificate. Empty: the system's."
    )
    heartbeat_s: float = setting(
        10.0,
        Kind.NUMBER,
        "How often a desktop says that it is there, if nothing changes. After three times that it "
        "is shown as stale.",
        unit="s",
        minimum=1,
        maximum=60,
    )
