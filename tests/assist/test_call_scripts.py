"""Whole calls as timelines: evidence in, what the overlay shows out.

A script is a text: one line a stretch, `seconds  tension  loudness_dB  [word]`; the tension may be
`-` (no voice in the window). Complaints from the field become new scripts here.
"""

import time
from datetime import date

import pytest

from desktop.assist.session import AssistSession, TimelineKind
from desktop.knowledge.card import Phase
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import load_library
from inference.messages import AcousticFacts, Estimate, Utterance
from inference.tension.alerts import AlertState
from inference.tension.reading import ReasonKind, TensionState
from inference.tension.tracker import TensionTracker
from resources import resource

pytestmark = pytest.mark.unit

HOP_S = 0.5
CATALOGUE = Catalogue.of(load_library([resource("cards")], "de"))
ANY_DAY = date(2026, 11, 21)


def new_session() -> AssistSession:
    tracker = TensionTracker()
    return AssistSession(tracker=tracker, catalogue=CATALOGUE, today=ANY_DAY)


class Player:
    """Feeds a session window by window; `t_s` is the call's time."""

    def __init__(self) -> None:
        self.session = new_session()
        self.t_s = 0.0
        self.silence_s = 0.0

    def play(self, script: str) -> None:
        for line in script.strip().splitlines():
            seconds, tension, level = line.split()[:3]
            for _ in range(round(float(seconds) / HOP_S)):
                self._window(None if tension == "-" else float(tension), float(level))

    def _window(self, tension: float | None, level_db: float) -> None:
        self.t_s += HOP_S
        voiced = tension is not None
        self.silence_s = 0.0 if voiced else self.silence_s + HOP_S
        facts = AcousticFacts(
            level_db=level_db if voiced else None,
            pace_hz=4.0 if voiced else None,
            pitch_hz=180.0 if voiced else None,
            voiced_s=2.0 if voiced else 0.0,
            silence_s=self.silence_s,
        )
        now_ns = time.monotonic_ns()
        self.session.observe(
            Estimate(
                leg="call",
                epoch=1,
                t_s=self.t_s,
                window_s=3.0,
                tension=tension,
                quality=0.9 if voiced else 0.0,
                facts=facts,
                captured_ns=now_ns,
                emitted_ns=now_ns,
            )
        )
        self.session.tick(self.t_s)

    @property
    def states(self) -> list[str]:
        timeline = self.session.timeline
        return [entry.value for entry in timeline if entry.kind is TimelineKind.STATE]

    @property
    def alerts(self) -> int:
        return sum(entry.kind is TimelineKind.ALERT for entry in self.session.timeline)

    @property
    def cards(self) -> list[str]:
        timeline = self.session.timeline
        return [entry.value for entry in timeline if entry.kind is TimelineKind.CARD]


@pytest.fixture
def player() -> Player:
    return Player()


CALM_START = "30 0.05 -28"
OUTBURST = "30 0.95 -18"
COMING_DOWN = "45 0.08 -28"


def test_a_call_that_turns_and_is_turned_back(player: Player) -> None:
    player.play(CALM_START)
    assert player.session.state.reading.state is TensionState.CALM
    player.play(OUTBURST)
    assert player.session.state.reading.state is TensionState.TENSE
    assert player.session.state.alert is AlertState.LIVE
    assert player.session.state.reading.reasons
    player.play(COMING_DOWN)
    assert TensionState.EASING.value in player.states
    assert player.session.state.reading.state is TensionState.CALM
    assert player.session.state.phase is Phase.CLOSING


def test_each_turn_brings_a_card(player: Player) -> None:
    player.play(CALM_START)
    first = list(player.cards)
    player.play(OUTBURST)
    tense = player.session.state.suggestion
    player.play(COMING_DOWN)
    assert first, "a call begins with a card"
    assert tense is not None
    assert TensionState.TENSE in tense.card.when.states
    assert len(set(player.cards)) >= 3


def test_a_calm_call_stays_calm_and_never_alerts(player: Player) -> None:
    player.play("\n".join(["20 0.15 -28", "2 - -60", "25 0.2 -26", "1 - -60", "40 0.12 -29"]))
    assert set(player.states) <= {"calm", "unknown"}
    assert player.session.state.alert is AlertState.IDLE


