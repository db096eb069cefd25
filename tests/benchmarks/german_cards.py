"""Which card comes up first for what customers say in German, and how often chatter brings one up.

    .venv/bin/python tests/benchmarks/german_cards.py [FOLDER] [--half dev] [--misses]

FOLDER holds HALF.jsonl ({card, text}) and chatter_HALF.jsonl ({text}); default: the half that was
looked at, in tests/knowledge/german_set. Word errors: 60 % substitutions by words that sound alike,
25 % deletions, 15 % insertions; the mean of the seeds.
"""

import argparse
import sys
import time
from pathlib import Path
from statistics import fmean

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "support"), str(TESTS.parent)]

from german_calls import (  # noqa: E402
    false_pushes,
    first_card,
    hits,
    minutes,
    read_chatter,
    read_wanted,
    shipped_catalogue,
)


def main() -> int:
    parser = argparse.ArgumentParser()
    german_set = TESTS / "knowledge" / "german_set"
    parser.add_argument("folder", type=Path, nargs="?", default=german_set)
    parser.add_argument("--half", default="dev")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--misses", action="store_true", help="name them")
    options = parser.parse_args()
    wanted = read_wanted(options.folder / f"{options.half}.jsonl")
    chatter = read_chatter(options.folder / f"chatter_{options.half}.jsonl")
    catalogue = shipped_catalogue()
    clean = hits(wanted, catalogue, errors=0, seed=0)
    print(f"{len(wanted)} utterances: hit@1 {clean.hit_at_1:.3f}")
    for errors in (0.15, 0.30):
        found = [
            hits(wanted, catalogue, errors=errors, seed=seed).hit_at_1
            for seed in range(options.seeds)
        ]
        print(f"{errors:.0%} word errors: hit@1 {fmean(found):.3f}")
    pushed = false_pushes(chatter, catalogue)
    length = minutes(chatter)
    rate = 10 * len(pushed) / length
    print(f"chatter: {len(pushed)} pushes in {length:.1f} min, {rate:.2f} per 10 min")
    began_s = time.perf_counter()
    for one in wanted:
        first_card(one.text, catalogue)
    took_ms = 1000 * (time.perf_counter() - began_s) / len(wanted)
    print(f"from an utterance to its card: {took_ms:.1f} ms")
    for card_id, (right, of) in sorted(clean.by_card.items()):
        print(f"{card_id:<24}{right}/{of}")
    if options.misses:
        for one, got in clean.misses:
            print(f"{one.card_id} < {got or 'nothing'}: {one.text}")
        for card_id, call in pushed:
            print(f"chatter > {card_id}: {call}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
