"""Words about the listening: levels, reasons, consent, help, and the supervisor's requests."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from ui.states import (
    ConsentStep,
    HelpStep,
    Level,
    ModelNote,
    OverlayState,
    ReasonChip,
    ReasonKind,
    RuleView,
    Tendency,
    UnknownWhy,
    WhyKind,
)
from ui.supervisor_states import RequestStep, RequestView
from ui.words.help import help_reason
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.times import clock, duration, quoted, whole_number

translate = QCoreApplication.translate

LEVELS: Final = {
    Level.UNKNOWN: QT_TRANSLATE_NOOP("Level", "unclear"),
    Level.CALM: QT_TRANSLATE_NOOP("Level", "calm"),
    Level.ELEVATED: QT_TRANSLATE_NOOP("Level", "elevated"),
    Level.TENSE: QT_TRANSLATE_NOOP("Level", "tense"),
    Level.EASING: QT_TRANSLATE_NOOP("Level", "easing"),
}

TENDENCIES: Final = {
    Tendency.RISING: QT_TRANSLATE_NOOP("Tendency", "rising"),
    Tendency.STEADY: "",
    Tendency.FALLING: QT_TRANSLATE_NOOP("Tendency", "falling"),
}

UNKNOWN: Final = {
    UnknownWhy.NONE: "",
    UnknownWhy.NO_CONSENT: QT_TRANSLATE_NOOP("UnknownWhy", "no consent yet"),
    UnknownWhy.REFUSED: QT_TRANSLATE_NOOP("UnknownWhy", "caller declined"),
    UnknownWhy.WITHDRAWN: QT_TRANSLATE_NOOP("UnknownWhy", "analysis off for this call"),
    UnknownWhy.OFF: QT_TRANSLATE_NOOP("UnknownWhy", "analysis is switched off"),
    UnknownWhy.NO_CUSTOMER: QT_TRANSLATE_NOOP("UnknownWhy", "a colleague, not analysed"),
    UnknownWhy.COLLECTING: QT_TRANSLATE_NOOP("UnknownWhy", "still listening"),
    UnknownWhy.HELD: QT_TRANSLATE_NOOP("UnknownWhy", "call on hold"),
    UnknownWhy.NO_VOICE: QT_TRANSLATE_NOOP("UnknownWhy", "nobody is speaking"),
    UnknownWhy.POOR_AUDIO: QT_TRANSLATE_NOOP("UnknownWhy", "the line is poor"),
    UnknownWhy.STARTING: QT_TRANSLATE_NOOP("UnknownWhy", "analysis is starting"),
    UnknownWhy.NO_MODEL: QT_TRANSLATE_NOOP("UnknownWhy", "model is missing"),
    UnknownWhy.WORKER_DOWN: QT_TRANSLATE_NOOP("UnknownWhy", "analysis has failed"),
}

REASONS: Final = {
    ReasonKind.VOICE_TENSE: QT_TRANSLATE_NOOP("Reason", "voice sounds tense"),
    ReasonKind.LOUDER: QT_TRANSLATE_NOOP("Reason", "{value} dB louder than at the start"),
    ReasonKind.QUIETER: QT_TRANSLATE_NOOP("Reason", "{value} dB quieter"),
    ReasonKind.FASTER: QT_TRANSLATE_NOOP("Reason", "speaks {value} % faster"),
    ReasonKind.SLOWER: QT_TRANSLATE_NOOP("Reason", "speaks {value} % slower"),
    ReasonKind.HIGHER: QT_TRANSLATE_NOOP("Reason", "voice higher than at the start"),
    ReasonKind.INTERRUPTIONS: "%n interruption(s)",
    ReasonKind.SILENCE: QT_TRANSLATE_NOOP("Reason", "silent for {value} s"),
    ReasonKind.VOICE_CALM: QT_TRANSLATE_NOOP("Reason", "voice sounds calmer"),
    ReasonKind.CONTACTS: "%n earlier contact(s) in 30 days",
}

FACTS: Final = {
    ReasonKind.LOUDER: QT_TRANSLATE_NOOP("Fact", "louder"),
    ReasonKind.FASTER: QT_TRANSLATE_NOOP("Fact", "faster"),
    ReasonKind.INTERRUPTIONS: QT_TRANSLATE_NOOP("Fact", "speaking at once"),
    ReasonKind.SILENCE: QT_TRANSLATE_NOOP("Fact", "silence"),
}
"""What the profile without levels says in the level's place; it knows no other kinds."""

