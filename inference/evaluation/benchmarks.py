"""The benchmarks over labelled clips, by name."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from inference.evaluation import report
from inference.evaluation.baselines import baselines
from inference.evaluation.calibration import calibration
from inference.evaluation.correctness import correctness
from inference.evaluation.cost import cost
from inference.evaluation.fairness import fairness
from inference.evaluation.labelled import Models
from inference.evaluation.probe import probe
from inference.evaluation.report import Report
from inference.evaluation.robustness import robustness

_MAKE: Final[dict[str, Callable[[Path, Models], Report]]] = {
    "correctness": correctness,
    "robustness": robustness,
    "fairness": fairness,
    "calibration": calibration,
    "cost": lambda _, models: cost(models),
    "baselines": lambda data, _: baselines(data),
    "probe": lambda data, models: probe(data, models.folders),
}

_OF_NO_PROFILE: Final = ("baselines", "probe")


def run(name: str, data: Path, out: Path, models: Models) -> int:
    """Write `out`/`name`-<profile>.json and .md, and the Markdown to standard output; 0.

    Raises corpora.FolderError, corpora.UnreadableAudio, shipped.ModelNotInstalled, OSError.
    """
    out.mkdir(parents=True, exist_ok=True)  # before the work: who cannot write should not wait
    made = _MAKE[name](data, models)
    report.write(made, out, name if name in _OF_NO_PROFILE else f"{name}-{models.profile}")
    sys.stdout.write(report.markdown(made))
    return 0
