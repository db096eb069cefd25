"""Voice activity as the leg sees it. No torch here; `inference.vad` implements it."""

from typing import Final, Protocol

from audio.formats import Signal

CHUNK_SAMPLES: Final = 256  # 32 ms at 8 kHz: the size silero-vad was trained on


class VoiceActivity(Protocol):
    """Hears whether a chunk holds speech; keeps state, so one per leg."""

    def feed(self, chunk: Signal) -> bool:
        """float32 (256,), 8 kHz; True where somebody speaks."""
        ...

    def reset(self) -> None:
        """Forget what came before: the audio has a gap here."""
        ...
