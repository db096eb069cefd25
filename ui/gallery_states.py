"""The states that the gallery shows and the tests check: every window, every kind of state.

Cards are data, so their text is not translated: each comes in both languages.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from ui.help_keys import HelpKeys
from ui.overlay import Overlay
from ui.password import PasswordDialog
from ui.phone import PhoneWindow
from ui.states import (
    AccountView,
    AnalysisView,
    CallPhaseView,
    CallView,
    CardListEntry,
    CardView,
    ConsentStep,
    HelpStep,
    Level,
    NoticeKind,
    NoticeView,
    OverlayState,
    PhoneState,
    ReasonChip,
    ReasonKind,
    RegistrationView,
    RequestStep,
    RequestView,
    Severity,
    SupervisorState,
    Tendency,
    UnknownWhy,
    WhyKind,
)
from ui.supervisor import SupervisorWindow
from ui.translation import Language


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One picture of the gallery: a name and how to make the window in that state."""

    name: str
    make: Callable[[], QWidget]


def _wave(start: float, end: float) -> tuple[float | None, ...]:
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
            why=((WhyKind.STATE, "tense"), (WhyKind.PHASE, "solving")),
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
            why=((WhyKind.STATE, "tense"), (WhyKind.PHASE, "solving")),
            index=3,
            count=3,
        ),
        "works": CardView("works", "It works", "Sum up and repeat the promise."),
    },
}

_CALL: Final = OverlayState(
    peer="Kundin A",
    call_s=252,
    level=Level.CALM,
    unknown_why=UnknownWhy.NONE,
    level_s=190,
    trend=_wave(0.22, 0.24),
    consent=ConsentStep.GRANTED,
    help=HelpStep.IDLE,
)

_TENSE: Final = replace(
    _CALL,
    call_s=391,
    level=Level.TENSE,
    level_s=42,
    tendency=Tendency.RISING,
    trend=_wave(0.25, 0.82),
    alert=True,
    reasons=(
        ReasonChip(ReasonKind.LOUDER, 6),
        ReasonChip(ReasonKind.INTERRUPTIONS, 3),
        ReasonChip(ReasonKind.VOICE_TENSE),
    ),
)


def overlay_states(language: Language) -> Iterator[tuple[str, OverlayState]]:
    """Every level, consent step and help step, expanded and collapsed."""
    cards = CARDS[language]
    unknown = replace(
        _CALL, level=Level.UNKNOWN, unknown_why=UnknownWhy.NO_CONSENT, call_s=9, trend=()
    )
    tense = replace(_TENSE, card=cards["bill"])
    yield "idle", OverlayState()
    yield "ask", replace(unknown, consent=ConsentStep.ASK)
    yield "announcing", replace(unknown, consent=ConsentStep.ANNOUNCING)
    for why in UnknownWhy:
        step = {
            UnknownWhy.REFUSED: ConsentStep.REFUSED,
            UnknownWhy.WITHDRAWN: ConsentStep.WITHDRAWN,
            UnknownWhy.OFF: ConsentStep.NOT_NEEDED,
        }.get(why, ConsentStep.GRANTED)
        if why not in (UnknownWhy.NONE, UnknownWhy.NO_CONSENT):
            yield f"unknown-{why}", replace(unknown, unknown_why=why, consent=step)
    yield "calm", replace(_CALL, card=cards["begin"])
    yield (
        "elevated",
        replace(
            _CALL,
            call_s=320,
            level=Level.ELEVATED,
            level_s=12,
            tendency=Tendency.RISING,
            trend=_wave(0.24, 0.55),
            reasons=(ReasonChip(ReasonKind.FASTER, 20), ReasonChip(ReasonKind.HIGHER, 3)),
            card=cards["listen"],
        ),
    )
    yield "tense", tense
    yield "tense-acknowledged", replace(tense, acknowledged=True)
    yield (
        "easing",
        replace(
            _CALL,
            call_s=485,
            level=Level.EASING,
            level_s=15,
            tendency=Tendency.FALLING,
            trend=(*_wave(0.3, 0.75)[30:], *(0.77 - 0.01 * i for i in range(30))),
            reasons=(ReasonChip(ReasonKind.QUIETER, 5), ReasonChip(ReasonKind.VOICE_CALM)),
            card=cards["works"],
            help=HelpStep.COMING,
            help_by="Kim Berger",
            help_eta_s=20,
        ),
    )
    for help_step in HelpStep:
        yield (
            f"help-{help_step}",
            replace(_CALL, help=help_step, help_eta_s=20, card=cards["listen"]),
        )
    slow = (ReasonChip(ReasonKind.SLOWER, 15), ReasonChip(ReasonKind.SILENCE, 14))
    yield "reasons-slow", replace(_CALL, reasons=slow)
    yield "bar-idle", OverlayState(collapsed=True)
    yield "bar-calm", replace(_CALL, collapsed=True)
    yield "bar-tense", replace(tense, collapsed=True)
    yield (
        "bar-held",
        replace(
            _CALL,
            collapsed=True,
            level=Level.UNKNOWN,
            unknown_why=UnknownWhy.HELD,
            muted=True,
            local_hold=True,
            help=HelpStep.DELIVERED,
        ),
    )


ACCOUNT: Final = AccountView(
    "Service", "sip:214@pbx.example", RegistrationView.REGISTERED, "tls", "Headset"
)
READY: Final = AnalysisView(True, "cpu")
KNOWN_PEER: Final = CallView(
    "call-1", "Kundin A", "030 23125 014", CallPhaseView.CONNECTED, duration_s=391
)
SECOND: Final = CallView("call-2", "0221 4710 999", "0221 4710 999", CallPhaseView.RINGING_IN)

