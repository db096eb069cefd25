"""A real worker with stand-in models: started as a process, it serves like the real one.

    python stand_in_worker.py slow | broken | lost | nan | words

slow: the large model sleeps through its hops. broken: the large one raises, as torch does when a
graphics card is gone. lost: every model does. nan: the only model says what is no number. words:
a recogniser says three sentences, one after the other, and takes its time for the first.
"""

import json
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Client

from scripted_recogniser import ScriptedRecogniser

from audio.formats import Signal
from inference.messages import Initialize, ModelReport, Population
from inference.recognition.guards import read_phantoms
from inference.recognition.transcriber import Transcriber
from inference.score import Mask, Profile, VoiceScore
from inference.vad import EnergyVoice
from inference.worker.serving import Worker

SLOW_HOP_S = 1.3
SLOW_PASS_S = 3.0


class StandIn:
    """Scorer and stream in one; the profile tells which score it was."""

    def __init__(self, profile: Profile, value: float, do: Callable[[], None]) -> None:
        self.profile = profile
        self.sha256 = f"{profile}-sha"
        self.population = Population(-0.2) if profile is Profile.LARGE else Population()
        self._value = value
        self._do = do
        self._heard_s = 0.0

    def stream(self) -> "StandIn":
        return StandIn(self.profile, self._value, self._do)

    def push(self, signal: Signal, voiced: Mask) -> None:
        self._heard_s = min(3.0, self._heard_s + float(voiced.sum()) / 100)

    def score(self, *window: object) -> VoiceScore | float | None:
        self._do()
        if window:
            return self._value
        value, heard_s = self._value, self._heard_s
        return VoiceScore(value, value, value, 1.0, heard_s) if heard_s else None

    def clear(self) -> None:
        self._heard_s = 0.0


class Loaded:
    """`inference.worker.loading.Models` of stand-ins."""

    device = "cpu"
    reports: tuple[ModelReport, ...] = ()
    new_voice = EnergyVoice

    def __init__(self, what: str) -> None:
        def gone() -> None:
            raise RuntimeError("CUDA error: device-side assert triggered")

        def nothing() -> None:
            pass

        large = {"slow": lambda: time.sleep(SLOW_HOP_S), "broken": gone, "lost": gone}
        small = {"lost": gone}
        value = float("nan") if what == "nan" else 0.25
        self.scorers: tuple[StandIn, ...] = (
            StandIn(Profile.SMALL, value, small.get(what, nothing)),
        )
        if what in large:
            self.scorers = (StandIn(Profile.LARGE, 0.75, large[what]), *self.scorers)


def main() -> None:
    start = json.loads(sys.stdin.readline())
    connection = Client(start["address"], authkey=bytes.fromhex(start["authkey"]))

    def load(order: Initialize) -> Loaded:
        return Loaded(sys.argv[1])

    def transcriber(order: Initialize) -> Transcriber:
        lines = ("Guten Tag", "meine Rechnung ist falsch", "danke")
        passes = iter((SLOW_PASS_S,))
        recogniser = ScriptedRecogniser(*lines, do=lambda: time.sleep(next(passes, 0.0)))
        return Transcriber(lambda: recogniser, language=order.language, phantoms=read_phantoms())

    Worker(connection, load, transcriber).run()  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
