"""Write resources/words/everyday.toml: how often people say the most everyday words.

    .venv/bin/python .ci/everyday_words.py

The frequencies are wordfreq's (Robyn Speer; CC BY-SA 4.0), which is needed here and in tests only.
Run it again when `stem` in desktop/knowledge/words.py changes.
"""

import textwrap
from collections import defaultdict
from math import log10
from pathlib import Path

from wordfreq import get_frequency_dict

from desktop.knowledge.everyday import RARE
from desktop.knowledge.words import folded, stem

LANGUAGES = ("de", "en", "fr", "it")
HEAD = """\
# How often the stems of everyday words are said, on the Zipf scale (log10 of the times in a billion
# words), most often first. Made by .ci/everyday_words.py from wordfreq 3.1 by Robyn Speer
# (https://doi.org/10.5281/zenodo.7199437), licensed CC BY-SA 4.0; so is this file.
"""


def main() -> None:
    text = HEAD
    for language in LANGUAGES:
        shares: dict[str, float] = defaultdict(float)
        for word, share in get_frequency_dict(language, wordlist="small").items():
            shares[stem(folded(word), language)] += share
        stems: dict[str, list[str]] = defaultdict(list)
        for found, share in shares.items():
            zipf = log10(share) + 9
            if found.isalpha() and zipf >= RARE:
                stems[f"{zipf:.1f}"].append(found)
        text += f"\n[{language}]\n"
        for zipf_said in sorted(stems, key=float, reverse=True):
            lines = textwrap.fill(" ".join(sorted(stems[zipf_said])), 110)
            text += f'"{zipf_said}" = """\n{lines}\n"""\n'
    Path("resources/words/everyday.toml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
