"""Whole service calls through the shipped path: alerts where nobody is angry."""

import math
import sys
from typing import Final, TextIO

from audio.formats import SAMPLE_RATE_HZ
from inference.evaluation.analysed import Source
from inference.evaluation.calling import course
from inference.evaluation.corpora import Row, UnreadableAudio, read_at, rows
from inference.evaluation.episodes import CallOutcome, account, summary
from inference.evaluation.report import Report, Table, Value, rounded
from inference.evaluation.shipped import Shipped
from inference.offline import analyse, speaking_bits
from inference.tension.parameters import TensionParameters
from inference.tension.reading import TensionState

FOLDER: Final = "calls_en"


def real_calls(source: Source, said: TextIO = sys.stderr) -> tuple[Report, bool]:
    """Whole recordings through the shipped path; nobody in them is labelled angry."""
    loaded = source.load("")
    found = rows(source.data / FOLDER, ("file", "conversation", "channel"))
    agents = {row.labels["conversation"]: row for row in found if row.labels["channel"] == "agent"}
    outcomes, lines, complete = [], [], True
    for row in found:
        caller = row.labels["channel"] == "caller"
        agent = agents.get(row.labels["conversation"]) if caller else None
        try:
            outcome, line = _real(row, agent, loaded)
        except UnreadableAudio as error:
            said.write(f"beistand: left out: {error}\n")
            complete = False
            continue
        outcomes.append(outcome)
        lines.append((row.file, row.labels["channel"], *line))
    if not outcomes:
        raise UnreadableAudio(f"{source.data / FOLDER} holds no readable call")
    whole = summary(outcomes)
    made = Report(
        title=f"Alerts in whole service calls, {source.profile} model",
        facts={
            "model SHA-256": loaded.scorer.sha256,
            "recordings": whole.calls,
            "hours": rounded(whole.calm_hours, 3),
            "alerts": whole.false_alarms,
            "alerts per hour": rounded(whole.per_hour, 3),
        },
        tables=(
            Table(
                "Recordings",
                ("file", "channel", "seconds", "alerts", "tense s", "elevated s", "unknown s"),
                tuple(lines),
            ),
        ),
        notes=(
            "Acted service calls without labels of emotion. Some agents' tracks were trained on "
            "(see the model card); the callers' were not.",
        ),
    )
    return made, complete


def _real(row: Row, agent: Row | None, loaded: Shipped) -> tuple[CallOutcome, tuple[Value, ...]]:
    signal = read_at(row.path, SAMPLE_RATE_HZ)
    bits = speaking_bits(read_at(agent.path, SAMPLE_RATE_HZ)) if agent is not None else None
    heard = list(analyse(signal, bits, loaded.new_voice(), loaded.scorer))
    duration_s = len(signal) / SAMPLE_RATE_HZ
    went = course(heard, duration_s, TensionParameters.for_population(loaded.population))
    spent = dict.fromkeys(TensionState, 0.0)
    ends = [change.t_s for change in went.states[1:]] + [duration_s]
    for change, end_s in zip(went.states, ends, strict=True):
        spent[change.state] += end_s - change.t_s
    outcome = account(
        went,
        call=row.file,
        speaker=row.speaker,
        duration_s=duration_s,
        calm_speech_s=math.nan,
        episode_s=None,
    )
    seconds = [spent[s] for s in (TensionState.TENSE, TensionState.ELEVATED, TensionState.UNKNOWN)]
    return outcome, (
        rounded(duration_s, 1),
        len(went.alerts),
        *(rounded(s, 1) for s in seconds),
    )
