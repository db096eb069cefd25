"""The alert benchmark: synthetic calls, whole real calls, and the curve over thresholds.

a     EmoDB, every speaker heard by the model that was trained without that speaker
b     RAVDESS and nEMO, as shipped
real  the service calls of the data folder, in which nobody is labelled angry
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from inference.evaluation import report
from inference.evaluation.analysed import Source, analyse_calls
from inference.evaluation.calling import course
from inference.evaluation.corpora import UnreadableAudio, read_at, rows
from inference.evaluation.episodes import CallOutcome, Summary, account, summary
from inference.evaluation.real_calls import real_calls
from inference.evaluation.report import Report, Table, rounded
from inference.evaluation.synthesis import (
    ANGRY,
    CALM,
    RATE_HZ,
    SyntheticCall,
    plan_calls,
    speech_cut,
    unique_speech_s,
    write_manifest,
)
from inference.messages import Estimate, Population
from inference.score import Profile
from inference.tension.parameters import TensionParameters, logit

FOLD_CORPORA: Final = ("emodb",)
SHIPPED_CORPORA: Final = ("ravdess", "nemo")
CURVE: Final = (0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
"""Thresholds besides the model's own."""

_NEEDED: Final = ("file", "speaker", "emotion")
_CHOSEN_HERE: Final = (
    "What a model says of people comes from its training speakers alone. Smoothing, what adds up "
    "and how much a caller's own start counts were chosen on these very calls."
)
_CHOSEN_BEFORE: Final = "Everything was fixed before this was run."


@dataclass(frozen=True, slots=True)
class Plan:
    """One run."""

    data: Path
    out: Path
    profile: Profile
    folders: tuple[Path, ...] = ()
    folds: Path | None = None
    tables: tuple[str, ...] = ("a", "b", "real")
    calls: int = 200
    hours: float = 8.0
    seed: int = 7
    jobs: int = 1
    device: str = "cpu"

    def source(self, folds: Path | None) -> Source:
        return Source(self.data, self.profile, self.folders, folds, self.device)


def benchmark(plan: Plan, said: TextIO = sys.stderr) -> int:
    """Run the tables of `plan`, one JSON and Markdown for each.

    0, or 1 where clips were unreadable. Raises corpora.FolderError, shipped.ModelNotInstalled,
    OSError.
    """
    plan.out.mkdir(parents=True, exist_ok=True)
    complete = True
    for table in plan.tables:
        if table == "real":
            made, good = real_calls(plan.source(None), said)
            complete &= good
            said.write(f"beistand: {report.write(made, plan.out, _name(plan, 'real'))}\n")
            continue
        if table == "a" and plan.folds is None:
            said.write("beistand: no table a: name the folder of fold models by --folds\n")
            continue
        for corpus in FOLD_CORPORA if table == "a" else SHIPPED_CORPORA:
            made, good = synthetic(plan, corpus, plan.folds if table == "a" else None, said)
            complete &= good
            name = _name(plan, f"{table}-{corpus}")
            said.write(f"beistand: {report.write(made, plan.out, name)}\n")
    return 0 if complete else 1


def _name(plan: Plan, what: str) -> str:
    return f"alerts-{plan.profile}-{what}"


def synthetic(
    plan: Plan, corpus: str, folds: Path | None, said: TextIO = sys.stderr
) -> tuple[Report, bool]:
    """One corpus' calls; whether every clip could be read."""
    labelled = [r for r in rows(plan.data / corpus, _NEEDED) if r.emotion in (*CALM, ANGRY)]
    cuts, complete = {}, True
    for row in labelled:
        try:
            cuts[row.file] = speech_cut(read_at(row.path, RATE_HZ))
        except UnreadableAudio as error:
            said.write(f"beistand: left out: {error}\n")
            complete = False
    calls = plan_calls(labelled, cuts, calls=plan.calls, hours=plan.hours, seed=plan.seed)
    write_manifest(plan.out / f"calls-{corpus}-{plan.seed}.json", calls, plan.seed)
    source = plan.source(folds)
    heard = analyse_calls(calls, source, plan.out / "analysed", plan.jobs, said)
    populations = _populations(calls, source)
    outcomes = _outcomes(calls, heard, populations, None)
    curve = [(x, summary(_outcomes(calls, heard, populations, x), draws=1)) for x in CURVE]
    return _report(plan, corpus, folds, calls, outcomes, curve, source), complete


def _populations(calls: Sequence[SyntheticCall], source: Source) -> dict[str, Population]:
    """Every speaker's model has a scale of its own."""
    if source.folds is None:
        only = source.load("").population
        return {call.speaker: only for call in calls}
    return {s: source.load(s).population for s in sorted({call.speaker for call in calls})}


def _outcomes(
    calls: Sequence[SyntheticCall],
    heard: Sequence[Sequence[Estimate]],
    populations: dict[str, Population],
    threshold: float | None,
) -> list[CallOutcome]:
    found = []
    for call, estimates in zip(calls, heard, strict=True):
        duration_s = call.length / RATE_HZ
        parameters = parameters_at(populations[call.speaker], threshold)
        found.append(
            account(
                course(estimates, duration_s, parameters),
                call=call.id,
                speaker=call.speaker,
                duration_s=duration_s,
                calm_speech_s=call.calm_speech_s,
                episode_s=(call.angry_from / RATE_HZ, call.angry_to / RATE_HZ),
            )
        )
    return found


