"""Every setting of Beistand, declared once: the frozen values the program runs on.

Reading files is `files`; passwords are not settings (see `secrets`).
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from desktop.settings.account import Account
from desktop.settings.customer import Customer, Records
from desktop.settings.declaration import Kind, Setting, setting, settings_of
from desktop.settings.discretion import Discretion
from desktop.settings.note import Note
from desktop.settings.sound import Sound
from desktop.settings.speech import Speech
from desktop.settings.supervision import Supervision, Team


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
    team: Team = field(default_factory=Team)
    knowledge: Knowledge = field(default_factory=Knowledge)
    customer: Customer = field(default_factory=Customer)
    note: Note = field(default_factory=Note)
    discretion: Discretion = field(default_factory=Discretion)
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
    "team": Team,
    "knowledge": Knowledge,
    "customer": Customer,
    "note": Note,
    "discretion": Discretion,
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
