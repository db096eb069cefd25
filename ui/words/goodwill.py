"""Words about what the agent may grant, offers and grants."""

from typing import Final

from PySide6.QtCore import QCoreApplication

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
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.times import whole_number

translate = QCoreApplication.translate

KINDS: Final = {
    GoodwillKind.CREDIT: QT_TRANSLATE_NOOP("Goodwill", "Credit"),
    GoodwillKind.WAIVED_FEE: QT_TRANSLATE_NOOP("Goodwill", "Waive a fee"),
    GoodwillKind.REPLACEMENT: QT_TRANSLATE_NOOP("Goodwill", "Replacement"),
    GoodwillKind.REFUND_WITHOUT_RETURN: QT_TRANSLATE_NOOP("Goodwill", "Refund, goods stay"),
    GoodwillKind.CALLBACK: QT_TRANSLATE_NOOP("Goodwill", "Call back"),
    GoodwillKind.PROCESS_OVERRIDE: QT_TRANSLATE_NOOP("Goodwill", "Another way"),
}

NEEDS: Final = {
    Need.ALONE: QT_TRANSLATE_NOOP("Goodwill", "you decide"),
    Need.INFORM: QT_TRANSLATE_NOOP("Goodwill", "you decide, and tell your supervisor"),
    Need.ASK: QT_TRANSLATE_NOOP("Goodwill", "only after asking"),
    Need.SILENCE: QT_TRANSLATE_NOOP("Goodwill", "nobody answered, you decide"),
    Need.NO: QT_TRANSLATE_NOOP("Goodwill", "not possible"),
}

DECIDED: Final = {
    Need.ALONE: QT_TRANSLATE_NOOP("Goodwill", "decided alone"),
    Need.INFORM: QT_TRANSLATE_NOOP("Goodwill", "decided alone, to be told"),
    Need.ASK: QT_TRANSLATE_NOOP("Goodwill", "asked for and allowed"),
    Need.SILENCE: QT_TRANSLATE_NOOP("Goodwill", "asked for, nobody answered"),
    Need.NO: "",
}

REASONS: Final = {
    "our-mistake": QT_TRANSLATE_NOOP("Goodwill", "our mistake"),
    "waited": QT_TRANSLATE_NOOP("Goodwill", "waited long"),
    "repeated": QT_TRANSLATE_NOOP("Goodwill", "called several times"),
    "promise-broken": QT_TRANSLATE_NOOP("Goodwill", "promise not kept"),
    "loyal": QT_TRANSLATE_NOOP("Goodwill", "loyal customer"),
}

STEPS: Final = {
    GoodwillStep.REASON_NEEDED: QT_TRANSLATE_NOOP("Goodwill", "First say why, please."),
    GoodwillStep.AMOUNT_NEEDED: QT_TRANSLATE_NOOP("Goodwill", "How much? Type an amount, please."),
    GoodwillStep.WHAT_NEEDED: QT_TRANSLATE_NOOP(
        "Goodwill", "Say what you do instead and whom it helps, please."
    ),
    GoodwillStep.WRITING: QT_TRANSLATE_NOOP("Goodwill", "Being written down …"),
    GoodwillStep.FAILED: QT_TRANSLATE_NOOP(
        "Goodwill", "Nothing was granted: this computer could not write it down. Please try again."
    ),
    GoodwillStep.TOO_LATE: QT_TRANSLATE_NOOP(
        "Goodwill", "Too late to take it back: that is possible for 30 seconds."
    ),
    GoodwillStep.CHANGED: QT_TRANSLATE_NOOP(
        "Goodwill", "This has just changed, and nothing was granted. Please look again."
    ),
}

CUSTOMER: Final = {
    GoodwillKind.CREDIT: QT_TRANSLATE_NOOP("Goodwill", "We credit you with {amount}."),
    GoodwillKind.WAIVED_FEE: QT_TRANSLATE_NOOP("Goodwill", "We waive {amount} for you."),
    GoodwillKind.REPLACEMENT: QT_TRANSLATE_NOOP(
        "Goodwill", "We send you a replacement, free of charge."
    ),
    GoodwillKind.REFUND_WITHOUT_RETURN: QT_TRANSLATE_NOOP(
        "Goodwill", "We refund you {amount}. You may keep the goods."
    ),
    GoodwillKind.CALLBACK: QT_TRANSLATE_NOOP("Goodwill", "We will call you back."),
    GoodwillKind.PROCESS_OVERRIDE: QT_TRANSLATE_NOOP(
        "Goodwill", "We have made an exception for you: {what}"
    ),
}


def goodwill_key(view: GoodwillView) -> str:
    """What stands on the key that opens the panel: the most telling of it."""
    if view.offers:
        return translate("Goodwill", "Goodwill: %n fair offer(s)", "", len(view.offers))
    if view.room is not None and view.room.alone:
        return translate("Goodwill", "Goodwill: {amount} without asking").format(
            amount=view.room.alone
        )
    return translate("Goodwill", "Goodwill")


