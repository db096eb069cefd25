"""View states about customers and the history of calls; as `ui.states`, which holds them."""

from dataclasses import dataclass
from enum import StrEnum


class LookupView(StrEnum):
    """How the question to the company's own system stands."""

    OFF = "off"  # none is set up, or nobody is asked about this caller
    ASKING = "asking"
    FOUND = "found"
    UNKNOWN = "unknown"  # it answered and knows nobody of this number
    FAILED = "failed"  # no usable answer in time; a notice says why


@dataclass(frozen=True, slots=True)
class CustomerView:
    """What is known of the other side of a call; empty parts are not known."""

    lookup: LookupView = LookupView.OFF
    organisation: str = ""
    since: str = ""
    tariff: str = ""
    contacts_30d: int = 0
    """Earlier contacts within 30 days."""
    last_at: float | None = None
    """Start of the last answered call in the own history, seconds since 1970."""
    open_matters: tuple[str, ...] = ()
    notes: str = ""
    can_open: bool = False
    """There is a CRM to open the customer in."""


@dataclass(frozen=True, slots=True)
class TypedPeer:
    """Whose number stands on the dial page; empty parts are not known."""

    typed: str
    """The text that this is about."""
    peer: str = ""
    organisation: str = ""
    last_at: float | None = None
    """Start of the last call with this number, seconds since 1970."""


class CallKind(StrEnum):
    INCOMING = "incoming"
    OUTGOING = "outgoing"
    MISSED = "missed"  # came in, nobody answered
    ELSEWHERE = "elsewhere"  # came in, and another telephone has answered it
    NOT_REACHED = "not_reached"  # went out, nobody answered


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One call of the past."""

    row_id: int
    peer: str
    """Name first; the number where there is none, empty where it was withheld."""
    number: str
    address: str
    """What calling back dials; empty: nobody can be called back."""
    kind: CallKind
    at: float
    """Start, seconds since 1970."""
    duration_s: float = 0.0


@dataclass(frozen=True, slots=True)
class HistoryState:
    entries: tuple[HistoryEntry, ...] = ()
    """Newest first, as far as they hold what is searched for."""
    kept: bool = True
    """False: in memory only, gone when Beistand is closed."""
