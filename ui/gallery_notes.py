"""What the gallery shows of the transcript beside a call and of the note after it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ui.call_states import AgentStateView, AgentView
from ui.gallery_samples import ACCOUNT, KNOWN_PEER, READY, WORDS
from ui.note_states import GrantView, NoteView, PostStep, TranscriptView
from ui.states import PhoneState
from ui.translation import Language

WRAP_UP: Final = AgentView(AgentStateView.WRAP_UP, left_s=72)

NOTES: Final[dict[Language, NoteView]] = {
    "de": NoteView(
        "call-1",
        "Kundin A",
        call_s=552,
        text="Gespräch mit Kundin A am 12.11.2026, 12:04 Uhr (9 min)\n"
        "Anliegen: Rechnung beanstandet, Rückruf\n"
        "Kunde: „Es geht um die Rechnung, die ist jetzt zum dritten Mal falsch.“\n"
        "Vereinbart: Bis 30 € Gutschrift – ohne Rückfrage.\n"
        "Zugesagt: Rückruf bis Freitag, nachmittags",
        grants=(
            GrantView("Bis 30 € Gutschrift – ohne Rückfrage.", granted=True),
            GrantView("Termine bis 20 Uhr und für Sie selbst geblockte Zeit vergeben."),
        ),
        can_post=True,
        precious=True,
    ),
    "en": NoteView(
        "call-1",
        "Customer A",
        call_s=552,
        text="Call with Customer A on 2026-11-12 at 12:04 (9 min)\n"
        "About: Bill disputed, Call back\n"
        "Customer: “It's about the bill, it is wrong for the third time now.”\n"
        "Agreed: Credit up to 30 € without asking.\n"
        "Promised: call back by Friday, in the afternoon",
        grants=(
            GrantView("Credit up to 30 € without asking.", granted=True),
            GrantView("Appointments until 8 pm, and time that you block for yourself."),
        ),
        can_post=True,
        precious=True,
    ),
}


def note_states(language: Language) -> Iterator[tuple[str, PhoneState]]:
    """The strip beside a call, the draft, and what becomes of it."""
    said = WORDS[language]
    heard = TranscriptView((*said, said[1]), said[0], first=3, taken=frozenset({4}))
    call = replace(KNOWN_PEER, transcript=heard)
    yield "call-words", PhoneState(ACCOUNT, READY, call=call)
    note = NOTES[language]
    wrap_up = PhoneState(ACCOUNT, READY, agent=WRAP_UP, note=note)
    yield "wrap-up", wrap_up
    first = note.text.splitlines()[0]
    yield "wrap-up-bare", replace(wrap_up, note=NoteView("c", note.customer, 42, first))
    for step in PostStep:
        if step is not PostStep.NONE:
            yield f"wrap-up-{step}", replace(wrap_up, note=replace(note, step=step, others=1))
    yield "wrap-up-copied", replace(wrap_up, note=replace(note, copied=True, can_post=False))
    yield (
        "wrap-up-long",
        replace(wrap_up, note=replace(note, grants=note.grants * 2, text=note.text * 6)),
    )
