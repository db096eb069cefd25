"""Whisper by faster-whisper (CTranslate2): `inference.recognition.port.Recogniser`.

One pass at temperature 0 and no second one: the library's own fall-back tries up to six times, and
what needs that on a telephone is no speech. The package is optional (`beistand[speech]`); this
module is imported on the recognition's thread only.
"""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from audio.formats import SAMPLE_RATE_HZ, Signal
from inference.recognition.port import LANGUAGES, Said
from inference.recognition.transcriber import RecognitionMissing

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

BEAM: Final = 5
"""The library's own; one path instead costs accuracy on a telephone line."""
FRAMES_PER_S: Final = 100
CONTEXT_S: Final = 30.0
"""What the encoder is given, as Whisper was trained. Twelve seconds cost a quarter and serve
sentences as well, but make stammering of short ones ("W W" for "Wie ist das Wetter")."""
TOKENS_PER_S: Final = 12
SPARE_TOKENS: Final = 16
"""More tokens than can be spoken are a loop, and would take seconds to write."""
TRIAL_S: Final = 5.0
INSTALL: Final = 'The Python package faster-whisper is missing. Install "beistand[speech]".'


class WhisperRecogniser:
    """One loaded model on one processor."""

    def __init__(self, model: "WhisperModel", words: str) -> None:
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        self.words = words
        self.cost_s = 0.0
        self.model = model
        self.tokenizers = {
            language: Tokenizer(
                model.hf_tokenizer, model.model.is_multilingual, "transcribe", language
            )
            for language in LANGUAGES
        }
        self.suppressed = list(get_suppressed_tokens(self.tokenizers[LANGUAGES[0]], [-1]))

    def listen(self, speech: Signal) -> "WhisperListening":
        return WhisperListening(self, speech)


class WhisperListening:
    """Speech through the encoder, once."""

    def __init__(self, recogniser: WhisperRecogniser, speech: Signal) -> None:
        self._recogniser = recogniser
        self._seconds = len(speech) / SAMPLE_RATE_HZ
        features = recogniser.model.feature_extractor(speech)[..., :-1]
        room = max(features.shape[-1], round(CONTEXT_S * FRAMES_PER_S))
        features = np.pad(features, ((0, 0), (0, room - features.shape[-1])))
        self._encoded: Any = recogniser.model.encode(features)

    def languages(self) -> Mapping[str, float]:
        found = dict(self._recogniser.model.model.detect_language(self._encoded)[0])
        return {language: float(found.get(f"<|{language}|>", 0.0)) for language in LANGUAGES}

    def write(self, language: str, hot_words: str) -> Said:
        recogniser = self._recogniser
        tokenizer = recogniser.tokenizers[language]
        prompt = recogniser.model.get_prompt(
            tokenizer, [], without_timestamps=True, hotwords=hot_words or None
        )
        room = SPARE_TOKENS + round(TOKENS_PER_S * self._seconds)
        result = recogniser.model.model.generate(
            self._encoded,
            [prompt],
            beam_size=BEAM,
            max_length=min(recogniser.model.max_length, len(prompt) + room),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=recogniser.suppressed,
        )[0]
        tokens = result.sequences_ids[0]
        # the score is a mean over the tokens; the end of text, which was written too, is not in it
        log_probability = result.scores[0] * len(tokens) / (len(tokens) + 1)
        text = tokenizer.decode(tokens).strip()
        return Said(text, float(result.no_speech_prob), float(log_probability))


def load(
    folder: Path,
    name: str,
    *,
    device: str,
    threads: int,
    clock: Callable[[], float] = time.monotonic,
) -> WhisperRecogniser:
    """The model in `folder` on what computes fastest here: measured, not assumed.

    `device` as in the settings: auto, cpu, cuda or mps (for which there is no such library: cpu).
    `threads`: on the CPU. Raises RecognitionMissing without the package, else what the library
    does.
    """
    try:
        import ctranslate2
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise RecognitionMissing(INSTALL) from error
    ways = [("cpu", "int8")]
    if device in ("auto", "cuda") and ctranslate2.get_cuda_device_count() > 0:
        ways.insert(0, ("cuda", "float16"))
    problem: Exception | None = None
    found: list[WhisperRecogniser] = []
    for on, compute_type in ways:
        try:
            model = WhisperModel(
                str(folder), device=on, compute_type=compute_type, cpu_threads=threads
            )
            recogniser = WhisperRecogniser(model, f"{name}, {compute_type} on {on}")
            recogniser.cost_s = cost_s(recogniser, clock)
            found.append(recogniser)
        except Exception as error:  # noqa: BLE001 -- a driver that does not fit, libraries that lack
            problem = error
    if not found:
        raise problem or RuntimeError("nothing computes")
    return min(found, key=lambda recogniser: recogniser.cost_s)


def cost_s(recogniser: WhisperRecogniser, clock: Callable[[], float]) -> float:
    """Seconds for a sentence of five; warms the model up on the way."""
    # a hum that swells: noise alone is given up at once, and would look cheaper than speech
    time_s = np.arange(round(TRIAL_S * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    hum = np.sin(2 * np.pi * 140 * time_s) * (0.1 + 0.1 * np.sin(2 * np.pi * 3 * time_s))
    speech = hum.astype(np.float32)
    recogniser.listen(speech).write(LANGUAGES[0], "")
    before_s = clock()
    recogniser.listen(speech).write(LANGUAGES[0], "")
    return clock() - before_s
