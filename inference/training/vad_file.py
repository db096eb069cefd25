"""Where training finds the voice activity model: the same verified file the worker uses."""

from pathlib import Path

from inference.models import find, read_manifest


def silero_file() -> Path:
    """Raises `inference.models.ModelUnavailable`."""
    entry = next(e for e in read_manifest() if e.name == "silero-vad")
    return find(entry).path
