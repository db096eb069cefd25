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
    committed = read(COMMITTED.read_text(encoding="utf-8")) if COMMITTED.exists() else {}
    whole = {item.path for item in request.session.items} >= set(HERE.glob("test_*.py"))
    # What did not run, because its peer is not installed, stands as it was.
    told = committed | outcomes.verdicts
    if whole:
        told = {cell: verdict for cell, verdict in told.items() if cell in outcomes.collected}
    if os.environ.get("WRITE_INTEROPERABILITY"):
        COMMITTED.write_text(render(told), encoding="utf-8")
        return
    assert told == committed, "make interoperability"
    assert not whole or set(told) == outcomes.collected, "make interoperability"


def test_a_table_reads_as_it_was_written() -> None:
    verdicts = {
        Cell(Feature.REGISTER, Peer.SIPP): Verdict(Mark.YES),
        Cell(Feature.EARLY_MEDIA, Peer.BARESIP): Verdict(Mark.LIMITED, "only so far"),
        Cell(Feature.EARLY_MEDIA, Peer.LINPHONE): Verdict(Mark.LIMITED, "and no further"),
        Cell(Feature.WE_HOLD, Peer.LINPHONE): Verdict(Mark.FAILED),
    }
    assert read(render(verdicts)) == verdicts
