"""Which language a call is in: fixed, or heard once in the customer's voice and then kept. Pure."""

from collections.abc import Mapping
from typing import Final

from inference.recognition.port import LANGUAGES

SURE_S: Final = 4.0
"""Speech after which the likeliest language is kept, where it is far ahead."""
ENOUGH_S: Final = 12.0
"""Speech after which it is kept in any case: a call does not change its language."""
AHEAD: Final = 0.8
"""Share of all probability that is far ahead."""


class LanguageChoice:
    """Of one call. `fixed`: the settings say it; empty: it is heard."""

    def __init__(self, fixed: str = "") -> None:
        self._fixed = fixed if fixed in LANGUAGES else ""
        self._weights = dict.fromkeys(LANGUAGES, 0.0)
        self._heard_s = 0.0

    @property
    def settled(self) -> str:
        """The language, once it is kept; empty before."""
        return self._fixed

    def weigh(self, probabilities: Mapping[str, float], voiced_s: float, *, keep: bool) -> str:
        """The likeliest after another `voiced_s` seconds of speech, heard as `probabilities`.

        `keep=False`: of a part of what is still being said, which will come again as a whole.
        """
        if self._fixed:
            return self._fixed
        whole = sum(probabilities.get(language, 0.0) for language in LANGUAGES) or 1.0
        weights = {
            language: before + probabilities.get(language, 0.0) / whole * voiced_s
            for language, before in self._weights.items()
        }
        best = max(weights, key=weights.__getitem__)
        if keep:
            self._weights = weights
            self._heard_s += voiced_s
            sure = self._heard_s >= SURE_S and weights[best] >= AHEAD * self._heard_s
            if sure or self._heard_s >= ENOUGH_S:
                self._fixed = best
        return best
