"""Which card comes up first in simulated bank calls, with clean and with spoilt words.

    BEISTAND_DATA=DIR .venv/bin/python tests/benchmarks/card_selection.py [--seeds 5]

Errors: 60 % substitutions (a confusion list), 25 % deletions, 15 % insertions. "stray": what is
inserted, or put for a word without confusion, is a common word; "any": any word of all the calls,
those that name other tasks among them, which no recogniser would do.
"""

import argparse
import os
import sys
from pathlib import Path
from statistics import fmean

sys.path[:0] = [str(Path(__file__).parents[1] / "support"), str(Path(__file__).parents[2])]

from bank_calls import STRAY, catalogue, figures, read_calls  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    data = os.environ.get("BEISTAND_DATA")
    if not data:
        print("BEISTAND_DATA names no folder: skipped")
        return 0
    seen, kept = read_calls(Path(data) / "harper_dev.jsonl")
    cards = catalogue()
    texts = (one.text for call in (*seen, *kept) for one in call.transcript.utterances)
    any_word = sorted({word for text in texts for word in text.split() if word.isalpha()})
    print("calls              errors  words   first right   wrong per call   before the task")
    for name, calls in (("looked at", seen), ("kept", kept)):
        for errors, kind in ((0.0, "-"), (0.15, "stray"), (0.30, "stray"), (0.30, "any")):
            words = any_word if kind == "any" else STRAY
            seeds = range(options.seeds if errors else 1)
            found = [figures(calls, cards, errors=errors, seed=seed, stray=words) for seed in seeds]
            print(
                f"{name:<10}{len(calls):>4}{errors:>10.0%}  {kind:<8}"
                f"{fmean(one.first_right for one in found):>9.3f}"
                f"{fmean(one.wrong for one in found):>17.3f}"
                f"{fmean(one.early for one in found):>18.3f}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