NOTES: Final = {
    ModelNote.NONE: "",
    ModelNote.SMALLER_LATE: QT_TRANSLATE_NOOP("ModelNote", "Simpler model: this computer is busy"),
    ModelNote.SMALLER_FAILED: QT_TRANSLATE_NOOP(
        "ModelNote", "Simpler model: the larger one has failed"
    ),
    ModelNote.NO_LEVEL: QT_TRANSLATE_NOOP("ModelNote", "Model failed: measured facts only"),
    ModelNote.WORDS_LATE: QT_TRANSLATE_NOOP("ModelNote", "Words come late: this computer is busy"),
    ModelNote.FACTS_ONLY: QT_TRANSLATE_NOOP("ModelNote", "measured facts only"),
}

PHASES: Final = {
    "opening": QT_TRANSLATE_NOOP("Phase", "the call begins"),
    "inquiry": QT_TRANSLATE_NOOP("Phase", "the matter is being cleared up"),
    "solving": QT_TRANSLATE_NOOP("Phase", "a solution is being sought"),
    "closing": QT_TRANSLATE_NOOP("Phase", "the call is ending"),
}

HELP: Final = {
    HelpStep.UNAVAILABLE: "",
    HelpStep.IDLE: "",
    HelpStep.PENDING: QT_TRANSLATE_NOOP(
        "Help", "In {seconds} s the supervisors are told of this call"
    ),
    HelpStep.RAISED: QT_TRANSLATE_NOOP("Help", "Request sent, nobody has seen it yet"),
    HelpStep.DELIVERED: QT_TRANSLATE_NOOP("Help", "A supervisor's desktop shows it, no answer yet"),
    HelpStep.COMING: QT_TRANSLATE_NOOP("Help", "Help is coming"),
    HelpStep.JOINED: QT_TRANSLATE_NOOP("Help", "Help is in the call"),
    HelpStep.EXPIRED: QT_TRANSLATE_NOOP("Help", "Nobody was free. Offer to call back."),
    HelpStep.CALLBACK: QT_TRANSLATE_NOOP("Help", "The supervisors know that you promised a call"),
    HelpStep.FAILED: QT_TRANSLATE_NOOP("Help", "Request was not delivered"),
    HelpStep.CANCELLED: QT_TRANSLATE_NOOP("Help", "Request cancelled"),
    HelpStep.RESOLVED: QT_TRANSLATE_NOOP("Help", "Help was there"),
}

REQUESTS: Final = {
    RequestStep.OPEN: QT_TRANSLATE_NOOP("Request", "waiting for {waiting}"),
    RequestStep.CLAIMING: QT_TRANSLATE_NOOP("Request", "Telling the desk that you are coming …"),
    RequestStep.CLAIMED: QT_TRANSLATE_NOOP("Request", "The desk knows that you are coming."),
    RequestStep.JOINED: QT_TRANSLATE_NOOP("Request", "You are in the call."),
    RequestStep.TAKEN: QT_TRANSLATE_NOOP("Request", "Somebody else is going."),
    RequestStep.LATER: QT_TRANSLATE_NOOP("Request", "Put aside here · waiting for {waiting}"),
    RequestStep.EXPIRED: QT_TRANSLATE_NOOP("Request", "Expired: nobody answered in time."),
    RequestStep.CALLBACK: QT_TRANSLATE_NOOP(
        "Request", "Nobody was free: the caller was promised a call back. Ask the desk whom."
    ),
    RequestStep.CANCELLED: QT_TRANSLATE_NOOP("Request", "The desk has cancelled."),
    RequestStep.RESOLVED: QT_TRANSLATE_NOOP("Request", "Done."),
    RequestStep.FAILED: QT_TRANSLATE_NOOP(
        "Request", "Your answer did not reach the desk. Please try again."
    ),
}