def goodwill_kind(kind: GoodwillKind) -> str:
    return translate("Goodwill", KINDS[kind])


def goodwill_reason(reason: str) -> str:
    """A reason of Beistand's own in words; any other as it was written."""
    return translate("Goodwill", REASONS[reason]) if reason in REASONS else reason


def goodwill_need(need: Need) -> str:
    return translate("Goodwill", NEEDS[need])


def room_lines(room: RoomView) -> str:
    """How much without asking, and what is left of today."""
    if not room.amounts:
        return goodwill_need(room.need)
    steps = []
    if room.alone:
        steps.append(
            translate("Goodwill", "up to {amount} without asking").format(amount=room.alone)
        )
    if room.inform:
        steps.append(
            translate("Goodwill", "up to {amount} if you tell your supervisor").format(
                amount=room.inform
            )
        )
    if room.ask:
        steps.append(translate("Goodwill", "up to {amount} after asking").format(amount=room.ask))
    if room.left:
        steps.append(
            translate("Goodwill", "{left} of today's {budget} left").format(
                left=room.left, budget=room.budget
            )
        )
    return "\n".join(steps)


def offer_title(offer: OfferView) -> str:
    """ "Credit · 15 €"."""
    return " · ".join(filter(None, (goodwill_kind(offer.kind), offer.amount)))


def offer_line(offer: OfferView) -> str:
    """What it costs beside the amount, and whose word it needs."""
    parts = []
    if offer.saved:
        parts.append(
            translate("Goodwill", "{amount} cheaper than the return").format(amount=offer.saved)
        )
    if not offer.amount:
        parts.append(translate("Goodwill", "costs nothing but time"))
    return " · ".join((*parts, goodwill_need(offer.need)))


def return_line(returning: ReturnView) -> str:
    """The arithmetic in one sentence."""
    if not returning.keep:
        return translate(
            "Goodwill", "The return costs {back}. Type what was paid, to compare."
        ).format(back=returning.back)
    if returning.keep_is_cheaper:
        said = translate(
            "Goodwill",
            "The return costs {back}, the goods are worth {keep} once back: letting the customer "
            "keep them is {difference} cheaper.",
        )
    else:
        said = translate(
            "Goodwill",
            "The return costs {back}, the goods are worth {keep} once back: having them back is "
            "{difference} cheaper.",
        )
    return said.format(back=returning.back, keep=returning.keep, difference=returning.difference)


def goodwill_step(view: GoodwillView) -> str:
    """What became of the last click, else what the policy says of what is typed."""
    if not view.kept:
        return translate(
            "Goodwill",
            "Nothing can be granted here, because nothing could be written down. Mostly this "
            "computer's keyring is missing.",
        )
    if not view.rooms:
        return translate("Goodwill", "The policy says of nothing that you may grant it now.")
    return translate("Goodwill", STEPS[view.step]) if view.step in STEPS else view.said


def granted_line(granted: GrantedView) -> str:
    """ "Credit · 15 € granted"."""
    what = " · ".join(filter(None, (goodwill_kind(granted.kind), granted.amount)))
    return translate("Goodwill", "Granted: {what}").format(what=what)


def approval_line(view: ApprovalView) -> str:
    """What was said, by whom, and for how long an answer is waited for."""
    parts = [view.said]
    if view.by:
        parts.insert(0, f"{view.by}:")
    if view.left_s is not None:
        left = translate("Goodwill", "{seconds} s left.")
        parts.append(left.format(seconds=whole_number(view.left_s)))
    return " ".join(parts)


def undo_words(granted: GrantedView) -> str:
    left = translate("Goodwill", "Take back")
    return f"{left} · {whole_number(granted.undo_s)} s"


def customer_text(granted: GrantedView) -> str:
    """What the customer is told, to say or to send."""
    said = translate("Goodwill", CUSTOMER[granted.kind])
    return said.format(amount=granted.amount, what=granted.what)


def crm_text(granted: GrantedView) -> str:
    """What the customer's record should say of it."""
    what = " · ".join(filter(None, (goodwill_kind(granted.kind), granted.amount)))
    lines = [
        translate("Goodwill", "Goodwill {at}: {what}").format(at=granted.at, what=what),
        translate("Goodwill", "Why: {reason}").format(reason=goodwill_reason(granted.reason)),
    ]
    if granted.what:
        lines.append(translate("Goodwill", "Instead: {what}").format(what=granted.what))
    if granted.good_for:
        lines.append(translate("Goodwill", "Good for: {whom}").format(whom=granted.good_for))
    rule = translate("Goodwill", "Rule {rule}, {decided}, no. {number}")
    decided = translate("Goodwill", DECIDED[granted.need])
    lines.append(rule.format(rule=granted.rule, decided=decided, number=granted.entry_id))
    return "\n".join(lines)
