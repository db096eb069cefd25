"""The thread that writes down, with a recogniser that says what it was told to."""

import time
from collections import deque
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from scripted_recogniser import ScriptedRecogniser

from audio.formats import FRAME_SAMPLES
from inference.messages import Recognition, RecognitionState, Utterance
from inference.recognition.guards import read_phantoms
from inference.recognition.port import Recogniser, Said
from inference.recognition.segments import Segment
from inference.recognition.transcriber import AGAIN, RecognitionMissing, Transcriber

pytestmark = pytest.mark.unit

Make = Callable[..., "Heard"]


def segment(seconds: float = 3.0, level: int = 1000) -> Segment:
    pcm = np.full(round(seconds * 50) * FRAME_SAMPLES, level, np.int16)
    return Segment(0, pcm, seconds)


class Heard:
    """A transcriber and everything that it has said."""

    def __init__(self, load: Callable[[], Recogniser], **more: str) -> None:
        self.transcriber = Transcriber(load, phantoms=read_phantoms(), **more)  # type: ignore[arg-type]
        self.said: list[Utterance | Recognition] = []
        self._unread: deque[Utterance | Recognition] = deque()
        self.transcriber.start()

    def wait_for(self, what: Callable[[Utterance | Recognition], bool]) -> Utterance | Recognition:
        deadline = time.monotonic() + 10.0
        while time.monotonic() < deadline:
            self._unread.extend(self.transcriber.take())
            while self._unread:
                message = self._unread.popleft()
                self.said.append(message)
                if what(message):
                    return message
            time.sleep(0.002)  # `take` is polled, as the worker's loop does
        pytest.fail(f"only {self.said}")

    def state(self, state: RecognitionState) -> Recognition:
        found = self.wait_for(lambda m: isinstance(m, Recognition) and m.state is state)
        assert isinstance(found, Recognition)
        return found

    def utterance(self) -> Utterance:
        found = self.wait_for(lambda m: isinstance(m, Utterance))
        assert isinstance(found, Utterance)
        return found


@pytest.fixture
def hear() -> Iterator[Make]:
    made: list[Heard] = []

    def make(load: Callable[[], Recogniser], **more: str) -> Heard:
        made.append(Heard(load, **more))
        return made[-1]

    yield make
    for one in made:
        one.transcriber.stop()


def ready(hear: Make, recogniser: ScriptedRecogniser, **more: str) -> Heard:
    heard = hear(lambda: recogniser, **more)
    heard.state(RecognitionState.READY)
    heard.transcriber.attached("call", 1)
    return heard


def test_a_segment_becomes_an_utterance(hear: Make) -> None:
    heard = ready(hear, ScriptedRecogniser("Meine Rechnung stimmt nicht."))
    heard.transcriber.put("call", 1, segment(), 12.5, final=True)
    assert heard.utterance() == Utterance(
        "call", 1, 12.5, 15.5, "Meine Rechnung stimmt nicht.", True, "de"
    )


def test_it_says_what_computes_and_what_it_costs(hear: Make) -> None:
    heard = hear(lambda: ScriptedRecogniser())
    assert heard.state(RecognitionState.STARTING).model == ""
    status = heard.state(RecognitionState.READY)
    assert (status.model, status.cost_s) == ("scripted", 0.01)


def test_without_a_model_it_is_said_once_and_segments_are_wiped(hear: Make) -> None:
    def missing() -> Recogniser:
        raise RecognitionMissing('Run "beistand models install whisper-base"')

    heard = hear(missing)
    assert "models install" in heard.state(RecognitionState.MISSING).detail
    heard.transcriber.attached("call", 1)
    one = segment()
    heard.transcriber.put("call", 1, one, 0.0, final=True)
    assert not one.pcm.any()
    assert not heard.transcriber.wants_partial("call")
    assert heard.transcriber.take() == []


def test_a_model_that_cannot_be_loaded_says_why(hear: Make) -> None:
    def damaged() -> Recogniser:
        raise ValueError("model.bin is not the model that was measured")

    assert "measured" in hear(damaged).state(RecognitionState.FAILED).detail


def test_hot_words_and_language_reach_the_model(hear: Make) -> None:
    recogniser = ScriptedRecogniser("La facture est fausse.")
    heard = ready(hear, recogniser, language="fr")
    heard.transcriber.use_hot_words({"fr": ["Glasfaser", "Tarifwechsel"], "de": ["Vertrag"]})
    heard.transcriber.put("call", 1, segment(2.0), 0.0, final=True)
    assert heard.utterance().language == "fr"
    assert recogniser.heard == [(32_000, "fr", "Glasfaser, Tarifwechsel")]


