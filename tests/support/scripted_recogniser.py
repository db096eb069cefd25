"""A recogniser that says what it was told to: `inference.recognition.port.Recogniser`."""

import threading
from collections.abc import Callable, Iterator, Mapping

from audio.formats import Signal
from inference.recognition.port import Said


class ScriptedRecogniser:
    """Takes its lines one by one, the last one for ever. `gate`: passes wait until it is set.

    A line is a Said, a text (then surely said), or an exception to raise.
    """

    words = "scripted"
    cost_s = 0.01

    def __init__(
        self,
        *lines: Said | str | Exception,
        languages: Mapping[str, float] | None = None,
        do: Callable[[], None] = lambda: None,
    ) -> None:
        self._lines: Iterator[Said | str | Exception] = iter(lines)
        self._last: Said | str | Exception = "ja"
        self._languages = dict(languages or {"de": 0.9, "en": 0.1})
        self._do = do
        self.gate = threading.Event()
        self.gate.set()
        self.began = threading.Event()
        self.heard: list[tuple[int, str, str]] = []
        """Samples, language and hot words of every pass."""
        self.loudest: list[float] = []

    def listen(self, speech: Signal) -> "ScriptedListening":
        self.loudest.append(float(abs(speech).max()))
        return ScriptedListening(self, len(speech))

    def languages(self) -> Mapping[str, float]:
        return self._languages

    def write(self, samples: int, language: str, hot_words: str) -> Said:
        self.began.set()
        assert self.gate.wait(10.0)
        self._do()
        self.heard.append((samples, language, hot_words))
        self._last = line = next(self._lines, self._last)
        if isinstance(line, Exception):
            raise line
        return Said(line, 0.01, -0.2) if isinstance(line, str) else line


class ScriptedListening:
    def __init__(self, recogniser: ScriptedRecogniser, samples: int) -> None:
        self._recogniser = recogniser
        self._samples = samples

    def languages(self) -> Mapping[str, float]:
        return self._recogniser.languages()

    def write(self, language: str, hot_words: str) -> Said:
        return self._recogniser.write(self._samples, language, hot_words)
