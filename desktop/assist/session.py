"""One call's companion: evidence in, what the overlay shows out. Pure; time is an argument.

Everything in here lives in memory and is dropped with the session when the call ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from desktop.assist.phase import PhaseEstimator
from desktop.assist.transcript import Transcript, Words
from desktop.knowledge.card import Card, Phase
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.conversation import Conversation
from desktop.knowledge.selector import CardSelector, Context, Suggestion, Why
from inference.messages import Estimate, Population, Utterance
from inference.tension.alerts import AlertPolicy, AlertState
from inference.tension.facts_only import FactsTracker
from inference.tension.parameters import TensionParameters
from inference.tension.reading import Reading, Reason, ReasonKind, Tendency, TensionState
from inference.tension.tracker import TENSE_THRESHOLD, TensionTracker

TREND_S: Final = 60.0
TREND_STEP_S: Final = 0.5
MOST_REASONS: Final = 3
POOR_QUALITY: Final = 0.2
"""Below this the last window said nothing because of the audio, not because nobody spoke."""


SILENT_S: Final = 8.0
"""Nobody has spoken for this long: longer than looking something up in silence is pleasant."""


class TimelineKind(StrEnum):
    STATE = "state"
    ALERT = "alert"
    CARD = "card"
    CARD_USED = "card_used"
    GRANTED = "granted"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened in the call; memory only."""

    t_s: float
    kind: TimelineKind
    value: str
    reasons: tuple[Reason, ...] = ()
    why: tuple[Why, ...] = ()
    """Of a card; the words that it was about are not in here."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A card of this call; memory only."""

    card: Card
    on_topic: bool
    """The customer has spoken of it."""
    by_hand: bool = False
    """The agent has turned to it."""


@dataclass(frozen=True, slots=True)
class AssistState:
    reading: Reading
    alert: AlertState = AlertState.IDLE
    phase: Phase = Phase.OPENING
    suggestions: tuple[Suggestion, ...] = ()
    card_index: int = 0
    trend: tuple[float | None, ...] = ()
    heard: bool = False
    """Some estimate of this call has come."""
    quality: float = 1.0
    """Of the last estimate."""
    silent: bool = False
    topics: frozenset[str] = frozenset()
    """Ids of the cards whose topics are on the table."""
    used: frozenset[str] = frozenset()
    """Ids of cards of which the agent says that they helped."""

    @property
    def suggestion(self) -> Suggestion | None:
        return self.suggestions[self.card_index] if self.suggestions else None


def nothing_known(t_s: float = 0.0) -> Reading:
    return Reading(t_s, TensionState.UNKNOWN, t_s, None, Tendency.STEADY, ())


class Tracker(Protocol):
    """Evidence and time in, the voice's reading out; `TensionTracker` is the usual one."""

    def observe(self, estimate: Estimate) -> Reading: ...

    def tick(self, t_s: float) -> Reading: ...

    def interrupted(self, t_s: float) -> Reading: ...


