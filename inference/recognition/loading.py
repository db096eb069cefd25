"""Where the recogniser's model lies, and a transcriber that will load it on its own thread."""

from pathlib import Path
from typing import Final

from inference import models
from inference.messages import Initialize
from inference.recognition.guards import read_phantoms
from inference.recognition.port import Recogniser
from inference.recognition.transcriber import RecognitionMissing, Transcriber

MODEL: Final = "whisper-base"
"""The manifest's name of the model that writes down."""


def new_transcriber(order: Initialize, manifest: Path = models.MANIFEST) -> Transcriber:
    """As the desktop ordered it; not started."""
    return Transcriber(
        lambda: _load(order, manifest), language=order.language, phantoms=read_phantoms()
    )


def _load(order: Initialize, manifest: Path) -> Recogniser:
    """Raises RecognitionMissing where it is not installed, ValueError where it is not the one."""
    entry = next(entry for entry in models.read_manifest(manifest) if entry.name == MODEL)
    try:
        file = models.find(entry, manifest, models.folders_of(order.models))
    except models.ModelMissing as error:
        raise RecognitionMissing(str(error)) from error
    except models.ModelUnavailable as error:
        raise ValueError(str(error)) from error
    from inference.recognition import whisper_model

    return whisper_model.load(
        file.folder, entry.name, device=order.device, threads=order.recognition_threads
    )
