"""View states of what the agent may grant in a call; see `ui.states`, whose rules hold.

Amounts are text, as the language of the window writes them ("30 €"): what they are made of is
exact, and the windows never calculate.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class GoodwillKind(StrEnum):
    CREDIT = "credit"
    WAIVED_FEE = "waived-fee"
    REPLACEMENT = "replacement"
    REFUND_WITHOUT_RETURN = "refund-without-return"
    CALLBACK = "callback"
    PROCESS_OVERRIDE = "process-override"


class Need(StrEnum):
    """Whose word it needs."""

    ALONE = "alone"
    INFORM = "inform"  # the supervisor is told afterwards
    ASK = "ask"
    SILENCE = "silence"  # nobody answered who was asked, and the policy lets it hold
    NO = "no"


class GoodwillStep(StrEnum):
    """What became of the agent's last click."""

    NONE = "none"
    REASON_NEEDED = "reason_needed"
    AMOUNT_NEEDED = "amount_needed"
    WHAT_NEEDED = "what_needed"  # of a departure from the process: what and for whom
    WRITING = "writing"
    REFUSED = "refused"  # `said` says why
    FAILED = "failed"  # the disk did not take it: nothing was granted
    TOO_LATE = "too_late"  # to take it back
    CHANGED = "changed"  # what was clicked is not what there is now: nothing was granted


OWN_REASONS: Final = ("our-mistake", "waited", "repeated", "promise-broken", "loyal")
"""Beistand's own, where the deployer names none."""


@dataclass(frozen=True, slots=True)
class RoomView:
    """Of one kind, in this call, now."""

    kind: GoodwillKind
    need: Need
    """Of the smallest grant."""
    amounts: bool = True
    """It goes by amounts."""
    alone: str = ""
    """The most without asking; empty: nothing."""
    inform: str = ""
    """The most that the supervisor is only told of; empty: no more than `alone`."""
    ask: str = ""
    """The most that may be asked for; empty: no more than without asking."""
    left: str = ""
    """Of today's budget; empty: it has none."""
    budget: str = ""
    rule: str = ""
    """Its id."""


@dataclass(frozen=True, slots=True)
class OfferView:
    """Fair now, and one click away."""

    kind: GoodwillKind
    need: Need
    amount: str = ""
    """What it costs; empty: nothing but time."""
    saved: str = ""
    """Against having the goods sent back; empty: no goods."""


@dataclass(frozen=True, slots=True)
class ReturnView:
    """Is letting the customer keep the goods cheaper than having them back? In the agent's hand."""

    refund: str = ""
    """What was paid, as it was typed; so the other three."""
    value: str = ""
    """Of the goods, once they are back; empty: as much as was paid."""
    shipping: str = ""
    handling: str = ""
    back: str = ""
    """What the return costs."""
    keep: str = ""
    """What the goods are worth once they are back; empty: nobody has said what was paid."""
    difference: str = ""
    keep_is_cheaper: bool = False


@dataclass(frozen=True, slots=True)
class GrantedView:
    """Granted in this call, and in the ledger."""

    entry_id: str
    kind: GoodwillKind
    need: Need
    amount: str = ""
    reason: str = ""
    rule: str = ""
    at: str = ""
    """Day and time, as the language writes them."""
    undo_s: float = 0.0
    """For so long it can be taken back."""
    what: str = ""
    good_for: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """A question to the supervisor, and what holds now."""

    said: str
    """In a sentence."""
    by: str = ""
    """Who answered; empty: nobody has."""
    left_s: float | None = None
    """For so long an answer is waited for; None: not any more."""
    grants: bool = False
    """What is allowed can be granted now."""
    over: bool = False
    """It was declined: there is nothing to withdraw."""


@dataclass(frozen=True, slots=True)
class GoodwillView:
    """The *Kulanz* panel of one call."""

    call_id: str
    """The call that every intent is about."""
    open: bool = False
    kept: bool = True
    """What is granted can be written down; otherwise nothing is granted here."""
    rooms: tuple[RoomView, ...] = ()
    kind: GoodwillKind = GoodwillKind.CREDIT
    """Which of them is chosen."""
    amount: str = ""
    """As it was typed."""
    currency: str = ""
    """Its symbol."""
    said: str = ""
    """What the policy says of it, in a sentence."""
    asks: bool = False
    """Granting by hand asks the supervisor first."""
    approval: ApprovalView | None = None
    offers: tuple[OfferView, ...] = ()
    returning: ReturnView | None = None
    """None: nothing may be refunded without a return, or nobody thinks of it."""
    reasons: tuple[str, ...] = OWN_REASONS
    reason: str = ""
    """Chosen, or typed."""
    what: str = ""
    """Of a departure from the process."""
    good_for: str = ""
    step: GoodwillStep = GoodwillStep.NONE
    granted: tuple[GrantedView, ...] = ()
    """Oldest first."""

    @property
    def room(self) -> RoomView | None:
        """Of the kind that is chosen."""
        return next((room for room in self.rooms if room.kind is self.kind), None)
