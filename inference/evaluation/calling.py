"""`beistand evaluate call`: a recorded call through the shipped path, and what it would have said.

The same leg, tracker and alert policy as in a live call, only faster. Time is the recording's:
`t_s` is a sample's index over the rate.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio.formats import SAMPLE_RATE_HZ
from audio.resample import resample
from inference.evaluation.corpora import read_audio
from inference.evaluation.shipped import Shipped
from inference.messages import Estimate
from inference.offline import analyse, speaking_bits
from inference.score import Profile
from inference.tension.alerts import AlertKind, AlertPolicy, AlertState
from inference.tension.parameters import DEFAULTS, TensionParameters
from inference.tension.reading import Reading, TensionState
from inference.tension.tracker import TensionTracker


@dataclass(frozen=True, slots=True)
class StateChange:
    """The state from `t_s` on."""

    t_s: float
    state: TensionState
    score: float | None
    reasons: tuple[str, ...]
    """Names of ReasonKind, most telling first."""


@dataclass(frozen=True, slots=True)
class AlertSpan:
    """From the alert to the end of what it was about (or of the call)."""

    t_s: float
    end_s: float
    kind: AlertKind


@dataclass(frozen=True, slots=True)
class Course:
    """What a call came to."""

    states: tuple[StateChange, ...]
    """The first is what is known at the start: nothing."""
    alerts: tuple[AlertSpan, ...]


@dataclass(frozen=True, slots=True)
class CallReport:
    """One recording."""

    audio_s: float
    profile: Profile
    model_sha256: str
    course: Course

    def as_json(self) -> dict[str, Any]:
        """`{audio_s, profile, model_sha256, states, alerts}`, times in seconds."""
        return {
            "audio_s": round(self.audio_s, 3),
            "profile": self.profile.value,
            "model_sha256": self.model_sha256,
            "states": [
                {
                    "t_s": change.t_s,
                    "state": change.state.value,
                    "score": None if change.score is None else round(change.score, 4),
                    "reasons": list(change.reasons),
                }
                for change in self.course.states
            ],
            "alerts": [
                {"t_s": alert.t_s, "end_s": alert.end_s, "kind": alert.kind.value}
                for alert in self.course.alerts
            ],
        }


def report_call(file: Path, shipped: Shipped, agent: Path | None = None) -> CallReport:
    """`file` is the customer's leg, `agent` the agent's, of which only *speaking* is used.

    Any rate, first channel. Raises corpora.UnreadableAudio.
    """
    recorded, rate_hz = read_audio(file)
    bits = None
    if agent is not None:
        other, other_hz = read_audio(agent)
        bits = speaking_bits(resample(other, other_hz, SAMPLE_RATE_HZ))
    signal = resample(recorded, rate_hz, SAMPLE_RATE_HZ)
    audio_s = len(recorded) / rate_hz
    estimates = analyse(signal, bits, shipped.new_voice(), shipped.scorer)
    followed = course(estimates, audio_s, TensionParameters.for_population(shipped.population))
    return CallReport(audio_s, shipped.scorer.profile, shipped.scorer.sha256, followed)


def course(
    estimates: Iterable[Estimate], end_s: float, parameters: TensionParameters = DEFAULTS
) -> Course:
    """Estimates of one call of `end_s` seconds through a new tracker and a new alert policy.

    Nobody acknowledges: an alert ends when its condition does.
    """
    changes = [StateChange(0.0, TensionState.UNKNOWN, None, ())]
    policy = AlertPolicy()
    open_alert: tuple[float, AlertKind] | None = None
    alerts = []
    for reading in readings(estimates, parameters):
        if reading.state is not changes[-1].state:
            reasons = tuple(reason.kind.value for reason in reading.reasons)
            changes.append(StateChange(reading.t_s, reading.state, reading.score, reasons))
        begun = policy.observe(reading.state is TensionState.TENSE, reading.t_s)
        if open_alert is not None and policy.state is not AlertState.LIVE:
            alerts.append(AlertSpan(open_alert[0], reading.t_s, open_alert[1]))
            open_alert = None
        if begun is not None:
            open_alert = (begun.t_s, begun.kind)
    if open_alert is not None:
        alerts.append(AlertSpan(open_alert[0], round(end_s, 3), open_alert[1]))
    return Course(tuple(changes), tuple(alerts))


def readings(estimates: Iterable[Estimate], parameters: TensionParameters) -> Iterator[Reading]:
    """What the desktop's tracker says after each estimate."""
    tracker = TensionTracker(parameters)
    for estimate in estimates:
        yield tracker.observe(estimate)


def as_table(report: CallReport) -> str:
    """For a person to read."""
    lines = [
        f"{_clock(report.audio_s)} of audio, {report.profile} model {report.model_sha256[:12]}",
        "",
        "  from  state     score  because",
    ]
    for change in report.course.states:
        score = "    –" if change.score is None else f"{change.score:5.2f}"
        because = ", ".join(change.reasons) or "–"
        lines.append(f"{_clock(change.t_s)}  {change.state:<8}  {score}  {because}")
    lines.append("")
    if not report.course.alerts:
        lines.append("no alert")
    for alert in report.course.alerts:
        lines.append(f"alert ({alert.kind}) from {_clock(alert.t_s)} to {_clock(alert.end_s)}")
    return "\n".join(lines) + "\n"


def _clock(t_s: float) -> str:
    return f"{int(t_s // 60):3d}:{int(t_s % 60):02d}"