def test_one_raised_word_is_not_a_tense_call(player: Player) -> None:
    player.play("\n".join([CALM_START, "1 0.95 -18", "20 0.1 -28"]))
    assert "tense" not in player.states


def test_silence_is_unknown_and_brings_its_card(player: Player) -> None:
    player.play("\n".join([CALM_START, "30 - -60"]))
    state = player.session.state
    assert state.reading.state is TensionState.UNKNOWN
    assert state.silent
    assert state.suggestion is not None and state.suggestion.card.when.silence


def test_stimmt_nicht_hides_the_reason_for_the_call(player: Player) -> None:
    player.play("\n".join([CALM_START, OUTBURST]))
    kind = player.session.state.reading.reasons[0].kind
    player.session.silence_reason(kind)
    assert kind not in [reason.kind for reason in player.session.state.reading.reasons]
    player.play("5 0.95 -18")
    assert kind not in [reason.kind for reason in player.session.state.reading.reasons]
    assert player.session.state.alert is AlertState.ACKNOWLEDGED


def test_an_alert_whose_every_reason_was_called_wrong_does_not_come_back(player: Player) -> None:
    player.play("\n".join([CALM_START, OUTBURST]))
    for kind in ReasonKind:
        player.session.silence_reason(kind)
    player.play("\n".join([COMING_DOWN, COMING_DOWN, OUTBURST]))
    assert player.session.state.reading.state is TensionState.TENSE
    assert player.alerts == 1
    assert player.session.state.alert is not AlertState.LIVE


def test_an_alert_comes_back_after_its_rest(player: Player) -> None:
    player.play("\n".join([CALM_START, OUTBURST, COMING_DOWN, COMING_DOWN, OUTBURST]))
    assert player.alerts == 2


def test_a_session_keeps_nothing_of_what_was_called_wrong(player: Player) -> None:
    player.play("\n".join([CALM_START, OUTBURST]))
    kind = player.session.state.reading.reasons[0].kind
    before = len(player.session.timeline)
    player.session.silence_reason(kind)
    assert len(player.session.timeline) == before
    again = Player()
    again.play("\n".join([CALM_START, OUTBURST]))
    assert kind in [reason.kind for reason in again.session.state.reading.reasons]


def test_a_new_card_waits_while_the_pointer_is_over_the_old_one(player: Player) -> None:
    player.play(CALM_START)
    before = player.session.state.suggestion
    player.session.hold_card(True)
    player.play(OUTBURST)
    assert player.session.state.suggestion == before
    player.session.hold_card(False)
    player.play("1 0.95 -18")
    assert player.session.state.suggestion != before


def test_cards_turn_round_and_round(player: Player) -> None:
    player.play("\n".join([CALM_START, "8 0.5 -24"]))
    assert player.session.state.reading.state is TensionState.ELEVATED
    said = Utterance("call", 1, player.t_s - 2, player.t_s, "meine Rechnung", language="de")
    player.session.heard(said, player.t_s)
    count = len(player.session.state.suggestions)
    assert count > 1
    seen = set()
    for _ in range(count):
        suggestion = player.session.state.suggestion
        assert suggestion is not None
        seen.add(suggestion.card.id)
        player.session.turn_card(+1)
    assert len(seen) == count
    player.session.turn_card(-1)
    assert player.session.state.card_index == count - 1


def test_an_interruption_is_unknown_at_once_and_the_past_is_kept(player: Player) -> None:
    player.play("\n".join([CALM_START, OUTBURST]))
    player.session.interrupted(player.t_s)
    assert player.session.state.reading.state is TensionState.UNKNOWN
    assert player.session.state.reading.score is None
    assert len(player.states) >= 3


def test_the_trend_holds_one_minute(player: Player) -> None:
    player.play("\n".join([CALM_START, OUTBURST, COMING_DOWN]))
    trend = player.session.state.trend
    assert len(trend) == 120
    assert max(value for value in trend if value is not None) > 0.5


def test_at_most_three_reasons(player: Player) -> None:
    player.play("\n".join([CALM_START, OUTBURST]))
    reading = player.session.state.reading
    assert 1 <= len(reading.reasons) <= 3
    assert ReasonKind.LOUDER in [reason.kind for reason in reading.reasons]
