"""What the gallery shows of the *Kulanz* window and of the key that opens it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ui.gallery_samples import CALL, CARDS, TENSE
from ui.goodwill import GoodwillWindow
from ui.goodwill_states import (
    ApprovalView,
    GoodwillKind,
    GoodwillStep,
    GoodwillView,
    GrantedView,
    Need,
    OfferView,
    ReturnView,
    RoomView,
)
from ui.states import OverlayState
from ui.translation import Language

_GERMAN: Final = {
    "15": "15 €",
    "25": "25 €",
    "30": "30 €",
    "60": "60 €",
    "85": "85 €",
    "120": "120 €",
    "200": "200 €",
    "12": "12 €",
    "6.90": "6,90",
    "9.50": "9,50",
    "16.40": "16,40 €",
    "4.40": "4,40 €",
    "40": "40 €",
    "23.60": "23,60 €",
    "at": "12.11.26, 12:04",
    "what": "Vertrag heute beendet, ohne Frist",
    "whom": "Der Kundin nach dem Todesfall; uns spart es drei weitere Anrufe",
    "own": "Hat drei Stunden auf den Techniker gewartet",
    "asked": "Gefragt, noch keine Antwort; antwortet in 90 s niemand, wird ein Rückruf zugesagt.",
    "allowed": "Erlaubt sind 80 € statt 100 €.",
    "silent": "Niemand hat geantwortet: Sagen Sie einen Rückruf zu.",
    "refused": "Nur nach Rückfrage: vom Tag bleiben 85 € (Regel small-gesture).",
    "said": "Allein zu entscheiden: so steht es in der Regel small-gesture.",
}
_ENGLISH: Final = _GERMAN | {
    "15": "€15",
    "25": "€25",
    "30": "€30",
    "60": "€60",
    "85": "€85",
    "120": "€120",
    "200": "€200",
    "12": "€12",
    "6.90": "6.90",
    "9.50": "9.50",
    "16.40": "€16.40",
    "4.40": "€4.40",
    "40": "€40",
    "23.60": "€23.60",
    "at": "11/12/26, 12:04 PM",
    "what": "Contract ended today, without notice",
    "whom": "The customer after a death; it saves us three more calls",
    "own": "Waited three hours for the engineer",
    "asked": "Asked, no answer yet; if nobody answers in 90 s, a call back is promised.",
    "allowed": "€80 are allowed instead of €100.",
    "silent": "Nobody answered: promise a call back.",
    "refused": "Only after asking: €85 are left of today (rule small-gesture).",
    "said": "To be decided alone: as the rule small-gesture has it.",
}


def goodwill_states(language: Language) -> Iterator[tuple[str, GoodwillView]]:
    """From a calm call to offers, a grant, and what may go wrong."""
    say = _GERMAN if language == "de" else _ENGLISH
    rooms = (
        RoomView(GoodwillKind.CREDIT, Need.ALONE, True, say["30"], "", "", say["85"], say["120"]),
        RoomView(GoodwillKind.WAIVED_FEE, Need.ALONE, True, say["30"], say["60"], say["200"]),
        RoomView(GoodwillKind.REFUND_WITHOUT_RETURN, Need.ALONE, True, say["30"]),
        RoomView(GoodwillKind.CALLBACK, Need.ALONE, False),
        RoomView(GoodwillKind.PROCESS_OVERRIDE, Need.INFORM, False),
    )
    calm = GoodwillView("call-1", open=True, rooms=rooms, currency="€")
    returning = ReturnView("", "", say["6.90"], say["9.50"], back=say["16.40"])
    known = replace(
        returning,
        refund="25",
        value="12",
        keep=say["12"],
        difference=say["4.40"],
        keep_is_cheaper=True,
    )
    tense = replace(
        calm,
        offers=(
            OfferView(GoodwillKind.REFUND_WITHOUT_RETURN, Need.ALONE, say["25"], saved=say["4.40"]),
            OfferView(GoodwillKind.CREDIT, Need.INFORM, say["15"]),
            OfferView(GoodwillKind.CALLBACK, Need.ALONE),
        ),
        returning=known,
        reason="our-mistake",
    )
    granted = GrantedView(
        "3f2a91c0",
        GoodwillKind.CREDIT,
        Need.ALONE,
        say["15"],
        "our-mistake",
        "small-gesture",
        say["at"],
        undo_s=24,
    )
    yield "calm", calm
    refund = GoodwillKind.REFUND_WITHOUT_RETURN
    yield "refund", replace(calm, kind=refund, returning=returning)
    dear = replace(known, refund="40", value="", keep=say["40"], difference=say["23.60"])
    yield "refund-dear", replace(calm, kind=refund, returning=replace(dear, keep_is_cheaper=False))
    yield "typed", replace(calm, amount="15", said=say["said"], reason=say["own"])
    yield "offers", tense
    yield "reason-needed", replace(tense, reason="", step=GoodwillStep.REASON_NEEDED)
    yield "writing", replace(tense, step=GoodwillStep.WRITING)
    yield "granted", replace(tense, granted=(granted,))
    yield (
        "granted-twice",
        replace(
            calm, granted=(replace(granted, undo_s=0), replace(granted, entry_id="b", undo_s=29))
        ),
    )
    yield (
        "refused",
        replace(
            calm, amount="100", step=GoodwillStep.REFUSED, said=say["refused"], reason="waited"
        ),
    )
    asks = replace(calm, amount="100", said=say["refused"], reason="waited", asks=True)
    yield "asks", asks
    yield "asked", replace(asks, asks=False, approval=ApprovalView(say["asked"], left_s=84))
    allowed = ApprovalView(say["allowed"], by="Kim Brandt", grants=True)
    yield "allowed", replace(calm, approval=allowed)
    yield "silent", replace(calm, approval=ApprovalView(say["silent"]))
    yield "failed", replace(calm, step=GoodwillStep.FAILED)
    yield "changed", replace(tense, step=GoodwillStep.CHANGED)
    yield (
        "override",
        replace(
            calm,
            kind=GoodwillKind.PROCESS_OVERRIDE,
            what=say["what"],
            good_for=say["whom"],
            reason="loyal",
        ),
    )
    yield "not-kept", replace(calm, kept=False)
    yield "nothing", GoodwillView("call-1", open=True)


def goodwill_overlays(language: Language) -> Iterator[tuple[str, OverlayState]]:
    """The companion with the key to it, calm and tense."""
    shown = {name: replace(view, open=False) for name, view in goodwill_states(language)}
    yield "goodwill", replace(CALL, card=CARDS[language]["begin"], goodwill=shown["calm"])
    yield "goodwill-offers", replace(TENSE, card=CARDS[language]["bill"], goodwill=shown["offers"])
    yield "goodwill-nothing", replace(CALL, goodwill=shown["nothing"])


def goodwill_window(view: GoodwillView) -> GoodwillWindow:
    window = GoodwillWindow()
    window.show_state(view)
    return window
