"""What the customer says, from recognition's port to the card on the overlay."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from desktop.assist.assist import Assist
from desktop.assist.replay import read_transcript, replay
from desktop.assist.session import AssistSession, TimelineKind
from desktop.assist.worker import WorkerClient
from desktop.knowledge.card import Phase
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import CardFolder, LibraryReader, load_library
from desktop.knowledge.selector import Why
from desktop.presenters.overlay import card_view
from desktop.telephony.call import CallSnapshot, CallState, Direction
from inference.messages import FromWorker, Utterance
from inference.tension.facts_only import FactsTracker
from inference.tension.tracker import TensionTracker
from resources import resource
from ui.states import WhyKind

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)
CATALOGUE = Catalogue.of(load_library([resource("cards")], "de"))
CALL = CallSnapshot(
    "c1", "desk", Direction.INCOMING, CallState.CONFIRMED, "sip:0301@pbx", confirmed_at_s=100.0
)


def utterance(text: str, end_s: float, *, final: bool = True, epoch: int = 1) -> Utterance:
    return Utterance("c1", epoch, end_s - 2.0, end_s, text, final)


@pytest.fixture(params=["tension", "facts"])
def assist(request: pytest.FixtureRequest) -> Assist:
    def new_session() -> AssistSession:
        tracker = TensionTracker() if request.param == "tension" else FactsTracker()
        return AssistSession(tracker=tracker, catalogue=CATALOGUE, today=TODAY)

    made = Assist(new_session)
    made.call_changed(CALL, None)
    return made


def session(assist: Assist) -> AssistSession:
    found = assist.session("c1")
    assert found is not None
    return found


def test_words_bring_a_card_that_says_why(assist: Assist) -> None:
    assist.tick(101.0)
    assist.evidence(utterance("Meine Stromrechnung ist viel zu hoch.", 5.0), 105.5)
    shown = session(assist).state
    assert shown.suggestion is not None and shown.suggestion.card.id == "wrong-bill"
    assert shown.phase is Phase.INQUIRY, "the customer has said what it is about"
    view = card_view(shown.suggestion, 1, 1, {})
    assert view.why[0] == (WhyKind.TOPIC, "Stromrechnung … hoch")
    last = session(assist).timeline[-1]
    assert (last.kind, last.value, last.why) == (TimelineKind.CARD, "wrong-bill", (Why.TOPIC,))


def test_a_customer_who_speaks_english_is_understood_too(assist: Assist) -> None:
    assist.evidence(utterance("I never got my parcel", 5.0), 105.5)
    suggestion = session(assist).state.suggestion
    assert suggestion is not None and suggestion.card.title == "Lieferung verspätet"


@pytest.mark.parametrize(
    "said", [utterance("meine Rechnung", 5.0, final=False), utterance("Guten Tag", 5.0)]
)
def test_partials_and_small_talk_bring_none(assist: Assist, said: Utterance) -> None:
    assist.tick(101.0)
    before = session(assist).state.suggestions
    assist.evidence(said, 105.5)
    assert session(assist).state.suggestions == before


def test_a_card_waits_while_the_pointer_is_over_the_old_one(assist: Assist) -> None:
    session(assist).hold_card(True)
    assist.evidence(utterance("meine Rechnung", 5.0), 105.5)
    assert session(assist).state.suggestion is None
    session(assist).hold_card(False)
    assist.tick(106.0)
    suggestion = session(assist).state.suggestion
    assert suggestion is not None and suggestion.card.id == "wrong-bill"


def test_a_card_written_in_mid_call_comes_up_in_it(assist: Assist, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\nid: a\ntitle: A\nlang: de\nwhen: {topic: [Zwergpapagei]}\n---\nLead.\n", "utf-8"
    )
    assist.evidence(utterance("ein Zwergpapagei", 5.0), 105.5)
    before = session(assist).state.suggestion
    assert before is None or before.card.id == "open-call"
    library = LibraryReader([CardFolder(tmp_path)], "de").read()
    assist.use_cards(Catalogue.of(library))
    assist.evidence(utterance("ein Zwergpapagei", 9.0), 109.5)
    suggestion = session(assist).state.suggestion
    assert suggestion is not None and suggestion.card.id == "a"


def test_words_of_a_call_that_is_over_or_of_an_older_tap_go_nowhere(
    assist: Assist, tmp_path: Path
) -> None:
    assist.evidence(Utterance("gone", 1, 0, 1, "meine Rechnung"), 105.5)
    heard: list[object] = []
    client = worker(tmp_path, heard.append)
    client.attach("c1", 2, "ring", 0.0)
    for message in (utterance("alt", 1.0, epoch=1), utterance("neu", 1.0, epoch=2)):
        client._received(message)
    assert [said.text for said in heard if isinstance(said, Utterance)] == ["neu"]


def worker(folder: Path, on_evidence: Callable[[FromWorker], None]) -> WorkerClient:
    return WorkerClient(
        folder,
        device="cpu",
        threads=1,
        log_file=folder / "worker.log",
        post=lambda call: call(),
        on_evidence=on_evidence,
        on_status=MagicMock(),
    )


def test_the_sample_call_brings_its_cards() -> None:
    """What `beistand cards select` says of the demo's call."""
    file = resource("demo", "call_de.json")
    transcript = read_transcript(file.read_bytes(), file.name)
    pushes = list(replay(transcript, CATALOGUE, today=TODAY))
    assert [push.suggestion.card.id for push in pushes][:2] == ["open-call", "wrong-bill"]
    assert [push.t_s for push in pushes] == sorted(push.t_s for push in pushes)