def parameters_at(population: Population, threshold: float | None) -> TensionParameters:
    """With *tense* beginning at once at `threshold` (None: where the model says); the other
    thresholds move with it."""
    if threshold is None:
        return TensionParameters.for_population(population)
    return TensionParameters(lively_logit=logit(threshold) - TensionParameters().tense_over)


def _report(
    plan: Plan,
    corpus: str,
    folds: Path | None,
    calls: Sequence[SyntheticCall],
    outcomes: Sequence[CallOutcome],
    curve: Sequence[tuple[float, Summary]],
    source: Source,
) -> Report:
    whole = summary(outcomes)
    models = "fold models: no speaker was trained on" if folds else "as shipped"
    return Report(
        title=f"Alerts in synthetic calls: {corpus}, {plan.profile} model",
        facts={
            "corpus": corpus,
            "models": models,
            "model SHA-256": "one for each speaker" if folds else source.load("").scorer.sha256,
            "seed": plan.seed,
            "calls": whole.calls,
            "speakers": whole.speakers,
            "hours of audio": rounded(sum(c.length for c in calls) / RATE_HZ / 3600, 2),
            "hours of non-angry time": rounded(whole.calm_hours, 2),
            "hours of non-angry speech": rounded(whole.calm_speech_hours, 2),
            "hours of different non-angry speech": rounded(unique_speech_s(calls) / 3600, 3),
            "the line": "A-law, 1 % of packets lost, pink or free background noise at 10-25 dB",
        },
        tables=(
            _headline(whole),
            Table(
                "Over thresholds",
                (
                    "at once from",
                    "recall",
                    "median delay s",
                    "90 % delay s",
                    "false alarms per hour",
                ),
                tuple(
                    (
                        x,
                        rounded(s.recall, 3),
                        rounded(s.delay_median_s, 2),
                        rounded(s.delay_90_s, 2),
                        rounded(s.per_hour, 3),
                    )
                    for x, s in curve
                ),
                _CHOSEN_HERE if folds else _CHOSEN_BEFORE,
            ),
            _by_speaker(outcomes),
            _causes(calls, outcomes),
        ),
        notes=(
            "An episode is found by the first alert or tense state that begins in it or up to 2 s "
            "after; any other alert is false. Delays count from the first angry sample and are of "
            "the episodes that were found. Intervals are 95 %, bootstrapped over speakers.",
            f"The calls are described in calls-{corpus}-{plan.seed}.json: the same clips, "
            "places, noise levels and seeds give the same audio.",
        ),
    )


def _headline(whole: Summary) -> Table:
    low, high = whole.per_hour_interval
    recall_low, recall_high = whole.recall_interval
    return Table(
        "At the model's own scale",
        ("figure", "value", "from", "to"),
        (
            (
                "episode recall",
                rounded(whole.recall, 3),
                rounded(recall_low, 3),
                rounded(recall_high, 3),
            ),
            ("median delay s", rounded(whole.delay_median_s, 2), None, None),
            ("90 % delay s", rounded(whole.delay_90_s, 2), None, None),
            (
                "false alarms per hour of non-angry time",
                rounded(whole.per_hour, 3),
                rounded(low, 3),
                rounded(high, 3),
            ),
            (
                "false alarms per hour of non-angry speech",
                rounded(whole.per_speech_hour, 3),
                None,
                None,
            ),
            ("false alarms", whole.false_alarms, None, None),
            (
                "tense states without a cause per hour",
                rounded(whole.false_tense_per_hour, 3),
                None,
                None,
            ),
        ),
    )


def _by_speaker(outcomes: Sequence[CallOutcome]) -> Table:
    lines = []
    for speaker in sorted({o.speaker for o in outcomes}):
        own = summary([o for o in outcomes if o.speaker == speaker], draws=1)
        lines.append(
            (
                speaker,
                own.calls,
                rounded(own.recall, 3),
                rounded(own.delay_median_s, 2),
                own.false_alarms,
                rounded(own.per_hour, 3),
            )
        )
    columns = ("speaker", "calls", "recall", "median delay s", "false alarms", "per hour")
    return Table("By speaker", columns, tuple(lines))


def _causes(calls: Sequence[SyntheticCall], outcomes: Sequence[CallOutcome]) -> Table:
    """What was being said when a false alarm began (the window ends there, 2 s back is in it)."""
    during: Counter[str] = Counter()
    spoken: Counter[str] = Counter()
    for call, outcome in zip(calls, outcomes, strict=True):
        for part in call.parts:
            spoken[part.emotion] += part.length
        for t_s in outcome.false_alarms_s:
            before = [p for p in call.parts if p.at <= max(0.0, t_s - 2.0) * RATE_HZ]
            during[before[-1].emotion if before else call.parts[0].emotion] += 1
    return Table(
        "What was being said when a false alarm began",
        ("emotion", "hours spoken", "false alarms"),
        tuple(
            (emotion, rounded(spoken[emotion] / RATE_HZ / 3600, 2), during[emotion])
            for emotion in (*CALM, ANGRY)
            if spoken[emotion]
        ),
        f"{ANGRY}: within the calls' own angry clips but outside the episode and its collar, or "
        "in the two seconds that follow it.",
    )