def level(value: Level) -> str:
    """The one word of a level."""
    return translate("Level", LEVELS[value])


def unknown_why(value: UnknownWhy) -> str:
    """Why the level is unclear; empty for NONE."""
    return translate("UnknownWhy", UNKNOWN[value]) if UNKNOWN[value] else ""


def headline(state: OverlayState) -> str:
    """The overlay's one word: the level, or without levels the most telling fact."""
    if not state.facts_only:
        return level(state.level)
    if not state.peer or state.unknown_why is not UnknownWhy.NONE:
        return translate("Fact", "not measured")
    known = [chip.kind for chip in state.reasons if chip.kind in FACTS]
    return translate("Fact", FACTS[known[0]] if known else AS_AT_THE_START)


AS_AT_THE_START: Final = QT_TRANSLATE_NOOP("Fact", "as at the start")


def level_line(state: OverlayState) -> str:
    """Below the word: how long and where it goes ("for 0:42 · rising · 06:31"), or why unclear."""
    parts: list[str] = []
    if not state.peer:
        parts.append(translate("Overlay", "no call"))
    elif state.level is Level.UNKNOWN and state.unknown_why is not UnknownWhy.NONE:
        parts.append(unknown_why(state.unknown_why))
    elif state.facts_only:
        parts.append(model_note(ModelNote.FACTS_ONLY))
    elif state.level is not Level.UNKNOWN:
        parts.append(translate("Overlay", "for {time}").format(time=duration(state.level_s)))
        if TENDENCIES[state.tendency]:
            parts.append(translate("Tendency", TENDENCIES[state.tendency]))
    if state.peer:
        parts.append(clock(state.call_s))
    return " · ".join(part for part in parts if part)


def model_note(note: ModelNote) -> str:
    """What there is to say of the model that scores; empty for NONE."""
    return translate("ModelNote", NOTES[note]) if NOTES[note] else ""


def _plural_sources() -> tuple[str, ...]:
    """lupdate takes a source for a plural only where the count is a literal: this is that place."""
    return (
        translate("Reason", "%n interruption(s)", "", 1),
        translate("Reason", "%n earlier contact(s) in 30 days", "", 1),
        translate("Notice", "%n more", "", 1),
        translate("Editor", "%n thing(s) to mend", "", 1),
        translate("Editor", "This card comes up %n time(s), first at {first}.", "", 1),
        translate("Note", "%n more note(s) after this one.", "", 1),
        translate("Goodwill", "Goodwill: %n fair offer(s)", "", 1),
    )


def reason(chip: ReasonChip) -> str:
    """The text of a reason chip."""
    source = REASONS[chip.kind]
    if "%n" in source:
        return translate("Reason", source, "", round(chip.value))
    return translate("Reason", source).format(value=whole_number(chip.value))


def card_why(why: tuple[tuple[WhyKind, str], ...]) -> str:
    """ "because: tense · the call begins"; empty when nothing is stated."""
    parts = [said for kind, value in why if (said := _one_why(kind, value))]
    if not parts:
        return ""
    return translate("Card", "because: {reasons}").format(reasons=" · ".join(parts))


def _one_why(kind: WhyKind, value: str) -> str:
    match kind:
        case WhyKind.STATE:
            return level(Level(value)) if value in set(Level) else ""
        case WhyKind.PHASE:
            return translate("Phase", PHASES[value]) if value in PHASES else ""
        case WhyKind.CONTACTS:
            source = REASONS[ReasonKind.CONTACTS]
            return translate("Reason", source, "", int(value)) if value.isdigit() else ""
        case WhyKind.TOPIC:
            return quoted(value)
        case WhyKind.BY_HAND:
            return translate("Card", "you chose it")


