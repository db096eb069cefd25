"""Episodes found or missed, delays and false alarms, from courses written by hand."""

import itertools
import math

import pytest

from inference.evaluation.calling import AlertSpan, Course, StateChange, course
from inference.evaluation.episodes import CallOutcome, account, summary
from inference.messages import AcousticFacts, Estimate
from inference.tension.alerts import AlertKind
from inference.tension.reading import TensionState as S

pytestmark = pytest.mark.unit

EPISODE = (100.0, 115.0)


def went(states=(), alerts=()) -> Course:
    return Course(
        (
            StateChange(0.0, S.UNKNOWN, None, ()),
            *(StateChange(t, state, 0.5, ()) for t, state in states),
        ),
        tuple(AlertSpan(t, t + 5, AlertKind.TENSE) for t in alerts),
    )


def outcome(of: Course, episode=EPISODE) -> CallOutcome:
    return account(
        of, call="c", speaker="s", duration_s=140.0, calm_speech_s=90.0, episode_s=episode
    )


def test_an_alert_in_the_episode_finds_it() -> None:
    found = outcome(went([(3, S.CALM), (104, S.TENSE)], [104]))

    assert found.delay_s == 4.0
    assert found.false_alarms_s == ()
    assert found.calm_s == 140 - 17


def test_a_tense_state_finds_it_where_the_alert_cools_down() -> None:
    assert outcome(went([(3, S.CALM), (106, S.TENSE)])).delay_s == 6.0


@pytest.mark.parametrize(("t_s", "delay"), [(100.0, 0.0), (117.0, 17.0), (117.5, None)])
def test_the_collar_is_two_seconds_after_and_none_before(t_s, delay) -> None:
    found = outcome(went([(t_s, S.TENSE)], [t_s]))

    assert found.delay_s == delay
    assert len(found.false_alarms_s) == (delay is None)


def test_an_alarm_before_the_episode_is_false_and_finds_nothing() -> None:
    found = outcome(went([(98, S.TENSE)], [98]))

    assert found.delay_s is None
    assert found.false_alarms_s == (98,)
    assert found.false_tense == 1


def test_two_alarms_one_of_them_false() -> None:
    found = outcome(went([(30, S.TENSE), (40, S.CALM), (103, S.TENSE)], [30, 103]))

    assert (found.delay_s, found.false_alarms_s, found.false_tense) == (3.0, (30,), 1)


def test_nothing_heard_is_missed() -> None:
    found = outcome(went())

    assert (found.delay_s, found.false_alarms_s) == (None, ())


def test_without_an_episode_every_alert_is_false() -> None:
    found = outcome(went([(103, S.TENSE)], [103]), episode=None)

    assert not found.has_episode
    assert (found.delay_s, found.false_alarms_s, found.calm_s) == (None, (103,), 140.0)


def made(speaker: str, delay: float | None, false: int, calm_s: float = 1800.0) -> CallOutcome:
    return CallOutcome("c", speaker, True, delay, (1.0,) * false, false, calm_s, calm_s / 2)


def test_the_summary_counts_by_hand() -> None:
    whole = summary([made("a", 2.0, 0), made("a", 4.0, 1), made("b", None, 2), made("b", 3.0, 0)])

    assert whole.recall == 0.75
    assert whole.delay_median_s == 3.0
    assert whole.delay_90_s == pytest.approx(3.8)
    assert (whole.false_alarms, whole.calm_hours) == (3, 2.0)
    assert whole.per_hour == 1.5
    assert whole.per_speech_hour == 3.0
    assert whole.per_hour_interval == (1.0, 2.0)  # only a: 1 per hour; only b: 2
    assert whole.recall_interval == (0.5, 1.0)


def test_no_false_alarm_at_all_is_no_proof_of_none() -> None:
    whole = summary([made("a", 2.0, 0), made("b", 2.0, 0)])

    assert whole.per_hour == 0.0
    assert whole.per_hour_interval == (0.0, 3.0)  # rule of three over one hour


def test_without_episodes_there_is_no_recall() -> None:
    only = outcome(went(), episode=None)

    assert math.isnan(summary([only]).recall)
    assert summary([only]).per_hour == 0.0


def estimates(scores: list[float]) -> list[Estimate]:
    facts = AcousticFacts(-20.0, 3.0, 150.0, 2.5, 0.0, 0, 0.0)
    return [
        Estimate("c", 1, 0.5 * (i + 1), 3.0, score, 1.0, facts, 0, 0)
        for i, score in enumerate(scores)
    ]


def test_a_course_begins_unknown_and_names_every_change_and_alert_once() -> None:
    followed = course(estimates([0.02] * 40 + [0.95] * 60 + [0.02] * 100), 101.0)

    states = [change.state for change in followed.states]
    assert states[:2] == [S.UNKNOWN, S.CALM] and S.TENSE in states and states[-1] is S.CALM
    assert all(a is not b for a, b in itertools.pairwise(states))
    assert followed.states[0].t_s == 0.0
    (alert,) = followed.alerts
    tense = next(c for c in followed.states if c.state is S.TENSE)
    easing = next(c for c in followed.states if c.state is S.EASING)
    assert (alert.t_s, alert.end_s) == (tense.t_s, easing.t_s)
    assert 20.0 < alert.t_s < 26.0


def test_an_alert_that_is_up_when_the_call_ends_ends_with_it() -> None:
    followed = course(estimates([0.02] * 40 + [0.95] * 40), 40.3)

    assert [alert.end_s for alert in followed.alerts] == [40.3]