class AssistSession:
    """Owns one call's tracker, phase, alert, cards and timeline.

    With a `FactsTracker` there are no levels, hence no alerts, and cards come by phase and by hand.
    """

    def __init__(
        self,
        *,
        tracker: Tracker,
        catalogue: Catalogue,
        today: date,
        alerts: AlertPolicy | None = None,
    ) -> None:
        self._tracker = tracker
        self._selector = CardSelector(catalogue.library, today)
        self._conversation = Conversation(catalogue.topics)
        self._transcript = Transcript()
        self._alerts = alerts or AlertPolicy()
        self._phases = PhaseEstimator()
        self._silenced: set[ReasonKind] = set()
        self._card_held = False
        self._trend: list[float | None] = []
        self._trend_at_s = 0.0
        self.contacts_30d = 0
        """The customer's earlier contacts within 30 days."""
        self._timeline: list[TimelineEntry] = []
        self._shown: dict[str, Shown] = {}
        self.state = AssistState(nothing_known())

    @property
    def timeline(self) -> tuple[TimelineEntry, ...]:
        return tuple(self._timeline)

    @property
    def threshold(self) -> float:
        """Where `tense` begins on the trend's scale."""
        if isinstance(self._tracker, TensionTracker):
            return self._tracker.threshold
        return TENSE_THRESHOLD

    @property
    def topic(self) -> str:
        """Title of the card whose topic is on the table; empty: none was spotted."""
        card = self.topic_card
        return card.title if card is not None else ""

    @property
    def topic_card(self) -> Card | None:
        """The card whose topic is on the table."""
        for suggestion in self.state.suggestions:
            if any(kind is Why.TOPIC for kind, _ in suggestion.why):
                return suggestion.card
        return None

    def words(self, count: int, names: Sequence[str], country: str) -> Words:
        """The customer's last `count` utterances; see `masking.masked` for the rest."""
        return self._transcript.words(count, names, country)

    def line(self, number: int, names: Sequence[str], country: str) -> str:
        """One of the utterances that `words` numbers; empty where there is none."""
        return self._transcript.line(number, names, country)

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The cards that the agent has had in front of them, in the order of the first time."""
        return tuple(self._shown.values())

    # ------------------------------------------------------------ evidence and time

    def use_model(self, population: Population) -> None:
        """The model that scores from now on says `population` of people."""
        if isinstance(self._tracker, TensionTracker):
            self._tracker.use(TensionParameters.for_population(population))

    def know_contacts(self, contacts_30d: int) -> None:
        """The customer's earlier contacts within 30 days: for the cards, never for the tension."""
        self.contacts_30d = contacts_30d

    def use_cards(self, catalogue: Catalogue) -> None:
        """The library was read anew; what was shown and said so far counts on."""
        self._selector.use(catalogue.library)
        self._conversation.use(catalogue.topics)

    def heard(self, utterance: Utterance, call_s: float) -> None:
        """The customer's words were understood. A partial is for the transcript, not for cards."""
        self._transcript.hear(utterance)
        if utterance.final:
            self._conversation.hear(utterance.text, call_s, utterance.language)
            self._follow(self._tracker.tick(call_s), call_s)

    def observe(self, estimate: Estimate) -> None:
        """One window's evidence."""
        silent = estimate.facts.silence_s >= SILENT_S
        self.state = replace(self.state, heard=True, quality=estimate.quality, silent=silent)
        self._follow(self._tracker.observe(estimate), estimate.t_s)

    def tick(self, call_s: float) -> None:
        """Time passes; call about twice a second."""
        self._follow(self._tracker.tick(call_s), call_s)
        while self._trend_at_s + TREND_STEP_S <= call_s:
            self._trend_at_s += TREND_STEP_S
            self._trend.append(self.state.reading.score)
        del self._trend[: -int(TREND_S / TREND_STEP_S)]
        self.state = replace(self.state, trend=tuple(self._trend))

    def interrupted(self, call_s: float) -> None:
        """No evidence can come: hold, withdrawn consent, a dead worker."""
        self.state = replace(self.state, silent=False)
        self._transcript.interrupted()
        self._follow(self._tracker.interrupted(call_s), call_s)

    # ------------------------------------------------------------ the agent's hand

    def acknowledge(self) -> None:
        self._alerts.acknowledge()
        self.state = replace(self.state, alert=self._alerts.state)

    def silence_reason(self, kind: ReasonKind) -> None:
        """*Stimmt nicht*: not shown again in this call; nothing is stored."""
        self._silenced.add(kind)
        self._alerts.dismissed()
        self.state = replace(
            self.state, reading=self._spoken(self.state.reading), alert=self._alerts.state
        )

    def turn_card(self, by: int) -> None:
        """To the next (+1) or previous (-1) suggestion, round and round."""
        count = len(self.state.suggestions)
        if count > 1:
            self.state = replace(self.state, card_index=(self.state.card_index + by) % count)
            turned_to = self.state.suggestions[self.state.card_index]
            self._selector.shown(turned_to.card.id, self.state.reading.t_s)
            self._saw(turned_to, by_hand=True)

    def use_card(self, card_id: str) -> None:
        """*Hat geholfen*: said of a card once in a call."""
        if card_id not in self.state.used:
            t_s = self.state.reading.t_s
            self._timeline.append(TimelineEntry(t_s, TimelineKind.CARD_USED, card_id))
            self.state = replace(self.state, used=self.state.used | {card_id})

    def granted(self, what: str, *, taken_back: bool = False) -> None:
        """The agent has granted `what`, or has taken it back."""
        kind = TimelineKind.TAKEN_BACK if taken_back else TimelineKind.GRANTED
        self._timeline.append(TimelineEntry(self.state.reading.t_s, kind, what))

    def dismiss_card(self, card_id: str) -> None:
        """Put away for this call; the next suggestion takes its place, if there is one."""
        self._selector.dismiss(card_id)
        left = tuple(one for one in self.state.suggestions if one.card.id != card_id)
        index = min(self.state.card_index, max(0, len(left) - 1))
        self.state = replace(self.state, suggestions=left, card_index=index)
        if self.state.suggestion is not None:
            self._selector.shown(self.state.suggestion.card.id, self.state.reading.t_s)

    def hold_card(self, held: bool) -> None:
        """The pointer rests on the card: new ones wait."""
        self._card_held = held

    # ------------------------------------------------------------ consequences

    def _follow(self, reading: Reading, call_s: float) -> None:
        before = self.state.reading
        found, reading = reading.reasons, self._spoken(reading)
        topics = self._conversation.topics(call_s)
        phase = self._phases.step(call_s, reading, on_topic=bool(topics))
        if reading.state is not before.state:
            self._timeline.append(
                TimelineEntry(call_s, TimelineKind.STATE, reading.state.value, reading.reasons)
            )
        alert = self._alerts.observe(
            reading.state is TensionState.TENSE,
            call_s,
            # what is left to say of it, once the agent has called reasons wrong
            believed=not found or bool(reading.reasons),
        )
        if alert is not None:
            self._timeline.append(TimelineEntry(call_s, TimelineKind.ALERT, alert.kind.value))
        self.state = replace(
            self.state,
            reading=reading,
            phase=phase,
            alert=self._alerts.state,
            topics=frozenset(topic.card_id for topic in topics),
        )
        if not self._card_held:
            self._select_card(call_s)

    def _select_card(self, call_s: float) -> None:
        state = self.state
        silent = state.silent and not isinstance(self._tracker, FactsTracker)
        push = self._selector.select(
            Context(
                state=state.reading.state,
                phase=state.phase,
                silent=silent,
                topics=self._conversation.topics(call_s),
                vetoed=self._conversation.vetoed(call_s),
                contacts_30d=self.contacts_30d,
            ),
            call_s,
        )
        if push is not None:
            why = tuple(kind for kind, _ in push.suggestions[0].why)
            self._timeline.append(TimelineEntry(call_s, TimelineKind.CARD, push.card.id, why=why))
            self.state = replace(state, suggestions=push.suggestions, card_index=0)
            self._saw(push.suggestions[0])

    def _saw(self, suggestion: Suggestion, *, by_hand: bool = False) -> None:
        card = suggestion.card
        on_topic = any(kind is Why.TOPIC for kind, _ in suggestion.why)
        before = self._shown.get(card.id, Shown(card, on_topic=False))
        self._shown[card.id] = Shown(card, before.on_topic or on_topic, before.by_hand or by_hand)

    def _spoken(self, reading: Reading) -> Reading:
        """`reading` with the reasons that may be shown."""
        reasons = tuple(r for r in reading.reasons if r.kind not in self._silenced)
        return replace(reading, reasons=reasons[:MOST_REASONS])