def consent_sentence(
    step: ConsentStep, *, facts_only: bool = False, words_asked: bool = False
) -> str:
    """What to say, or what is being said, about consent; empty where nothing is to be said.

    `words_asked`: what is said is to be written down as well.
    """
    if step is ConsentStep.ASK and facts_only and words_asked:
        return translate(
            "Consent",
            "May a program on my computer measure how loud and how fast you speak and write down "
            "what you say, so that I can help you better? Nothing of it is kept but what I note.",
        )
    if step is ConsentStep.ASK and words_asked:
        return translate(
            "Consent",
            "May a program on my computer follow the mood and write down what you say, so that I "
            "can help you better? Nothing of it is kept but what I note.",
        )
    if step is ConsentStep.ASK and facts_only:
        return translate(
            "Consent",
            "May a program on my computer measure how loud and how fast you speak, so that I can "
            "help you better?",
        )
    if step is ConsentStep.ASK:
        return translate(
            "Consent",
            "May a program on my computer follow the mood, so that I can help you better?",
        )
    if step is ConsentStep.ANNOUNCING:
        return translate("Consent", "The notice is playing. Please wait a moment.")
    if step is ConsentStep.NOTICE_FAILED:
        return translate(
            "Consent", "The notice could not be played; nothing is analysed. You can ask yourself:"
        )
    return ""


def help_line(step: HelpStep, by: str = "", eta_s: float | None = None) -> str:
    """How the request for help stands, for the agent; empty while there is none."""
    if not HELP[step]:
        return ""
    if step is HelpStep.COMING and by:
        line = translate("Help", "{who} is coming").format(who=by)
    else:
        line = translate("Help", HELP[step])
    if step is HelpStep.PENDING:
        line = line.format(seconds=whole_number(eta_s or 0.0))
    if step is HelpStep.COMING and eta_s:  # once it is over, no number is true any more
        line += f" · {whole_number(eta_s)} s"
    return line


def rule_line(rule: RuleView) -> str:
    """Which agreed rule tells the supervisors, and what it went by, for the agent."""
    parts = []
    if rule.level is not Level.UNKNOWN:
        parts.append(
            translate("Request", "{level} for {time}").format(
                level=level(rule.level), time=duration(rule.level_s)
            )
        )
    if rule.topic:
        parts.append(rule.topic)
    if rule.phase:
        parts.append(translate("Phase", PHASES[rule.phase]))
    if rule.contacts:
        parts.append(
            translate("Help", "earlier contacts in 30 days: {count}").format(
                count=whole_number(rule.contacts)
            )
        )
    return translate("Help", "Agreed rule {name}: {why}").format(
        name=quoted(rule.name), why=" · ".join(parts)
    )


def request_title(request: RequestView) -> str:
    """Who asks."""
    if request.by_rule:
        return translate("Request", "{agent}: help by agreed rule {rule}").format(
            agent=request.agent, rule=quoted(request.by_rule)
        )
    return translate("Request", "{agent} asks for help").format(agent=request.agent)


def request_facts(request: RequestView) -> str:
    """Below the title: how tense and since when, and how long the call has lasted."""
    parts = [help_reason(why) for why in request.why]
    if request.topic:
        parts.append(request.topic)
    if request.level is not Level.UNKNOWN:
        parts.append(
            translate("Request", "{level} for {time}").format(
                level=level(request.level), time=duration(request.level_s)
            )
        )
    if request.call_s:
        parts.append(translate("Request", "{time} in call").format(time=clock(request.call_s)))
    return " · ".join(parts)


def request_line(request: RequestView) -> str:
    """How a request stands, for the supervisor."""
    line = translate("Request", REQUESTS[request.step]).format(waiting=duration(request.waiting_s))
    if request.step is RequestStep.OPEN and request.expires_in_s is not None:
        line += " · " + translate("Request", "expires in {time}").format(
            time=duration(request.expires_in_s)
        )
    return line
