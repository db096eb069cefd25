"""A call tried with the card as it stands in the editor, by the path of a real call.

The shipped session, selector and topic index run on a thread of their own: a library of ten
thousand cards takes seconds to index. What is asked last counts.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from desktop.assist.replay import (
    Pushed,
    Said,
    Speaker,
    Transcript,
    VoiceState,
    read_transcript,
    replay,
)
from desktop.errors import LocalError
from desktop.knowledge.card import Card
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import Library, with_card
from desktop.knowledge.search import CardSearch
from desktop.knowledge.topics import TopicIndex
from desktop.processes.background import Background
from inference.tension.reading import TensionState
from ui.editor_states import (
    DryLine,
    DryRunState,
    NeverWhy,
    PushLine,
    SaidLine,
    StateLine,
)
from ui.editor_states import Said as Who
from ui.states import Level, WhyKind

MOST_BYTES: Final = 2_000_000
"""A day of talking; more is a wrong file."""
MOST_LINES: Final = 1_000
_SPOKEN_CHARS_PER_S: Final = 15.0


class DryRun:
    """Lives on the app thread, which `post` reaches; `changed` is called when `view` is another."""

    def __init__(
        self,
        *,
        samples: Sequence[Transcript],
        library: Callable[[], Library],
        team: str,
        today: Callable[[], date],
        new_thread: Callable[[], Background],
        post: Callable[[Callable[[], None]], None],
        changed: Callable[[], None],
    ) -> None:
        self._calls = list(samples)
        self._library = library
        self._team = team
        self._today = today
        self._new_thread = new_thread
        self._thread: Background | None = None
        self._post = post
        self._changed = changed
        self._asked = 0
        self._card: Card | None = None
        self._triggers: object = None
        self._topics = TopicIndex(())
        self.view = DryRunState(calls=self._titles())

    def use_card(self, card: Card | None) -> None:
        """The card as it stands in the window; None: it is none at the moment."""
        if card is not None and card != self._card:
            self._card = card
            self._run()

    def choose(self, number: int) -> None:
        """Try call `number` of those that the view lists."""
        if 0 <= number < len(self._calls):
            self._try(chosen=number)

    def read_voice_as(self, level: Level | None) -> None:
        """Throughout the call; None: as the call says."""
        self._try(level=level)

    def suppose_contacts(self, contacts: int) -> None:
        self._try(contacts=contacts)

    def add_sentence(self, text: str) -> None:
        """The customer says this at the end of the call."""
        text = " ".join(text.split())
        if text:
            call = self._calls[self.view.chosen]
            start_s = max((said.end_s for said in call.utterances), default=0.0) + 1.0
            end_s = start_s + max(1.0, len(text) / _SPOKEN_CHARS_PER_S)
            said = Said(Speaker.CUSTOMER, start_s, end_s, text)
            self._calls[self.view.chosen] = msgspec.structs.replace(
                call, utterances=(*call.utterances, said)
            )
            self._run()

    def open(self, path: Path) -> None:
        """Try the call in a file: read on the thread, because it may lie on a share."""
        self._set(problem="", running=True)
        self._on_thread(lambda: self._read(path))

    def stop(self) -> None:
        """The window is closed, or the program ends; what is under way is given up."""
        self._asked += 1
        self._card = None
        if self._thread is not None:
            self._thread.stop(0.0)
            self._thread = None

    def _on_thread(self, work: Callable[[], None]) -> None:
        self._thread = self._thread or self._new_thread()
        self._thread.post(work)

    def _try(self, **choice: object) -> None:
        self._set(**choice)
        self._run()

    def _run(self) -> None:
        if self._card is None:
            return
        self._asked += 1
        asked, card, library = self._asked, self._card, self._library()
        call = _supposed(self._calls[self.view.chosen], self.view)
        self._set(running=True)
        self._on_thread(lambda: self._replay(asked, call, card, library))

    # ------------------------------------------------------------ on the thread

    def _read(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
            if len(raw) > MOST_BYTES:
                raise LocalError("the file is too large", where=path.name)
            call = read_transcript(raw, path.name)
        except OSError as error:
            problem = f"{path.name}: {error.strerror or type(error).__name__}"
            self._post(lambda: self._set(problem=problem, running=False))
        except LocalError as error:
            said = str(error)
            self._post(lambda: self._set(problem=said, running=False))
        else:
            named = msgspec.structs.replace(call, title=call.title or path.name)
            self._post(lambda: self._add(named))

    def _replay(self, asked: int, call: Transcript, card: Card, library: Library) -> None:
        if asked != self._asked:
            return
        tried = with_card(library, card) if card.holds_for(self._team) else library
        catalogue = Catalogue(tried, self._index(tried), CardSearch(()))
        pushes = tuple(replay(call, catalogue, today=self._today()))
        self._post(lambda: self._show(asked, call, card, pushes))

    def _index(self, library: Library) -> TopicIndex:
        """The topics of `library`; those of the last one where no trigger has changed since: a
        shipped library takes half a second to index, and most typing changes what a card says."""
        triggers = [(card.id, card.lang, card.when) for card in library.versions]
        if triggers != self._triggers:
            self._topics, self._triggers = TopicIndex(library.versions), triggers
        return self._topics

    # ------------------------------------------------------------ and back

    def _add(self, call: Transcript) -> None:
        self._calls.append(call)
        self._try(calls=self._titles(), chosen=len(self._calls) - 1)

    def _show(self, asked: int, call: Transcript, card: Card, pushes: tuple[Pushed, ...]) -> None:
        if asked != self._asked:
            return
        own = [push.t_s for push in pushes if push.suggestion.card is card]
        never = NeverWhy.NONE if own else self._never(card)
        self._set(
            lines=_lines(call, pushes, card),
            pushes=len(own),
            first_s=own[0] if own else 0.0,
            never=never,
            running=False,
        )

    def _never(self, card: Card) -> NeverWhy:
        if not card.holds_for(self._team):
            return NeverWhy.OTHER_TEAM
        if card.expired(self._today()):
            return NeverWhy.EXPIRED
        if not card.when.conditions:
            return NeverWhy.BY_HAND
        return NeverWhy.NOTHING_FITS

    def _titles(self) -> tuple[str, ...]:
        return tuple(call.title for call in self._calls)

    def _set(self, **values: object) -> None:
        known = {name: getattr(self.view, name) for name in DryRunState.__dataclass_fields__}
        self.view = DryRunState(**{**known, **values})
        self._changed()


def _supposed(call: Transcript, view: DryRunState) -> Transcript:
    """`call` with what the window supposes of it."""
    states = call.voice_states
    if view.level is not None:
        states = (VoiceState(0.0, TensionState(view.level.value)),)
    contacts = max(call.contacts_30d, view.contacts)
    return msgspec.structs.replace(call, voice_states=states, contacts_30d=contacts)


def _lines(call: Transcript, pushes: Sequence[Pushed], card: Card) -> tuple[DryLine, ...]:
    """Everything in the order of time; what comes up stands below the words that brought it."""
    who = {Speaker.AGENT: Who.AGENT}
    found: list[tuple[float, int, DryLine]] = []
    for said in call.utterances:
        line = SaidLine(said.start_s, who.get(said.speaker, Who.CUSTOMER), said.text)
        found.append((said.end_s, 0, line))
    for state in call.voice_states:
        found.append((state.from_s, 1, StateLine(state.from_s, Level(state.state.value))))
    for push in pushes:
        why = tuple((WhyKind(kind.value), value) for kind, value in push.suggestion.why)
        this = push.suggestion.card is card
        found.append((push.t_s, 2, PushLine(push.t_s, push.suggestion.card.title, why, this)))
    found.sort(key=lambda line: line[:2])
    return tuple(line for _, _, line in found[:MOST_LINES])
