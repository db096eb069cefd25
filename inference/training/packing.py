"""Writes the two files beside a trained model: its training manifest and its manifest entry."""

import hashlib
import json
from pathlib import Path
from typing import Any

from inference.training.corpus import Clip
from inference.training.sounds import Source


def training_manifest(
    clips: list[Clip], sounds: list[Source], figures: dict[str, Any], recipe: dict[str, Any]
) -> dict[str, Any]:
    """What went into a model, file by file, with licences; no path of this machine."""
    corpora: dict[str, dict[str, Any]] = {}
    for clip in clips:
        corpus = corpora.setdefault(clip.corpus, {"licences": [], "speakers": [], "files": {}})
        if clip.licence not in corpus["licences"]:
            corpus["licences"].append(clip.licence)
        if clip.speaker not in corpus["speakers"]:
            corpus["speakers"].append(clip.speaker)
        if clip.file not in corpus["files"]:
            corpus["files"][clip.file] = sha256(clip.path)
    return {
        "v": 1,
        "recipe": recipe,
        "synthetic_speech": [],
        "sounds": {sound.file: sound.licence for sound in sounds},
        "leave_one_speaker_out": figures,
        "corpora": corpora,
    }


def write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def update_entry(manifest: Path, name: str, model: Path) -> None:
    """Put the model's new hash and size into its entry of `manifest.toml`."""
    lines = manifest.read_text(encoding="utf-8").splitlines()
    inside = False
    for at, line in enumerate(lines):
        if line.startswith("name = "):
            inside = line == f'name = "{name}"'
        elif inside and line.startswith("sha256 = "):
            lines[at] = f'sha256 = "{sha256(model)}"'
        elif inside and line.startswith("size_bytes = "):
            lines[at] = f"size_bytes = {model.stat().st_size}"
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
