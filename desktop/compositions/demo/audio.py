"""What the customer says in the demo: the bundled synthetic call, or a file of yours."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from desktop.errors import LocalError
from resources import resource

BUNDLED = "bundled: synthetic German call (resources/demo/call_de.wav)"
SHORTEST_S = 5.0


@dataclass(frozen=True, slots=True)
class CustomerAudio:
    wav: Path
    """Mono WAV that the customer's engine can play."""
    duration_s: float
    source: str
    """For the report: the bundled call, or the given file's name."""
    bundled: bool


def customer_audio(given: Path | None, folder: Path) -> CustomerAudio:
    """The bundled call, or `given` (WAV, FLAC, ...) as a mono PCM WAV in `folder`.

    Raises LocalError for a file that is missing, unreadable or shorter than 5 s.
    """
    if given is None:
        wav = resource("demo", "call_de.wav")
        return CustomerAudio(wav, soundfile.info(str(wav)).duration, BUNDLED, True)
    try:
        signal, rate_hz = soundfile.read(str(given), dtype="float32", always_2d=True)
    except (OSError, soundfile.LibsndfileError) as error:
        raise LocalError(
            "the customer audio cannot be read", where=str(given), action=f"({error})"
        ) from error
    duration_s = len(signal) / rate_hz
    if duration_s < SHORTEST_S:
        raise LocalError(
            f"the customer audio lasts {duration_s:.1f} s; {SHORTEST_S:.0f} s are the least",
            where=str(given),
        )
    wav = folder / "customer.wav"
    mono = np.nan_to_num(signal.mean(axis=1))
    soundfile.write(str(wav), mono, rate_hz, subtype="PCM_16", format="WAV")
    return CustomerAudio(wav, duration_s, given.name, False)
