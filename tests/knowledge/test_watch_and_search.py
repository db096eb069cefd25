"""Libraries that change, break and disappear while calls are up; finding any card of many."""

import os
import queue
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

import pytest

import desktop.knowledge.library as library_module
from desktop.knowledge.card import Card, Layer, When
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import CardFolder, Library, LibraryReader
from desktop.knowledge.search import CardSearch
from desktop.knowledge.watch import LibraryWatch

pytestmark = pytest.mark.unit

SOON_S = 10.0


def write(folder: Path, card_id: str, title: str = "A", lead: str = "Lead.") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{card_id}.md"
    path.write_text(f"---\nid: {card_id}\ntitle: {title}\nlang: de\n---\n{lead}\n", "utf-8")
    return path


def titles(library: Library) -> list[str]:
    return [card.title for card in library.cards]


@pytest.fixture
def share(tmp_path: Path) -> Path:
    for card_id in ("a", "b"):
        write(tmp_path / "share", card_id, card_id.upper())
    return tmp_path / "share"


@pytest.fixture
def reader(share: Path) -> LibraryReader:
    return LibraryReader([CardFolder(share, Layer.TEAM)], "de")


def test_only_what_changed_is_read_again(
    reader: LibraryReader, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reader.read()
    write(share, "b", "Better")
    (share / "a.md").chmod(0o644)
    after = reader.read()
    assert titles(after) == ["A", "Better"]
    assert after.find("a") is before.find("a")
    (share / "a.md").unlink()
    assert titles(reader.read()) == ["Better"]


def test_a_card_that_breaks_stays_as_it_was_and_is_named(
    reader: LibraryReader, share: Path
) -> None:
    reader.read()
    (share / "a.md").write_text("---\nid: a\ntitle: [\n---\nLead.\n", "utf-8")
    library = reader.read()
    assert titles(library) == ["A", "B"]
    assert [problem.where for problem in library.problems] == ["a.md:3"]
    write(share, "a", "Mended")
    library = reader.read()
    assert titles(library) == ["B", "Mended"] and not library.problems


@pytest.mark.parametrize("loss", ["gone", "empty"])
def test_the_cards_of_a_share_that_disappears_stay(
    reader: LibraryReader, share: Path, loss: str
) -> None:
    reader.read()
    shutil.move(share, share.with_name("elsewhere"))
    if loss == "empty":  # a mount point without its share
        share.mkdir()
    library = reader.read()
    assert titles(library) == ["A", "B"]
    (problem,) = library.missing
    assert "2 cards stay" in problem.what and problem.action
    shutil.rmtree(share, ignore_errors=True)
    shutil.move(share.with_name("elsewhere"), share)
    assert not reader.read().missing


def test_a_card_of_five_megabytes_is_named_at_once(reader: LibraryReader, share: Path) -> None:
    write(share, "big", lead="x" * 5_000_000)
    began_s = time.monotonic()
    library = reader.read()
    assert time.monotonic() - began_s < 1.0
    assert titles(library) == ["A", "B"]
    assert [problem.where for problem in library.problems] == ["big.md:1"]
    assert "larger than" in library.problems[0].what


def test_each_card_knows_its_layer(tmp_path: Path) -> None:
    write(tmp_path / "team", "a", "Team")
    write(tmp_path / "team", "b", "Team too")
    write(tmp_path / "own", "a", "Own")
    folders = [CardFolder(tmp_path / "team", Layer.TEAM), CardFolder(tmp_path / "own")]
    library = LibraryReader(folders, "de").read()
    assert {(card.id, card.layer, card.title) for card in library.cards} == {
        ("a", Layer.OWN, "Own"),
        ("b", Layer.TEAM, "Team too"),
    }


# ---------------------------------------------------------------- the watch


@pytest.fixture
def heard(share: Path) -> Iterator["queue.SimpleQueue[Catalogue]"]:
    found: queue.SimpleQueue[Catalogue] = queue.SimpleQueue()
    watch = LibraryWatch([CardFolder(share)], "de", found.put, every_s=0.05)
    watch.start()
    yield found
    watch.stop()


def test_a_changed_card_is_there_without_a_restart(
    heard: "queue.SimpleQueue[Catalogue]", share: Path
) -> None:
    assert titles(heard.get(timeout=SOON_S).library) == ["A", "B"]
    write(share, "c", "Rechnung falsch")
    catalogue = heard.get(timeout=SOON_S)
    assert titles(catalogue.library) == ["A", "B", "Rechnung falsch"]
    assert [card.id for card, _ in catalogue.search.find("rechn")] == ["c"]
    shutil.rmtree(share)
    assert heard.get(timeout=SOON_S).library.missing
    assert heard.empty(), "what has not changed is not told again"


def test_a_share_that_hangs_is_named_and_holds_up_no_other_folder(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks the share waits for a pipe, as for a server that has gone."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    ask = library_module.card_files

    def hangs(folder: Path) -> dict[str, tuple[int, int]]:
        if folder == share and pipe.exists():
            pipe.read_bytes()
        return ask(folder)

    own = tmp_path / "own"
    folders = [CardFolder(share, Layer.TEAM), CardFolder(own, at_home=True)]
    found: queue.SimpleQueue[Catalogue] = queue.SimpleQueue()
    watch = LibraryWatch(folders, "de", found.put, every_s=0.05, patience_s=0.2)
    monkeypatch.setattr(library_module, "card_files", hangs)
    watch.start()
    try:
        first = found.get(timeout=SOON_S).library
        assert not first.cards and "does not answer" in first.missing[0].what
        write(own, "mine", "Mine")
        assert titles(found.get(timeout=SOON_S).library) == ["Mine"]
        pipe.open("wb").close()  # the share is back
        pipe.unlink()
        back = found.get(timeout=SOON_S).library
        assert titles(back) == ["A", "B", "Mine"] and not back.missing
    finally:
        watch.stop()


def test_a_pipe_in_place_of_a_card_is_named(reader: LibraryReader, share: Path) -> None:
    os.mkfifo(share / "pipe.md")
    library = reader.read()
    assert titles(library) == ["A", "B"]
    assert library.problems[0].where == "pipe.md:1" and "no file" in library.problems[0].what


def test_ten_thousand_files_are_read_and_a_change_is_found(share: Path) -> None:
    for number in range(10_000):
        write(share, f"card-{number}", f"Karte {number}")
    reader = LibraryReader([CardFolder(share)], "de")
    assert len(reader.read().cards) == 10_002
    write(share, "card-77", "Geändert")
    began_s = time.monotonic()
    library = reader.read()
    took_s = time.monotonic() - began_s
    card = library.find("card-77")
    assert card is not None and card.title == "Geändert" and took_s < 3.0


# ---------------------------------------------------------------- search

WORDS = [a + b + c for a in ("re", "ka", "lo", "mi", "stu", "ver") for b in ("ch", "n", "rt", "ss")
         for c in ("ung", "eln", "ort", "ig", "amt", "en", "heit", "bar")]  # fmt: skip


def many_cards(count: int) -> list[Card]:
    chance = random.Random(7)
    return [
        Card(
            id=f"card-{number}",
            title=" ".join(chance.choices(WORDS, k=3)).capitalize() + f" {number}",
            lang="de",
            lead=" ".join(chance.choices(WORDS, k=8)),
            say=" ".join(chance.choices(WORDS, k=12)),
            when=When(frozenset(" ".join(chance.choices(WORDS, k=2)) for _ in range(3))),
        )
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def many() -> tuple[list[Card], CardSearch]:
    cards = many_cards(10_000)
    return cards, CardSearch(cards)


def test_any_of_ten_thousand_cards_is_found_in_fifty_milliseconds(
    many: tuple[list[Card], CardSearch],
) -> None:
    cards, search = many
    took_ms: list[float] = []
    for card in random.Random(3).sample(cards, 60):
        began_s = time.perf_counter()
        found = search.find(card.title)
        took_ms.append((time.perf_counter() - began_s) * 1000)
        assert found[0][0] is card
    assert quantiles(took_ms, n=20)[-1] <= 50.0, "p95"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kündigung", ["notice"]),
        ("kuendigu", ["notice"]),
        ("KÜNDIGUNGSFRIST", ["notice"]),
        ("kündgung", ["notice"]),
        ("rechnungen", ["bill"]),
        ("stromrechnung", ["bill"]),
        ("wut", ["bill"]),
        ("xyzzy", []),
        ("", []),
        ("  ", []),
        ('"; DROP TABLE texts; --', []),
        ("* NEAR( : {", []),
    ],
)
def test_finds_forms_beginnings_parts_and_slips(typed: str, found: list[str]) -> None:
    search = CardSearch(
        [
            Card("notice", "Kündigung", "de", "Annehmen.", when=When(frozenset({"Vertrag"}))),
            Card("bill", "Rechnung falsch", "de", "Erst die Wut, dann die Zahl."),
        ]
    )
    assert [card.id for card, _ in search.find(typed)] == found