NOTICE_PARAMS: Final = (
    ("where", "10.0.0.5:5060"),
    ("retry_s", "8"),
    ("account", "desk"),
    ("device", "USB Headset"),
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
)


def notice(kind: NoticeKind, severity: Severity) -> NoticeView:
    """A notice of `kind` with everything that it may carry."""
    return NoticeView(f"notice-{kind}", kind, severity, NOTICE_PARAMS)


def card_list(language: Language) -> tuple[CardListEntry, ...]:
    """The example cards as the list shows them."""
    return tuple(
        CardListEntry(card.card_id, card.title, card.lead) for card in CARDS[language].values()
    )


def phone_states(language: Language) -> Iterator[tuple[str, PhoneState]]:
    """Every registration, call phase and kind of notice."""
    idle = PhoneState(account=ACCOUNT, analysis=READY, cards=card_list(language))
    yield "idle", idle
    for registration in RegistrationView:
        account = replace(ACCOUNT, registration=registration, transport="udp", device="")
        yield (
            f"registration-{registration}",
            replace(idle, account=account, analysis=AnalysisView()),
        )
    for phase in CallPhaseView:
        yield f"call-{phase}", replace(idle, call=replace(KNOWN_PEER, phase=phase))
    yield (
        "call-busy",
        replace(
            idle, call=replace(KNOWN_PEER, phase=CallPhaseView.ENDED, end_code=486, duration_s=0)
        ),
    )
    yield "call-muted", replace(idle, call=replace(KNOWN_PEER, muted=True))
    yield "call-held", replace(idle, call=replace(KNOWN_PEER, local_hold=True))
    yield "call-held-remotely", replace(idle, call=replace(KNOWN_PEER, remote_hold=True))
    yield "call-second", replace(idle, call=KNOWN_PEER, second_call=SECOND)
    severities = list(Severity)
    for index, kind in enumerate(NoticeKind):
        shown = notice(kind, severities[index % len(severities)])
        yield f"notice-{kind}", replace(idle, notices=(shown,))
    several = (
        notice(NoticeKind.REGISTRAR_UNREACHABLE, Severity.ERROR),
        notice(NoticeKind.NO_SOUND_DEVICE, Severity.WARNING),
        notice(NoticeKind.CARD_UNREADABLE, Severity.INFO),
    )
    yield "notices", replace(idle, notices=several)
    yield "call-notice", replace(idle, notices=several[:1], call=KNOWN_PEER, second_call=SECOND)


def supervisor_states() -> Iterator[tuple[str, SupervisorState]]:
    """Nobody, one request in each step, and three at once."""
    request = RequestView(
        "request-1",
        "Platz 214",
        RequestStep.OPEN,
        level=Level.TENSE,
        level_s=42,
        reasons=_TENSE.reasons,
        call_s=391,
        waiting_s=12,
        expires_in_s=48,
    )
    account = replace(ACCOUNT, name="Leitung", uri="sip:900@pbx.example")
    empty = SupervisorState(account=account)
    yield "empty", empty
    for step in RequestStep:
        yield f"{step}", replace(empty, requests=(replace(request, step=step),))
    second = replace(
        request, request_id="request-2", agent="Platz 209", level=Level.UNKNOWN, reasons=()
    )
    third = replace(request, request_id="request-3", agent="Platz 217", step=RequestStep.CLAIMED)
    yield "several", replace(empty, requests=(request, second, third))
    late = (notice(NoticeKind.REGISTRAR_UNREACHABLE, Severity.ERROR),)
    yield "notice", replace(empty, notices=late)


def exhibits(language: Language) -> Iterator[Exhibit]:
    """All pictures, in the order of the windows."""
    for name, overlay in overlay_states(language):
        yield Exhibit(f"overlay-{name}", partial(_overlay, overlay))
    for name, phone in phone_states(language):
        yield Exhibit(f"phone-{name}", partial(_phone, phone))
    yield Exhibit("phone-keypad", _keypad)
    yield Exhibit("phone-cards", partial(_cards, language))
    yield Exhibit("phone-card", partial(_card, language))
    for name, supervisor in supervisor_states():
        yield Exhibit(f"supervisor-{name}", partial(_supervisor, supervisor))
    yield Exhibit("password", lambda: PasswordDialog("Service", keyring_available=True))
    yield Exhibit(
        "password-wrong", lambda: PasswordDialog("Service", keyring_available=False, wrong=True)
    )
    yield Exhibit("keys", HelpKeys)


def _overlay(state: OverlayState) -> Overlay:
    window = Overlay(motion=False)
    window.show_state(state)
    return window


def _phone(state: PhoneState) -> PhoneWindow:
    window = PhoneWindow()
    window.show_state(state)
    if state.call is None:
        window.dial.number.setText("030 23125 014")
    return window


def _keypad() -> PhoneWindow:
    window = _phone(PhoneState(ACCOUNT, READY, call=KNOWN_PEER))
    window.call.keys.click()
    return window


def _cards(language: Language) -> PhoneWindow:
    window = _phone(PhoneState(ACCOUNT, READY, cards=card_list(language)))
    window.tabs.buttons[1].click()
    return window


def _card(language: Language) -> PhoneWindow:
    window = _cards(language)
    window.show_card(replace(CARDS[language]["bill"], index=1, count=1, why=()))
    return window


def _supervisor(state: SupervisorState) -> SupervisorWindow:
    window = SupervisorWindow(motion=False, surfaces=False)
    window.show_state(state)
    return window
