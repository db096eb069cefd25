"""`beistand evaluate ...`: the words on the command line and the exit codes.

    score, call                                      for anybody's audio
    correctness, robustness, fairness, calibration,
    cost, alerts, baselines, probe                   for the data folder; JSON and Markdown

Exit codes: 0 done; 1 done, but some file could not be read; 2 wrong usage, a folder, file or
column that is not there, an output that cannot be written; 3 a model that is not installed.
Imports torch and soundfile only once a command needs them.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inference.score import Profile

if TYPE_CHECKING:
    from inference.evaluation.shipped import Shipped

OK: Final = 0
INCOMPLETE: Final = 1
USAGE: Final = 2
NOT_INSTALLED: Final = 3

BENCHMARKS: Final = {
    "correctness": "anger against the rest, per corpus",
    "robustness": "codec, lost packets, noise, level, sneezes",
    "fairness": "sex, language, pitch",
    "calibration": "whether a score of .8 is right four times in five",
    "cost": "time per hop, loading, memory, file size",
    "baselines": "MFCC statistics with an SVM, on the same tests",
    "probe": "the installed encoder's frozen features with a linear classifier, on the same tests",
}


def main(argv: Sequence[str], model_folders: Sequence[Path] = ()) -> int:
    """Run one command; `model_folders` are where installed models are looked for."""
    parser = _parser()
    options = parser.parse_args(argv)
    if getattr(options, "data", Path()) is None:
        parser.error("name the data folder by --data or BEISTAND_DATA")
    from inference.evaluation.corpora import FolderError, UnreadableAudio
    from inference.evaluation.shipped import ModelNotInstalled

    try:
        return _run(options, tuple(model_folders))
    except ModelNotInstalled as error:
        return _say(error, NOT_INSTALLED)
    except UnreadableAudio as error:
        return _say(error, INCOMPLETE)
    except FolderError as error:
        return _say(error, USAGE)
    except ModuleNotFoundError as error:
        return _say(f"{error}: pip install beistand[train]", NOT_INSTALLED)
    except BrokenPipeError:
        raise  # whoever read us has seen enough: the entry's business
    except OSError as error:
        return _say(error, USAGE)


def _run(options: argparse.Namespace, folders: tuple[Path, ...]) -> int:
    from inference.evaluation import shipped

    profile = Profile(options.profile)

    def load() -> shipped.Shipped:
        return shipped.load(profile, folders)

    if options.command == "score":
        from inference.evaluation.scoring import Codec, score_folder

        return score_folder(options.data, options.out, Codec(options.codec), load)
    if options.command == "call":
        return _call(options, load())
    if options.command == "alerts":
        from inference.evaluation.alerts import Plan, benchmark

        plan = Plan(
            data=options.data,
            out=options.out,
            profile=profile,
            folders=folders,
            folds=options.folds,
            tables=tuple(options.table or ("a", "b", "real")),
            calls=options.calls,
            hours=options.hours,
            seed=options.seed,
            jobs=options.jobs,
            device=options.device,
        )
        return benchmark(plan)
    from inference.evaluation.benchmarks import run
    from inference.evaluation.labelled import Models

    models = Models(profile, folders, options.folds, options.device)
    return run(options.command, options.data, options.out, models)


def _call(options: argparse.Namespace, loaded: "Shipped") -> int:
    import json

    from inference.evaluation.calling import as_table, report_call

    report = report_call(options.file, loaded, options.agent)
    text = json.dumps(report.as_json()) + "\n" if options.json else as_table(report)
    sys.stdout.write(text)
    sys.stdout.flush()
    return OK


def _say(error: object, code: int) -> int:
    sys.stderr.write(f"beistand: {error}\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="beistand evaluate", description="How good the models and the decisions are."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="WHAT")

    score = commands.add_parser(
        "score",
        help="a score for every clip of a folder",
        description="Reads the column `file` of DIR/meta.csv and nothing else of it; writes file, "
        "tension, anger, arousal, quality, each 0 to 1. An unreadable file has empty fields.",
    )
    score.add_argument("--data", type=Path, required=True, metavar="DIR")
    score.add_argument("--out", type=Path, required=True, metavar="FILE", help="the table (CSV)")
    _profile(score)
    score.add_argument(
        "--codec",
        choices=("alaw", "none"),
        default="alaw",
        help="alaw: through a clean telephone line first; none: only brought to 8 kHz",
    )

    call = commands.add_parser(
        "call",
        help="a recorded call: states and alerts as they would have come",
        description="FILE is the customer's side: WAV, FLAC or OGG, first channel.",
    )
    call.add_argument("file", type=_file, metavar="FILE")
    call.add_argument("--agent", type=_file, metavar="FILE", help="the agent's side, when recorded")
    call.add_argument("--json", action="store_true")
    _profile(call)

    for name, text in BENCHMARKS.items():
        _benchmark(commands.add_parser(name, help=text, description=text))
    alerts = commands.add_parser(
        "alerts",
        help="synthetic calls: recall, delay, false alarms per hour",
        description="Table a: EmoDB with fold models; b: as shipped on RAVDESS and nEMO; real: the "
        "whole calls of the data folder. Calls are rendered and analysed once and kept in --out.",
    )
    _benchmark(alerts)
    alerts.add_argument("--table", action="append", choices=("a", "b", "real"))
    alerts.add_argument("--calls", type=int, default=200, help="at least, per corpus")
    alerts.add_argument("--hours", type=float, default=8.0, help="of non-angry speech, at least")
    alerts.add_argument("--seed", type=int, default=7)
    alerts.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    return parser


def _benchmark(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--data", type=Path, metavar="DIR", default=_folder_of_the_environment(), help="data folder"
    )
    command.add_argument("--out", type=Path, metavar="DIR", default=Path("evaluation-output"))
    command.add_argument("--device", default="cpu", help="cpu, cuda, mps")
    command.add_argument(
        "--folds",
        type=Path,
        metavar="DIR",
        help="models of the cross-validation over EmoDB, <speaker>.pt: its clips are heard by the "
        "one that was trained without their speaker",
    )
    _profile(command)


def _profile(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--profile",
        choices=[profile.value for profile in Profile],
        default=Profile.SMALL.value,
        help="which model; small, because it is the same everywhere (default)",
    )


def _folder_of_the_environment() -> Path | None:
    given = os.environ.get("BEISTAND_DATA", "")
    return Path(given) if given else None


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"{text} is no file")
    return path
