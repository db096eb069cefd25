"""A call that is over, run through a session as a phone would have: for commands and dry runs.

What a phone hears is the customer's side only, so the agent's words are there for their times and
for nothing else. Of the voice nothing is known, unless `voice_states` of the transcript say how it
would have been read: a call made up to try cards on. Otherwise the state is *unknown* throughout.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from desktop.assist.session import SILENT_S, AssistSession
from desktop.errors import LocalError
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.selector import Suggestion
from inference.messages import AcousticFacts, Estimate, Utterance
from inference.tension.facts_only import FactsTracker
from inference.tension.reading import Reading, Tendency, TensionState

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


class VoiceState(msgspec.Struct, frozen=True):
    from_s: float
    state: TensionState


class Transcript(msgspec.Struct, frozen=True):
    """Times in seconds since the call was answered. Keys beside these are left alone."""

    utterances: tuple[Said, ...]
    sid: str = ""
    language: str = ""
    """Two letters; "": told by what is said."""
    title: str = ""
    contacts_30d: int = 0
    """Earlier contacts of this customer within 30 days."""
    voice_states: tuple[VoiceState, ...] = ()
    """How the voice is read, from when on; silence then counts, too."""


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
    for state in transcript.voice_states:
        if not 0 <= state.from_s <= LONGEST_CALL_S:
            what = "a voice state has an impossible time"
            raise LocalError(what, where=name, action="from_s lies within the call")
    return transcript


def replay(
    transcript: Transcript, catalogue: Catalogue, *, today: date, contacts_30d: int = 0
) -> Iterator[Pushed]:
    """The cards that come up in `transcript`, one after the other."""
    shown: tuple[Suggestion, ...] = ()
    for t_s, session in followed(transcript, catalogue, today=today, contacts_30d=contacts_30d):
        if session.state.suggestions is not shown:  # a push is a new tuple, even of the same cards
            shown = session.state.suggestions
            yield Pushed(t_s, shown[0])


def followed(
    transcript: Transcript,
    catalogue: Catalogue,
    *,
    today: date,
    contacts_30d: int = 0,
    every_s: float | None = None,
) -> Iterator[tuple[float, AssistSession]]:
    """The session of `transcript` after everything that happens in it, and every `every_s`."""
    states = transcript.voice_states
    tracker = WrittenVoice(states) if states else FactsTracker()
    session = AssistSession(tracker=tracker, catalogue=catalogue, today=today)
    session.know_contacts(max(contacts_30d, transcript.contacts_30d))
    for t_s, event in _course(transcript, every_s):
        if isinstance(event, Utterance):
            session.heard(event, t_s)
        elif isinstance(event, Estimate):
            session.observe(event)
        else:
            session.tick(t_s)
        yield t_s, session


class WrittenVoice:
    """In the place of a tracker: the states that somebody wrote down."""

    def __init__(self, states: tuple[VoiceState, ...]) -> None:
        self._states = sorted(states, key=lambda state: state.from_s)

    def observe(self, estimate: Estimate) -> Reading:
        return self.tick(estimate.t_s)

    def tick(self, t_s: float) -> Reading:
        since_s, state = 0.0, TensionState.UNKNOWN
        for entered in self._states:
            if entered.from_s <= t_s and entered.state is not state:
                since_s, state = entered.from_s, entered.state
        return Reading(t_s, state, since_s, None, Tendency.STEADY, ())

    def interrupted(self, t_s: float) -> Reading:
        return self.tick(t_s)


def _course(
    transcript: Transcript, every_s: float | None
) -> Iterator[tuple[float, Utterance | Estimate | None]]:
    """Times in order, with the customer's words where there are some; None: time passes."""
    events: list[tuple[float, int, Utterance | Estimate | None]] = [
        (state.from_s, 0, None) for state in transcript.voice_states
    ]
    quiet_since_s = 0.0
    for said in sorted(transcript.utterances, key=lambda said: (said.end_s, said.start_s)):
        if transcript.voice_states and said.start_s - quiet_since_s >= SILENT_S:
            silent_s = quiet_since_s + SILENT_S
            events += [(silent_s, 0, _silence(silent_s, SILENT_S))]
            events += [(said.start_s, 0, _silence(said.start_s, 0.0))]
        quiet_since_s = max(quiet_since_s, said.end_s)
        events.append((said.end_s, 1, None))
        if said.speaker is not Speaker.AGENT:
            heard = Utterance(
                "", 0, said.start_s, said.end_s, said.text, language=transcript.language
            )
            events.append((said.end_s, 1, heard))
    if every_s is not None:
        end_s = max((t_s for t_s, _, _ in events), default=0.0)
        events += [(step * every_s, 0, None) for step in range(int(end_s / every_s) + 1)]
    for t_s, _, event in sorted(events, key=lambda event: event[:2]):
        yield t_s, event


def _silence(t_s: float, silence_s: float) -> Estimate:
    facts = AcousticFacts(silence_s=silence_s)
    return Estimate("", 0, t_s, 0.0, None, 1.0, facts, 0, 0)
