"""A call that is over, run through a session as a phone would have: for commands and dry runs.

What a phone hears is the customer's side only, so the agent's words are there for their times and
for nothing else. Of the voice nothing is known: the state is *unknown* throughout.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from desktop.assist.session import AssistSession
from desktop.errors import LocalError
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.selector import Suggestion
from inference.messages import Utterance
from inference.tension.facts_only import FactsTracker

LONGEST_CALL_S: Final = 86_400.0


class Speaker(StrEnum):
    AGENT = "agent"
    CALLER = "caller"
    CUSTOMER = "customer"


class Said(msgspec.Struct, frozen=True):
    speaker: Speaker
    start_s: float
    end_s: float
    text: str


class Transcript(msgspec.Struct, frozen=True):
    """Times in seconds since the call was answered. Keys beside these are left alone."""

    utterances: tuple[Said, ...]
    sid: str = ""
    language: str = ""
    """Two letters; "": told by what is said."""


@dataclass(frozen=True, slots=True)
class Pushed:
    t_s: float
    suggestion: Suggestion


def read_transcript(raw: bytes, name: str) -> Transcript:
    """The call in the JSON `raw`; raises LocalError that names what is wrong and where."""
    try:
        transcript = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"), type=Transcript)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        action = "Write {sid, utterances: [{speaker, start_s, end_s, text}]}"
        raise LocalError(f"this is no call ({error})", where=name, action=action) from None
    for number, said in enumerate(transcript.utterances, 1):
        if not 0 <= said.start_s <= said.end_s <= LONGEST_CALL_S:
            what = f"utterance {number} has impossible times"
            action = f"start_s and end_s lie between 0 and {LONGEST_CALL_S:.0f}, the start first"
            raise LocalError(what, where=name, action=action)
    return transcript


def replay(
    transcript: Transcript, catalogue: Catalogue, *, today: date, contacts_30d: int = 0
) -> Iterator[Pushed]:
    """The cards that come up in `transcript`, one after the other."""
    session = AssistSession(tracker=FactsTracker(), catalogue=catalogue, today=today)
    session.know_contacts(contacts_30d)
    shown = session.state.suggestions
    for end_s, words in _course(transcript):
        if words is None:
            session.tick(end_s)
        else:
            session.heard(words, end_s)
        if session.state.suggestions is not shown:  # a push is a new tuple, even of the same cards
            shown = session.state.suggestions
            yield Pushed(end_s, shown[0])


def _course(transcript: Transcript) -> Iterator[tuple[float, Utterance | None]]:
    """Times in order, with the customer's words where there are some."""
    for said in sorted(transcript.utterances, key=lambda said: (said.end_s, said.start_s)):
        yield said.end_s, None
        if said.speaker is not Speaker.AGENT:
            heard = Utterance(
                "", 0, said.start_s, said.end_s, said.text, language=transcript.language
            )
            yield said.end_s, heard
