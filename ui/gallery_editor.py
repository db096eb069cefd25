"""The states of the card editor that the gallery shows and the tests check."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from resources import resource
from ui.editor import EditorWindow
from ui.editor_states import (
    CardPlace,
    DryRunState,
    EditorState,
    FlawView,
    NeverWhy,
    PushLine,
    Said,
    SaidLine,
    SaveStep,
    StateLine,
)
from ui.gallery_samples import CALLS, CARDS
from ui.states import CardCounts, Level, WhyKind
from ui.translation import Language


@cache
def _source(language: Language) -> str:
    return resource("cards", language, "wrong-bill.md").read_text(encoding="utf-8")


def editor_states(language: Language) -> Iterator[tuple[str, EditorState]]:
    """A card that is good, faulty, none yet; tried; and everything that can become of saving."""
    said = CALLS[language]
    bill = replace(CARDS[language]["bill"], index=1, count=1)
    lines = (
        SaidLine(0.5, Said.AGENT, said[0]),
        SaidLine(4.5, Said.CUSTOMER, said[1]),
        PushLine(9.5, bill.title, bill.why[:1], this=True),
        StateLine(14.0, Level.TENSE),
        PushLine(14.0, CARDS[language]["listen"].title, ((WhyKind.STATE, "tense"),), this=False),
        SaidLine(16.0, Said.CUSTOMER, said[2]),
    )
    tried = DryRunState(said[3:], 0, None, 0, lines, pushes=1, first_s=9.5)
    good = EditorState(
        "wrong-bill.md",
        CardPlace.OWN,
        _source(language),
        1,
        card=bill,
        note="Rechnung beanstandet" if language == "de" else "Bill disputed",
        counts=CardCounts(214, 131, 12),
        dry_run=tried,
    )
    flaws = (
        FlawView(3, "a title has {count} characters; at most {most} are read in a call",
                 "Mend the card", (("count", "61"), ("most", "48"))),
        FlawView(12, "nobody owns the card; add owner", "Mend the card"),
    )  # fmt: skip
    yaml = (
        FlawView(5, "the front matter is no valid YAML ({problem})",
                 'Put texts with ":" or "#" in quotes',
                 (("problem", "mapping values are not allowed here"),), no_card=True),
    )  # fmt: skip
    yield "good", good
    yield "flaws", replace(good, flaws=flaws, save=SaveStep.UNSAVED)
    yield "no-card", replace(good, flaws=yaml, stale=True, save=SaveStep.FAULTY)
    empty = replace(good, file="", place=CardPlace.NEW, text="", card=None, note="", counts=None)
    first = FlawView(1, 'the first line is not "---"', "Begin with the front matter", (), True)
    yield "empty", replace(empty, flaws=(first,), dry_run=DryRunState(said[3:]))
    for place in CardPlace:
        yield f"place-{place}", replace(good, place=place)
    for step in SaveStep:
        detail = "Input/output error" if step is SaveStep.FAILED else ""
        copied = replace(good, place=CardPlace.TEAM, save=step, can_copy=True, detail=detail)
        yield f"save-{step}", copied
    yield "kept", replace(good, save=SaveStep.SAVED, kept="wrong-bill.md.kept-1")
    for never in NeverWhy:
        if never is not NeverWhy.NONE:
            none = replace(tried, lines=lines[:2], pushes=0, never=never)
            yield f"never-{never}", replace(good, dry_run=none)
    yield "trying", replace(good, dry_run=replace(tried, running=True))
    supposed = replace(tried, level=Level.TENSE, contacts=3)
    yield "supposed", replace(good, dry_run=supposed)
    yield "no-call", replace(good, dry_run=replace(tried, problem="call.json: this is no call"))


def editor_window(state: EditorState) -> EditorWindow:
    window = EditorWindow()
    window.show_state(state)
    return window
