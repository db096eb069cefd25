"""What counts: an angry episode found or missed, how late, and every alarm that had no cause. Pure.

An episode is found by the first alert or tense state that begins in it or up to 2 s after. An
alert that begins anywhere else is a false alarm, also one shortly before the episode.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from inference.evaluation.calling import Course
from inference.evaluation.figures import interval
from inference.tension.reading import TensionState

COLLAR_S: Final = 2.0
_NO_EVENT_UPPER: Final = 3.0  # "rule of three": 95 % bound on a Poisson mean of which none was seen


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """One call's account."""

    call: str
    speaker: str
    has_episode: bool
    delay_s: float | None
    """From the first angry sample to what found it; None: missed, or no episode."""
    false_alarms_s: tuple[float, ...]
    """When alerts without a cause began."""
    false_tense: int
    """Tense states without a cause; several may hide behind one alert or none."""
    calm_s: float
    """Time outside the episode and its collar."""
    calm_speech_s: float
    """Of which somebody speaks."""


def account(
    course: Course,
    *,
    call: str,
    speaker: str,
    duration_s: float,
    calm_speech_s: float,
    episode_s: tuple[float, float] | None,
) -> CallOutcome:
    """`episode_s`: from, to; None where nobody is angry."""
    alerts = [alert.t_s for alert in course.alerts]
    tense = [change.t_s for change in course.states if change.state is TensionState.TENSE]
    if episode_s is None:
        calm_s = duration_s
        found: list[float] = []
        inside = (float("inf"), float("inf"))
    else:
        inside = (episode_s[0], min(duration_s, episode_s[1] + COLLAR_S))
        found = [t for t in sorted(alerts + tense) if inside[0] <= t <= inside[1]]
        calm_s = duration_s - (inside[1] - inside[0])
    false = tuple(t for t in alerts if not inside[0] <= t <= inside[1])
    return CallOutcome(
        call=call,
        speaker=speaker,
        has_episode=episode_s is not None,
        delay_s=found[0] - inside[0] if found else None,
        false_alarms_s=false,
        false_tense=sum(not inside[0] <= t <= inside[1] for t in tense),
        calm_s=calm_s,
        calm_speech_s=calm_speech_s,
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """Of many calls; nan where there is nothing to say. Intervals are 95 %, by speaker."""

    calls: int
    speakers: int
    episodes: int
    recall: float
    recall_interval: tuple[float, float]
    delay_median_s: float
    delay_90_s: float
    """Of the episodes that were found."""
    false_alarms: int
    calm_hours: float
    calm_speech_hours: float
    per_hour: float
    """False alarms per hour of non-angry time."""
    per_hour_interval: tuple[float, float]
    """With no false alarm at all, the upper end is the rule of three."""
    per_speech_hour: float
    false_tense_per_hour: float


def summary(outcomes: Sequence[CallOutcome], *, draws: int = 2_000) -> Summary:
    """All of `outcomes` together; a speaker's calls stay together in the bootstrap."""
    episodes = [o for o in outcomes if o.has_episode]
    found = np.array([o.delay_s is not None for o in episodes], np.float64)
    delays = [o.delay_s for o in episodes if o.delay_s is not None]
    false = np.array([len(o.false_alarms_s) for o in outcomes], np.float64)
    hours = np.array([o.calm_s for o in outcomes]) / 3600
    speech_hours = sum(o.calm_speech_s for o in outcomes) / 3600
    low, high = interval(
        [o.speaker for o in outcomes],
        lambda drawn: float(false[drawn].sum() / hours[drawn].sum()),
        draws=draws,
    )
    if false.sum() == 0:
        high = _NO_EVENT_UPPER / float(hours.sum())
    recall = float(found.mean()) if len(found) else float("nan")
    recall_interval = (
        interval([o.speaker for o in episodes], lambda d: float(found[d].mean()), draws=draws)
        if len(found)
        else (float("nan"), float("nan"))
    )
    return Summary(
        calls=len(outcomes),
        speakers=len({o.speaker for o in outcomes}),
        episodes=len(episodes),
        recall=recall,
        recall_interval=recall_interval,
        delay_median_s=float(np.median(delays)) if delays else float("nan"),
        delay_90_s=float(np.quantile(delays, 0.9)) if delays else float("nan"),
        false_alarms=int(false.sum()),
        calm_hours=float(hours.sum()),
        calm_speech_hours=speech_hours,
        per_hour=float(false.sum() / hours.sum()),
        per_hour_interval=(low, high),
        per_speech_hour=float(false.sum()) / speech_hours if speech_hours else float("nan"),
        false_tense_per_hour=sum(o.false_tense for o in outcomes) / float(hours.sum()),
    )
