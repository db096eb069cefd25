"""Recognition through A-law: word errors against plain faster-whisper, and what it costs.

    python tests/benchmarks/recognition.py [--clips N]

Clips with text from BEISTAND_DATA (all of `de_clips`, then EmoDB, shuffled by a fixed seed), each
through 8 kHz and A-law. Ours: the segmenter on silero's voice activity, one pass, guards. Plain:
`WhisperModel.transcribe` with temperature 0, its own voice activity off, the language told to both.
Intervals: bootstrap over clips, 95 %.
"""

import argparse
import csv
import os
import random
import re
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import soundfile

from audio.formats import SAMPLE_RATE_HZ, Signal, to_pcm, to_signal
from audio.g711 import decode_alaw, encode_alaw
from audio.resample import resample
from audio.ring import Frame
from desktop.paths import paths_under
from inference.leg import LegAnalysis
from inference.messages import Initialize
from inference.recognition.guards import Phantoms, believed, read_phantoms
from inference.recognition.port import LANGUAGES
from inference.recognition.segments import Segmenter
from inference.recognition.whisper_model import WhisperRecogniser, load
from inference.worker.loading import load_models

MODEL = paths_under(Path(sys.prefix) / "beistand").models / "whisper-base"


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold().replace("ß", "ss"))


def errors(wanted: list[str], got: list[str]) -> int:
    row = list(range(len(got) + 1))
    for i, one in enumerate(wanted, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(got, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (one != other))
    return row[-1]


def on_the_line(path: Path) -> Signal:
    signal, rate_hz = soundfile.read(path, dtype="float32")
    narrow = resample(signal, rate_hz, 8_000)
    return resample(to_signal(decode_alaw(encode_alaw(to_pcm(narrow)))), 8_000, SAMPLE_RATE_HZ)


def clips(data: Path, count: int) -> list[tuple[Path, str, str]]:
    found: list[tuple[Path, str, str]] = []
    for folder in ("de_clips", "emodb"):
        with (data / folder / "meta.csv").open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row.get("text")]
        rows = [row for row in rows if row["language"] in LANGUAGES]
        random.Random(6).shuffle(rows)
        found += [(data / folder / row["file"], row["language"], row["text"]) for row in rows]
    return found[:count]


class Ours:
    """The worker's path, without its processes."""

    def __init__(self, recogniser: WhisperRecogniser) -> None:
        self._recogniser = recogniser
        self._new_voice = load_models(Initialize(device="cpu", tension=False)).new_voice
        self._phantoms = read_phantoms()

    def text(self, signal: Signal, language: str) -> str:
        words = Segmenter()
        leg = LegAnalysis("clip", 1, 0.0, self._new_voice(), None, words)
        quiet = np.zeros(SAMPLE_RATE_HZ, np.float32)
        pcm = to_pcm(np.concatenate([quiet, signal, quiet, quiet]))
        for index in range(len(pcm) // 320):
            leg.feed(Frame(index, pcm[index * 320 : (index + 1) * 320], False, 0))
        said = []
        for segment in words.take():
            heard = self._recogniser.listen(to_signal(segment.pcm)).write(language, "")
            phantoms = self._phantoms.get(language, Phantoms())
            said.append(believed(heard, segment.voiced_s, phantoms))
        return " ".join(said)


def plain(recogniser: WhisperRecogniser, signal: Signal, language: str) -> str:
    segments, _ = recogniser.model.transcribe(signal, language=language, temperature=0.0)
    return " ".join(segment.text for segment in segments)


def interval(pairs: list[tuple[float, int]]) -> tuple[float, float]:
    """95 % of the rate of the first by the second, over clips."""
    draw = random.Random(1)
    rates = sorted(
        sum(e for e, _ in some) / sum(n for _, n in some)
        for some in (draw.choices(pairs, k=len(pairs)) for _ in range(2_000))
    )
    return rates[49], rates[1949]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clips", type=int, default=90)
    chosen = parser.parse_args()
    data = os.environ.get("BEISTAND_DATA", "")
    if not data or not MODEL.is_dir():
        print("skipped: no BEISTAND_DATA, or no whisper-base")
        return 0
    recogniser = load(MODEL, "whisper-base", device="cpu", threads=2)
    ours = Ours(recogniser)
    print(f"{recogniser.words}, a sentence of 5 s: {recogniser.cost_s:.2f} s")
    found: list[tuple[str, int, int, int]] = []
    seconds, ours_s, plain_s, costs = 0.0, 0.0, 0.0, []
    for path, language, text in clips(Path(data), chosen.clips):
        signal, wanted = on_the_line(path), words_of(text)
        began_s = time.perf_counter()
        mine = words_of(ours.text(signal, language))
        costs.append(time.perf_counter() - began_s)
        began_s = time.perf_counter()
        theirs = words_of(plain(recogniser, signal, language))
        plain_s += time.perf_counter() - began_s
        ours_s += costs[-1]
        seconds += len(signal) / SAMPLE_RATE_HZ
        found.append((path.parent.name, errors(wanted, mine), errors(wanted, theirs), len(wanted)))
        so_far = ", ".join(str(sum(row[i] for row in found)) for i in (1, 2, 3))
        print(f"{len(found)} clips: errors ours, plain; words: {so_far}", file=sys.stderr)
    for name in ("emodb", ""):
        rows = [row for row in found if name in ("", row[0])]
        if not rows:
            continue
        count = sum(row[3] for row in rows)
        a = interval([(row[1], row[3]) for row in rows])
        b = interval([(row[2], row[3]) for row in rows])
        gap = interval([(row[1] - row[2], row[3]) for row in rows])
        print(
            f"{name or 'all'}: {len(rows)} clips, {count} words: "
            f"ours {sum(r[1] for r in rows) / count:.3f} [{a[0]:.3f} {a[1]:.3f}], "
            f"plain {sum(r[2] for r in rows) / count:.3f} [{b[0]:.3f} {b[1]:.3f}], "
            f"ours - plain {sum(r[1] - r[2] for r in rows) / count:+.3f} "
            f"[{gap[0]:+.3f} {gap[1]:+.3f}]"
        )
    print(
        f"real-time factor: ours {ours_s / seconds:.2f}, plain {plain_s / seconds:.2f}; "
        f"per clip {statistics.median(costs):.2f} s median (voice activity included)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
