"""Voice activity as the leg sees it. No torch here; `inference.vad` implements it."""

from typing import Final, Protocol

from audio.formats import Signal

CHUNK_SAMPLES: Final = 256  # 32 ms at 8 kHz: the size silero-vad was trained on


class VoiceActivity(Protocol):
    """Hears which chunks hold speech; keeps state, so one per leg."""

    def feed(self, signal: Signal) -> list[bool]:
        """float32 (n * 256,), 8 kHz, n at least 1; per chunk True where somebody speaks."""
        ...

    def reset(self) -> None:
        """Forget what came before: the audio has a gap here."""
        ...
