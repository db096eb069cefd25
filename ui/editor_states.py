"""What the card editor shows."""

from dataclasses import dataclass
from enum import StrEnum

from ui.states import CardCounts, CardView, Level, WhyKind


class CardPlace(StrEnum):
    """Whose card is being written, and where it is saved."""

    NEW = "new"
    OWN = "own"
    TEAM = "team"
    OF_SHIPPED = "of_shipped"  # a copy: the shipped card stays as it is
    OF_TEAM = "of_team"  # a copy: the team's folder may not be written to


class SaveStep(StrEnum):
    """How the text stands to the file."""

    UNCHANGED = "unchanged"
    UNSAVED = "unsaved"
    OPENING = "opening"
    SAVING = "saving"
    SLOW = "slow"  # the folder has not answered for a while
    SAVED = "saved"
    FAULTY = "faulty"  # it is no card yet: nothing was written
    UNOPENED = "unopened"  # the card could not be opened
    CHANGED = "changed"  # somebody else has changed the file, or there is one already
    FULL = "full"
    READ_ONLY = "read_only"
    GONE = "gone"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FlawView:
    """Something wrong with the text. Words are templates: see `ui.words.card_flaws`."""

    line: int
    """From 1."""
    what: str
    action: str
    values: tuple[tuple[str, str], ...] = ()
    no_card: bool = False
    """Without mending it the text is no card."""


class Said(StrEnum):
    AGENT = "agent"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One line of a call."""

    t_s: float
    who: Said
    text: str


@dataclass(frozen=True, slots=True)
class StateLine:
    """From here on the voice is read so."""

    t_s: float
    level: Level


@dataclass(frozen=True, slots=True)
class PushLine:
    """Here a card comes up."""

    t_s: float
    title: str
    why: tuple[tuple[WhyKind, str], ...]
    this: bool
    """It is the card that is being written."""


DryLine = SaidLine | StateLine | PushLine


class NeverWhy(StrEnum):
    """Why the card does not come up in the call that is tried."""

    NONE = "none"  # it does, or nothing is known
    BY_HAND = "by_hand"  # it has no condition: found by hand only
    EXPIRED = "expired"  # its review is overdue
    OTHER_TEAM = "other_team"
    NOTHING_FITS = "nothing_fits"  # nothing in this call brings it up


@dataclass(frozen=True, slots=True)
class DryRunState:
    """A call tried with the card as it stands in the window."""

    calls: tuple[str, ...] = ()
    """Titles to choose from."""
    chosen: int = 0
    level: Level | None = None
    """How the voice is read throughout; None: as in the call."""
    contacts: int = 0
    """Earlier contacts within 30 days, at least."""
    lines: tuple[DryLine, ...] = ()
    pushes: int = 0
    """How often this card comes up."""
    first_s: float = 0.0
    never: NeverWhy = NeverWhy.NONE
    running: bool = False
    problem: str = ""
    """Why a call could not be opened."""


@dataclass(frozen=True, slots=True)
class EditorState:
    file: str = ""
    place: CardPlace = CardPlace.NEW
    text: str = ""
    opened: int = 0
    """Another number: `text` is another one than was typed, and is to be put into the window."""
    flaws: tuple[FlawView, ...] = ()
    """By line."""
    card: CardView | None = None
    """None: it has not been a card yet."""
    stale: bool = False
    """`card` is the last that could be read."""
    note: str = ""
    """What a note about a call says of the matter."""
    counts: CardCounts | None = None
    save: SaveStep = SaveStep.UNCHANGED
    detail: str = ""
    """What the system said."""
    kept: str = ""
    """The name of the file in which the version that gave way is kept."""
    can_copy: bool = False
    """It may be saved as an own card instead."""
    dry_run: DryRunState = DryRunState()

    @property
    def unsaved(self) -> bool:
        """Whether something would be lost by closing."""
        nothing = (SaveStep.UNCHANGED, SaveStep.SAVED, SaveStep.OPENING, SaveStep.UNOPENED)
        return self.save not in nothing
