"""The thread that writes down: segments in, utterances out, the worker's loop never waits.

Scoring the voice goes first: this thread, and every thread its library starts, runs at a lower
priority than the rest of the worker where the system can tell threads apart.
"""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from audio.formats import to_signal
from inference.messages import Recognition, RecognitionState, Utterance
from inference.recognition.backlog import Backlog, Job
from inference.recognition.guards import Phantoms, believed
from inference.recognition.language import LanguageChoice
from inference.recognition.port import Recogniser, Said
from inference.recognition.segments import Segment

log = logging.getLogger("beistand.worker")

NICENESS: Final = 15  # the worker itself runs at 10
_LAST_CALLS: Final = 4
"""Calls whose language is remembered: those that can be up at once."""
_MOST_HOT_WORDS: Final = 40
AGAIN: Final = "It failed again after it was loaded anew."
_LEAVING_S: Final = 5.0
"""A pass cannot be stopped; it takes less than this."""


class RecognitionMissing(Exception):
    """There is no model, or not the package that runs it; the text says what to do."""


class Transcriber:
    """Owns the thread. All methods may be called from one other thread, and return at once.

    `load` runs on the thread: it yields a recogniser, or raises RecognitionMissing (nobody has
    installed one) or anything else (it is there and cannot be used).
    """

    def __init__(
        self,
        load: Callable[[], Recogniser],
        *,
        language: str = "",
        phantoms: dict[str, Phantoms],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load = load
        self._language = language
        self._phantoms = phantoms
        self._clock = clock
        self._backlog = Backlog()
        self._languages: dict[str, LanguageChoice] = {}
        self._hot_words: dict[str, tuple[str, ...]] = {}
        self._status = Recognition(RecognitionState.STARTING)
        self._said: list[Utterance | Recognition] = [self._status]
        self._shown: set[str] = set()
        self._changed = threading.Condition()
        self._leaving = False
        self._thread = threading.Thread(target=self._run, name="recognition", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Wipe what waits and leave, as soon as the pass in work ends."""
        with self._changed:
            self._leaving = True
            self._wipe()
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(_LEAVING_S)

    def attached(self, leg: str, epoch: int) -> None:
        with self._changed:
            self._backlog.attached(leg, epoch)
            known = self._languages.pop(leg, None) or LanguageChoice(self._language)
            self._languages[leg] = known  # newest last
            while len(self._languages) > _LAST_CALLS:
                del self._languages[next(iter(self._languages))]

    def forget(self, leg: str) -> None:
        """Hold, withdrawn consent, the call's end: nothing of the leg is written down any more."""
        with self._changed:
            self._backlog.forget(leg)
            self._said = [m for m in self._said if isinstance(m, Recognition) or m.leg != leg]
            self._shown.discard(leg)

    def scoring_was_late(self) -> None:
        with self._changed:
            self._backlog.scoring_was_late(self._clock())

    def use_hot_words(self, words: Mapping[str, Sequence[str]]) -> None:
        """By language; the first ones count."""
        self._hot_words = {one: tuple(many)[:_MOST_HOT_WORDS] for one, many in words.items()}

    def wants_partial(self, leg: str) -> bool:
        with self._changed:
            return self._at_work and self._backlog.wants_partial(leg, self._clock())

    def put(self, leg: str, epoch: int, segment: Segment, start_s: float, *, final: bool) -> None:
        """Write down `segment`, which began at call time `start_s`. Takes it over, and wipes it."""
        end_s = start_s + segment.duration_s
        with self._changed:
            job = Job(leg, epoch, segment, start_s, end_s, final, self._clock())
            if not self._at_work:
                segment.wipe()
                return
            self._backlog.put(job)
            self._changed.notify()

    def take(self) -> list[Utterance | Recognition]:
        """What there is to say since the last call."""
        if not self._said:  # asked for two hundred times a second
            return []
        with self._changed:
            said, self._said = self._said, []
        return said

    @property
    def _at_work(self) -> bool:
        return self._status.state in (RecognitionState.READY, RecognitionState.LATE)

    def _wipe(self) -> None:
        for leg in self._languages:
            self._backlog.forget(leg)

    # ------------------------------------------------------------ on the thread

    def _run(self) -> None:
        _give_way()
        recogniser = self._loaded()
        failures = 0
        while recogniser is not None and (job := self._next()) is not None:
            try:
                utterance: Utterance | None = self._write(recogniser, job)
                failures = 0
            except Exception as error:  # noqa: BLE001 -- the library raises many kinds
                utterance = None
                failures += 1
                log.warning("a pass failed", extra={"why": type(error).__name__})
            with self._changed:
                wanted = self._backlog.done(self._clock())
                if utterance is not None and wanted:
                    self._tell(utterance)
                self._say_how(recogniser)
            if failures == 1:
                # a graphics card can vanish: what is loaded anew chooses what is there
                recogniser = self._loaded()
            elif failures > 1:
                with self._changed:
                    self._say(Recognition(RecognitionState.FAILED, detail=AGAIN))
                break
        with self._changed:
            self._wipe()

    def _loaded(self) -> Recogniser | None:
        state, detail = RecognitionState.MISSING, ""
        try:
            recogniser = self._load()
        except RecognitionMissing as error:
            detail = str(error)
        except Exception as error:  # noqa: BLE001 -- the library raises many kinds
            state = RecognitionState.FAILED
            # a ValueError is made for people
            detail = str(error) if isinstance(error, ValueError) else type(error).__name__
            log.warning("no recognition", extra={"why": type(error).__name__})
        else:
            with self._changed:
                self._say_how(recogniser)
            return recogniser
        with self._changed:
            self._say(Recognition(state, detail=detail))
        return None

    def _next(self) -> Job | None:
        with self._changed:
            while not self._leaving:
                job = self._backlog.begin(self._clock())
                if job is not None:
                    return job
                self._changed.wait()
        return None

    def _write(self, recogniser: Recogniser, job: Job) -> Utterance:
        segment = job.segment
        listening = recogniser.listen(to_signal(segment.pcm))
        choice = self._languages.get(job.leg) or LanguageChoice(self._language)
        language = choice.settled
        if not language:
            heard = listening.languages()
            language = choice.weigh(heard, segment.voiced_s, keep=job.final)
        hot_words = self._hot_words.get(language, ())
        said: Said = listening.write(language, ", ".join(hot_words))
        phantoms = self._phantoms.get(language, Phantoms())
        text = believed(said, segment.voiced_s, phantoms, hot_words)
        start_s, end_s = round(job.start_s, 3), round(job.end_s, 3)
        return Utterance(job.leg, job.epoch, start_s, end_s, text, job.final, language)

    def _tell(self, utterance: Utterance) -> None:
        """Nothing is nothing to tell, but for a partial that is taken back."""
        if utterance.text or utterance.leg in self._shown:
            self._said.append(utterance)
        if utterance.text and not utterance.final:
            self._shown.add(utterance.leg)
        else:
            self._shown.discard(utterance.leg)

    def _say_how(self, recogniser: Recogniser) -> None:
        late = self._backlog.late
        state = RecognitionState.LATE if late else RecognitionState.READY
        busy = round(self._backlog.busy(self._clock()), 1)  # a tenth: it is not said all the time
        self._say(Recognition(state, recogniser.words, round(recogniser.cost_s, 2), busy))

    def _say(self, status: Recognition) -> None:
        if status != self._status:
            self._status = status
            self._said.append(status)


def _give_way() -> None:
    """This thread, and what it starts, after the others."""
    if sys.platform == "linux":  # elsewhere niceness belongs to the process
        try:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        except OSError:
            pass  # not allowed here: then the system decides alone
