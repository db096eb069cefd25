"""Fixtures of the evaluation's tests."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from evaluating import LoudnessScorer, LoudVoice

from inference.evaluation.shipped import Shipped


@pytest.fixture
def shipped() -> Shipped:
    return Shipped(LoudnessScorer(), LoudVoice)


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[Sequence[str]], Path]:
    """Makes a meta.csv that names the given files; the files are the test's to write."""

    def make(files: Sequence[str]) -> Path:
        where = tmp_path / "clips"
        where.mkdir(exist_ok=True)
        with (where / "meta.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["speaker", "file", "emotion"])
            table.writerows(["s1", name, "anger"] for name in files)
        return where

    return make
