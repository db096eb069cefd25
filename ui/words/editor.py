"""What the card editor says: whose card, what became of it, and what comes up in a tried call."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from ui.editor_states import (
    CardPlace,
    DryLine,
    DryRunState,
    EditorState,
    FlawView,
    NeverWhy,
    PushLine,
    Said,
    SaidLine,
    SaveStep,
)
from ui.states import CardCounts, Level
from ui.words.assist import card_why, level
from ui.words.labels import Text, text
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.times import duration

translate = QCoreApplication.translate

PLACES: Final = {
    CardPlace.NEW: QT_TRANSLATE_NOOP("Editor", "A new card of your own"),
    CardPlace.OWN: QT_TRANSLATE_NOOP("Editor", "Your own card"),
    CardPlace.TEAM: QT_TRANSLATE_NOOP("Editor", "Your team's card: everybody gets what you save"),
    CardPlace.OF_SHIPPED: QT_TRANSLATE_NOOP(
        "Editor", "Comes with Beistand: what you save becomes your own card and takes its place"
    ),
    CardPlace.OF_TEAM: QT_TRANSLATE_NOOP(
        "Editor", "Your team's card: what you save becomes your own card and takes its place"
    ),
}

STEPS: Final = {
    SaveStep.UNCHANGED: "",
    SaveStep.UNSAVED: QT_TRANSLATE_NOOP("Editor", "Not saved yet"),
    SaveStep.OPENING: QT_TRANSLATE_NOOP("Editor", "Being opened …"),
    SaveStep.SAVING: QT_TRANSLATE_NOOP("Editor", "Being saved …"),
    SaveStep.SLOW: QT_TRANSLATE_NOOP(
        "Editor", "The folder does not answer. Usually lies with the network. Your text stays here."
    ),
    SaveStep.SAVED: QT_TRANSLATE_NOOP("Editor", "Saved. The card is there in a few seconds."),
    SaveStep.FAULTY: QT_TRANSLATE_NOOP(
        "Editor", "Not saved: it is no card yet. Mend what is marked with a triangle."
    ),
    SaveStep.UNOPENED: QT_TRANSLATE_NOOP("Editor", "The card cannot be opened here."),
    SaveStep.CHANGED: QT_TRANSLATE_NOOP(
        "Editor",
        "Not saved: the file has been changed by somebody else. Whatever you choose, the other "
        "version is kept beside it.",
    ),
    SaveStep.FULL: QT_TRANSLATE_NOOP(
        "Editor", "Not saved: the disk is full. Make room and save again; your text stays here."
    ),
    SaveStep.READ_ONLY: QT_TRANSLATE_NOOP(
        "Editor", "Not saved: the folder may not be written to. Your text stays here."
    ),
    SaveStep.GONE: QT_TRANSLATE_NOOP(
        "Editor",
        "Not saved: the file or its folder is not there any more. Usually lies with the network. "
        "Your text stays here.",
    ),
    SaveStep.FAILED: QT_TRANSLATE_NOOP("Editor", "Not saved: {detail}. Your text stays here."),
}

NEVER: Final = {
    NeverWhy.NONE: "",
    NeverWhy.BY_HAND: QT_TRANSLATE_NOOP(
        "Editor", "Without “when” this card is found by hand only."
    ),
    NeverWhy.EXPIRED: QT_TRANSLATE_NOOP(
        "Editor", "This card does not come up by itself: its review is overdue."
    ),
    NeverWhy.OTHER_TEAM: QT_TRANSLATE_NOOP("Editor", "This card is for other teams."),
    NeverWhy.NOTHING_FITS: QT_TRANSLATE_NOOP("Editor", "This card does not come up in this call."),
}

WHO: Final = {
    Said.AGENT: QT_TRANSLATE_NOOP("Editor", "You"),
    Said.CUSTOMER: QT_TRANSLATE_NOOP("Editor", "Customer"),
}


def card_place(place: CardPlace) -> str:
    """Whose card it is, and whose it becomes."""
    return translate("Editor", PLACES[place])


def save_step(state: EditorState) -> str:
    """How text and file stand to each other; empty where there is nothing to say."""
    said = translate("Editor", STEPS[state.save]) if STEPS[state.save] else ""
    said = said.replace("{detail}", state.detail)
    if state.kept:
        kept = translate("Editor", "The other version is kept as {file}.")
        said = f"{said} {kept.replace('{file}', state.kept)}".strip()
    return said


def flaws_title(count: int) -> str:
    """Above what is wrong with the text."""
    if not count:
        return translate("Editor", "Nothing to object to")
    return translate("Editor", "%n thing(s) to mend", "", count)


def card_flaw(flaw: FlawView) -> tuple[str, str]:
    """What is wrong, and on the line below where it is and what to do."""
    what = _filled(flaw.what, flaw)
    where = translate("Editor", "Line {line}").format(line=flaw.line)
    return f"{what[:1].upper()}{what[1:]}", f"{where} · {_filled(flaw.action, flaw)}"


def _filled(template: str, flaw: FlawView) -> str:
    return translate("CardFlaw", template).format(**dict(flaw.values))


def preview_title(*, stale: bool) -> str:
    """Above the card, where it is another than the text; otherwise empty."""
    return translate("Editor", "As it last was a card") if stale else ""


def card_note(note: str) -> str:
    """What a note about a call says; empty where the card is never named in one."""
    return (
        translate("Editor", "In the note about a call: “{note}”").format(note=note) if note else ""
    )


def card_counts(counts: CardCounts | None) -> str:
    """How often a card was of use; empty where nothing is counted."""
    if counts is None:
        return ""
    said = translate("Editor", "shown in {shown} calls · helped {used} · put away {dismissed}")
    return said.format(shown=counts.shown, used=counts.used, dismissed=counts.dismissed)


def dry_run_outcome(state: DryRunState) -> str:
    """Whether the card comes up in the call that is tried; never empty."""
    if state.problem:
        return translate("Editor", "The call cannot be read: {detail}").replace(
            "{detail}", state.problem
        )
    if state.running:
        return translate("Editor", "Trying …")
    if state.never is not NeverWhy.NONE:
        return translate("Editor", NEVER[state.never])
    if not state.pushes:
        return text(Text.DRY_RUN)
    said = translate("Editor", "This card comes up %n time(s), first at {first}.", "", state.pushes)
    return said.format(first=duration(state.first_s))


def supposed_level(value: Level | None) -> str:
    """How the voice is supposed to be read."""
    if value is None:
        return translate("Editor", "Voice: as in the call")
    return translate("Editor", "Voice: {level}").format(level=level(value))


def supposed_contacts(count: int) -> str:
    """How many earlier contacts are supposed."""
    if not count:
        return translate("Editor", "Contacts: as given")
    return translate("Editor", "Contacts: {count}").format(count=count)


def dry_line(line: DryLine) -> tuple[str, str]:
    """One line of a tried call: what stands above, and below it."""
    at = duration(line.t_s)
    if isinstance(line, SaidLine):
        return f"{at} · {translate('Editor', WHO[line.who])}", line.text
    if isinstance(line, PushLine):
        return f"{at} · {line.title}", card_why(line.why)
    return at, translate("Editor", "Voice: {level}").format(level=level(line.level))
