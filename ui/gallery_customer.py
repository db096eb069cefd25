"""What the gallery shows of customers and past calls."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ui.call_states import CallPhaseView, CallView
from ui.customer_states import CallKind, CustomerView, HistoryEntry, HistoryState, LookupView
from ui.gallery_samples import CALL, CARDS, KNOWN_PEER
from ui.states import OverlayState, ReasonChip, ReasonKind, WhyKind
from ui.translation import Language

_DAY_S: Final = 86_400.0
AT: Final = 1_794_474_000.0
"""2026-11-12, about noon."""

CUSTOMER: Final = CustomerView(
    LookupView.FOUND,
    since="2019",
    tariff="Komfort",
    contacts_30d=3,
    last_at=AT,
    open_matters=("Rechnung 10/2026", "Gutschrift"),
    notes="bittet um Rückruf nachmittags",
    can_open=True,
)
LONG: Final = replace(
    CUSTOMER,
    organisation="Bäckerei und Konditorei Schöller GmbH & Co. KG",
    open_matters=("Rechnung 10/2026 doppelt berechnet", "Gutschrift", "Umzug", "Vertrag", "Router"),
    notes="Ruft meist aus der Backstube an, laut im Hintergrund. " * 8,
)


def customer_calls() -> Iterator[tuple[str, CallView]]:
    """A call with everything known, with much, with little and with nothing known."""
    yield "found", replace(KNOWN_PEER, customer=CUSTOMER)
    yield "long", replace(KNOWN_PEER, customer=LONG)
    ringing = replace(KNOWN_PEER, phase=CallPhaseView.RINGING_IN)
    yield "ringing", replace(ringing, customer=CUSTOMER)
    nobody = replace(KNOWN_PEER, peer=KNOWN_PEER.number)
    for lookup in LookupView:
        if lookup is not LookupView.FOUND:
            yield str(lookup), replace(nobody, customer=CustomerView(lookup))


HISTORY: Final = HistoryState(
    (
        HistoryEntry(7, "Kundin A", "030 23125 014", "sip:1", CallKind.INCOMING, AT, 391),
        HistoryEntry(6, "0221 4710 999", "0221 4710 999", "sip:2", CallKind.MISSED, AT - 900),
        HistoryEntry(5, "Kim Berger", "214", "sip:3", CallKind.OUTGOING, AT - 4_000, 42),
        HistoryEntry(
            4,
            "Bäckerei und Konditorei Schöller GmbH & Co. KG",
            "+43 1 5123456",
            "sip:4",
            CallKind.NOT_REACHED,
            AT - _DAY_S,
        ),
        HistoryEntry(3, "", "", "", CallKind.INCOMING, AT - 2 * _DAY_S, 61),
        HistoryEntry(2, "030 9", "030 9", "sip:5", CallKind.ELSEWHERE, AT - 3 * _DAY_S),
    )
)


def histories() -> Iterator[tuple[str, HistoryState]]:
    yield "calls", HISTORY
    yield "memory", replace(HISTORY, kept=False)
    yield "empty", HistoryState()


def repeated_contact(language: Language) -> OverlayState:
    """The reason that is none of the voice, and the card that it brings."""
    card = replace(CARDS[language]["begin"], why=((WhyKind.CONTACTS, "3"),))
    return replace(CALL, reasons=(ReasonChip(ReasonKind.CONTACTS, 3),), card=card)
