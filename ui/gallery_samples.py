"""What the gallery's pictures are made of: example calls, cards, accounts and notices.

Cards are data, so their text is not translated: each comes in both languages.
"""

import math
from dataclasses import replace
from typing import Final

from ui.call_states import (
    CallPhaseView,
    CallView,
    PartyView,
)
from ui.card_states import CardListEntry
from ui.notice_states import NoticeAction, NoticeKind, NoticeView, Severity
from ui.states import (
    AccountView,
    AnalysisView,
    CardView,
    ConsentStep,
    HelpStep,
    Level,
    OverlayState,
    ReasonChip,
    ReasonKind,
    RegistrationView,
    Tendency,
    UnknownWhy,
    WhyKind,
)
from ui.translation import Language


def wave(start: float, end: float) -> tuple[float | None, ...]:
    """A minute that drifts from `start` to `end`, with a voice's small unrest."""
    return tuple(
        start + (end - start) * (i / 119) ** 2 + 0.025 * math.sin(i / 5) for i in range(120)
    )


CARDS: Final[dict[Language, dict[str, CardView]]] = {
    "de": {
        "begin": CardView(
            "begin",
            "Gut beginnen",
            "Zuerst fragen, wie es geht – dann nach der Nummer.",
            say="Schön, dass Sie anrufen. Wie geht es Ihnen?",
            why=((WhyKind.PHASE, "opening"),),
        ),
        "listen": CardView(
            "listen",
            "Erst zuhören",
            "Nicht unterbrechen, dann zusammenfassen.",
            why=((WhyKind.STATE, "elevated"),),
        ),
        "bill": CardView(
            "bill",
            "Rechnung mehrfach falsch",
            "Erst anerkennen, dann Datum nennen.",
            say="Drei Anrufe dafür – das ärgert mich auch. Ich bleibe dran, bis es stimmt.",
            steps=(
                "Letzte zwei Rechnungen öffnen",
                "Gutschrift heute anweisen",
                "Rückruf bis Freitag zusagen",
            ),
            discretion="Sie dürfen bis 30 € ohne Rückfrage erlassen",
            why=((WhyKind.TOPIC, "Rechnung … falsch"), (WhyKind.STATE, "tense")),
            index=3,
            count=3,
        ),
        "works": CardView("works", "Es wirkt", "Zusammenfassen und Zusage wiederholen."),
    },
    "en": {
        "begin": CardView(
            "begin",
            "A good beginning",
            "Ask how they are first, then for the number.",
            say="Thank you for calling. How are you today?",
            why=((WhyKind.PHASE, "opening"),),
        ),
        "listen": CardView(
            "listen",
            "Listen first",
            "Do not interrupt, then sum up.",
            why=((WhyKind.STATE, "elevated"),),
        ),
        "bill": CardView(
            "bill",
            "Bill wrong more than once",
            "Acknowledge first, then name a date.",
            say="Three calls for this: that would annoy me too. I will see it through.",
            steps=(
                "Open the last two bills",
                "Order the credit today",
                "Promise a call back by Friday",
            ),
            discretion="You may waive up to 30 € without asking",
            why=((WhyKind.TOPIC, "wrong … bill"), (WhyKind.STATE, "tense")),
            index=3,
            count=3,
        ),
        "works": CardView("works", "It works", "Sum up and repeat the promise."),
    },
}

CALL: Final = OverlayState(
    call_id="call-1",
    peer="Kundin A",
    call_s=252,
    level=Level.CALM,
    unknown_why=UnknownWhy.NONE,
    level_s=190,
    trend=wave(0.22, 0.24),
    consent=ConsentStep.GRANTED,
    help=HelpStep.IDLE,
)

TENSE: Final = replace(
    CALL,
    call_s=391,
    level=Level.TENSE,
    level_s=42,
    tendency=Tendency.RISING,
    trend=wave(0.25, 0.82),
    alert=True,
    reasons=(
        ReasonChip(ReasonKind.LOUDER, 6),
        ReasonChip(ReasonKind.INTERRUPTIONS, 3),
        ReasonChip(ReasonKind.VOICE_TENSE),
    ),
)


ACCOUNT: Final = AccountView(
    "Service", "sip:214@pbx.example", RegistrationView.REGISTERED, "tls", "Headset"
)
READY: Final = AnalysisView(True, "cpu")
KNOWN_PEER: Final = CallView(
    "call-1", "Kundin A", "030 23125 014", CallPhaseView.CONNECTED, duration_s=391
)
COLLEAGUE: Final = CallView(
    "call-3",
    "Kollege Berger",
    "231",
    CallPhaseView.CONNECTED,
    duration_s=44,
    party=PartyView.CONSULTATION,
)
SECOND: Final = CallView("call-2", "0221 4710 999", "0221 4710 999", CallPhaseView.RINGING_IN)