def test_a_partial_is_taken_back_where_the_whole_says_nothing(hear: Make) -> None:
    heard = ready(hear, ScriptedRecogniser("Untertitel im", Said("Untertitel", 0.9, -1.5)))
    heard.transcriber.put("call", 1, segment(4.5), 0.0, final=False)
    assert not heard.utterance().final
    heard.transcriber.put("call", 1, segment(5.0), 0.0, final=True)
    taken_back = heard.utterance()
    assert (taken_back.text, taken_back.final) == ("", True)


def test_where_nothing_was_said_nothing_is_told(hear: Make) -> None:
    heard = ready(hear, ScriptedRecogniser("Untertitelung des ZDF, 2020", "Guten Tag."))
    heard.transcriber.put("call", 1, segment(), 0.0, final=True)
    heard.transcriber.put("call", 1, segment(), 3.0, final=True)
    assert heard.utterance().text == "Guten Tag."


def test_what_is_written_when_the_call_is_held_is_never_told(hear: Make) -> None:
    recogniser = ScriptedRecogniser("vor dem Halten", "nach dem Halten")
    heard = ready(hear, recogniser)
    recogniser.gate.clear()
    in_work, waiting = segment(), segment()
    heard.transcriber.put("call", 1, in_work, 0.0, final=True)
    heard.transcriber.put("call", 1, waiting, 3.0, final=True)
    assert recogniser.began.wait(10.0)
    heard.transcriber.forget("call")
    assert not in_work.pcm.any() and not waiting.pcm.any()
    recogniser.gate.set()
    heard.transcriber.attached("call", 2)
    heard.transcriber.put("call", 2, segment(), 9.0, final=True)
    assert heard.utterance().text == "nach dem Halten"


def test_what_was_told_and_not_yet_sent_goes_too(hear: Make) -> None:
    heard = ready(hear, recogniser := ScriptedRecogniser("geheim", "öffentlich"))
    heard.transcriber.put("call", 1, segment(), 0.0, final=True)
    assert recogniser.began.wait(10.0)
    # a second pass begins only when the first one's words are told
    heard.transcriber.attached("other", 1)
    recogniser.began.clear()
    heard.transcriber.put("other", 1, segment(), 0.0, final=True)
    assert recogniser.began.wait(10.0)
    heard.transcriber.forget("call")
    assert heard.utterance().text == "öffentlich"


def test_a_pass_that_fails_loads_anew_and_goes_on(hear: Make) -> None:
    recogniser = ScriptedRecogniser(RuntimeError("CUDA error"), "wieder da")
    heard = ready(hear, recogniser)
    heard.transcriber.put("call", 1, segment(), 0.0, final=True)
    heard.transcriber.put("call", 1, segment(), 3.0, final=True)
    assert heard.utterance().text == "wieder da"


def test_a_second_failure_in_a_row_is_the_end_and_is_said(hear: Make) -> None:
    heard = ready(hear, ScriptedRecogniser(RuntimeError("CUDA error")))
    heard.transcriber.put("call", 1, segment(), 0.0, final=True)
    heard.transcriber.put("call", 1, segment(), 3.0, final=True)
    assert heard.state(RecognitionState.FAILED).detail == AGAIN
    assert not heard.transcriber.wants_partial("call")


def test_nobody_waits_for_a_slow_pass(hear: Make) -> None:
    """The worker's loop, which scores the voice, is never held up by a pass."""
    recogniser = ScriptedRecogniser("langsam")
    heard = ready(hear, recogniser)
    recogniser.gate.clear()
    heard.transcriber.put("call", 1, segment(), 0.0, final=True)
    assert recogniser.began.wait(10.0)
    before_s = time.monotonic()
    for _ in range(200):
        heard.transcriber.put("call", 1, segment(0.5), 0.0, final=True)
        heard.transcriber.wants_partial("call")
        heard.transcriber.take()
    heard.transcriber.use_hot_words({"de": ["Vertrag"]})
    heard.transcriber.scoring_was_late()
    heard.transcriber.forget("call")
    took_s = time.monotonic() - before_s
    recogniser.gate.set()
    assert took_s < 2.0
