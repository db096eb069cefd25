"""Fills the table from the tests of this folder, and sets up the telephones that they meet."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from interoperability_table import Cell, Feature, Mark, Outcomes, Peer, Verdict
from kamailio import Kamailio, registered
from office import Office
from stage import Stage

# ------------------------------------------------------------ what the tests came to


OUTCOMES = pytest.StashKey[Outcomes]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[OUTCOMES] = Outcomes(set(), {})
    config.addinivalue_line("markers", "cell(*features, peer=None, limit=''): of the table")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The table is looked at when all its cells have run."""
    for item in items:
        config.stash[OUTCOMES].collected.update(_cells(item))
    items.sort(key=lambda item: item.path.name == "test_table.py")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    verdicts = item.config.stash[OUTCOMES].verdicts
    for cell, limit in _cells(item).items():
        before = verdicts.get(cell)
        if report.failed:
            verdicts[cell] = Verdict(Mark.FAILED)
        elif report.when == "call" and report.passed and (before is None or not before.limit):
            mark = Mark.LIMITED if limit else Mark.YES
            if before is None or before.mark is not Mark.FAILED:
                verdicts[cell] = Verdict(mark, limit)
    return report


def _cells(item: pytest.Item) -> dict[Cell, str]:
    """The cells that a test fills, and what it shows not to work there."""
    cells = {}
    for mark in item.iter_markers("cell"):
        peer = mark.kwargs.get("peer") or item.callspec.params["peer"]  # type: ignore[attr-defined]
        for feature in mark.args:
            cells[Cell(Feature(feature), Peer(peer))] = str(mark.kwargs.get("limit", ""))
    return cells


@pytest.fixture
def outcomes(request: pytest.FixtureRequest) -> Outcomes:
    return request.config.stash[OUTCOMES]


# ------------------------------------------------------------ who meets whom


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stage")


@pytest.fixture(scope="session")
def whole_stage(tmp_path_factory: pytest.TempPathFactory, peer: Peer) -> Iterator[Stage]:
    home = tmp_path_factory.mktemp("stage")
    identity, ca = None, None
    if peer is Peer.KAMAILIO_TLS:
        if shutil.which("openssl") is None:
            pytest.skip("openssl is not installed")
        office = Office(home / "office")
        identity, ca = office.identity("pbx", "IP:127.0.0.1"), office.ca
    with Kamailio(home / "kamailio", identity) as proxy:
        stage = Stage(home, peer, proxy, ca)
        with stage.desk, stage.colleague:
            registered(stage.desk)
            registered(stage.colleague)
            stage.telephone.__enter__()
            yield stage
            stage.telephone.__exit__(None, None, None)


@pytest.fixture
def stage(whole_stage: Stage) -> Iterator[Stage]:
    """Without calls, before and after, and as the settings are unless the test `use`s others."""
    whole_stage.use()
    yield whole_stage
    whole_stage.clear()