NOTICE_PARAMS: Final = (
    ("where", "10.0.0.5:5060"),
    ("retry_s", "8"),
    ("account", "desk"),
    ("device", "USB Headset"),
    ("wanted", "USB Headset"),
    ("used", "Webcam"),
    ("model", "tension-small"),
    ("file", "rechnung.md"),
    ("setting", "tension.enter_tense"),
    ("value", "sehr hoch"),
    ("replacement", "0.62"),
    ("number", "030 / abc"),
    ("code", "503"),
    ("reason", "Service Unavailable"),
    ("detail", "connection refused"),
    ("sender", "10.0.0.9"),
    ("command", "SetHold"),
    ("facts", "contacts_30d"),
    ("count", "214"),
    ("seconds", "28"),
    ("hours", "8"),
    ("time", "14:05"),
    ("what", "Gutschrift 15 €"),
    ("text", "Bitte um 14 Uhr zurückrufen"),
)

ACTIONS: Final = {
    NoticeKind.PASSWORD_NEEDED: NoticeAction.SIGN_IN,
    NoticeKind.WRONG_PASSWORD: NoticeAction.SIGN_IN,
    NoticeKind.ENGINE_GAVE_UP: NoticeAction.RETRY_PHONE,
    NoticeKind.WORKER_GAVE_UP: NoticeAction.RETRY_ANALYSIS,
    NoticeKind.ENGINE_DIED_IN_CALL: NoticeAction.CALL_BACK,
    NoticeKind.MISSED_CALL: NoticeAction.CALL_BACK,
    NoticeKind.TEXT_MESSAGE: NoticeAction.CALL_BACK,
}


def notice(kind: NoticeKind, severity: Severity) -> NoticeView:
    """A notice of `kind` with everything that it may carry, and its button where it has one."""
    action = ACTIONS.get(kind, NoticeAction.NONE)
    return NoticeView(f"notice-{kind}", kind, severity, NOTICE_PARAMS, action)


def card_list(language: Language) -> tuple[CardListEntry, ...]:
    """The example cards as the list shows them."""
    return tuple(
        CardListEntry(card.card_id, card.title, card.lead) for card in CARDS[language].values()
    )


WORDS: Final[dict[Language, tuple[str, str]]] = {
    "de": (
        "Guten Tag, hier ist ••••, meine Nummer ist •••• •••••••.",
        "Es geht um die Rechnung, die ist jetzt zum dritten Mal falsch.",
    ),
    "en": (
        "Good morning, this is ••••, my number is ••••• ••••••.",
        "It's about the bill, it is wrong for the third time now.",
    ),
}
"""What a customer said, masked as it is shown."""


MODEL_CARD = """# Model card: tension-small and tension-large

**What they do.** They hear the last three *voiced* seconds of a customer and give four numbers from
0 to 1. They hear the voice only: no words, no meaning, no identity. `analysis.profile = "facts"`
does not even load them.

| | small | large |
|---|---|---|
| comes | with Beistand | its encoder with `beistand models install whisper-base` |
| one hop on one CPU thread | 10 ms | 60 ms |

## Where they are weak

- Lively happiness can read as tense.
- Ten actors, adult, German. Accents, children, old voices and illness are untested.

The noises are from [ESC-10](https://github.com/karolpiczak/ESC-50) (CC BY).
"""


CALLS: Final[dict[Language, tuple[str, ...]]] = {
    "de": (
        "Kundenservice, guten Tag. Was kann ich für Sie tun?",
        "Guten Tag. Es geht um meine Rechnung, die ist jetzt zum dritten Mal falsch.",
        "Das höre ich jedes Mal. Es wurde wieder zu viel abgebucht.",
        "Rechnung zum dritten Mal falsch",
        "Paket kommt nicht an",
    ),
    "en": (
        "Customer service, good morning. What can I do for you?",
        "Good morning. It's about my bill, it is wrong for the third time now.",
        "That is what I hear every time. You charged me too much again.",
        "Bill wrong for the third time",
        "A parcel does not arrive",
    ),
}
"""Three sentences of a call, then titles of calls."""


WRITTEN: Final[dict[Language, str]] = {
    "de": "Ihre Vorgangsnummer ist 4711-08",
    "en": "Your reference is 4711-08",
}
