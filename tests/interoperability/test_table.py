"""The committed table says what the tests said; `make interoperability` writes it."""

import os
from pathlib import Path

import pytest
from interoperability_table import (
    COMMITTED,
    Cell,
    Feature,
    Mark,
    Outcomes,
    Peer,
    Verdict,
    read,
    render,
)

pytestmark = pytest.mark.sip
HERE = Path(__file__).parent


def test_the_committed_table_is_what_the_tests_say(
    outcomes: Outcomes, request: pytest.FixtureRequest
) -> None:
    committed = read(COMMITTED.read_text()) if COMMITTED.exists() else {}
    # What did not run, because its peer is not installed, stands as it was.
    told = {cell: one for cell, one in committed.items() if cell in outcomes.collected}
    told |= outcomes.verdicts
    if os.environ.get("WRITE_INTEROPERABILITY"):
        COMMITTED.write_text(render(told))
        return
    files = {item.path for item in request.session.items}
    if files >= set(HERE.glob("test_*.py")):
        assert set(committed) == outcomes.collected, "make interoperability"
    for cell, verdict in outcomes.verdicts.items():
        assert committed.get(cell) == verdict, f"{cell}: make interoperability"


def test_a_table_reads_as_it_was_written() -> None:
    verdicts = {
        Cell(Feature.REGISTER, Peer.SIPP): Verdict(Mark.YES),
        Cell(Feature.EARLY_MEDIA, Peer.BARESIP): Verdict(Mark.LIMITED, "only so far"),
        Cell(Feature.EARLY_MEDIA, Peer.LINPHONE): Verdict(Mark.LIMITED, "and no further"),
        Cell(Feature.WE_HOLD, Peer.LINPHONE): Verdict(Mark.FAILED),
    }
    assert read(render(verdicts)) == verdicts
