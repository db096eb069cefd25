"""Writing a card: what is marked, what is tried, where it is saved, what becomes of trouble."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.assist.replay import read_transcript
from desktop.clock import ManualClock
from desktop.compositions.card_editing import sample_calls
from desktop.knowledge.card import Card, Layer
from desktop.knowledge.library import CardFolder, Library, LibraryReader
from desktop.knowledge.topics import TopicIndex
from desktop.presenters.card_editor import SLOW_S, CardEditor
from desktop.presenters.dry_run import DryRun
from desktop.processes.background import Background
from resources import resource
from ui.editor_states import CardPlace, EditorState, NeverWhy, PushLine, SaveStep
from ui.states import CardCounts, Level

pytestmark = pytest.mark.process

TODAY = date(2026, 11, 22)
SOON_S = 10.0
GOOD = """---
id: parrot
title: Papagei krank
lang: de
when: {topic: [Papagei krank], state: [tense]}
owner: me
verified: 2026-11-01
review_days: 90
---
Zuerst nach dem Papagei fragen.
"""


class Desk:
    """An editor over a shipped, a team's and an own folder, with an app thread to wait on."""

    def __init__(self, home: Path) -> None:
        self.team, self.own = home / "team", home / "own"
        self.team.mkdir()
        folders = [
            CardFolder(resource("cards"), Layer.SHIPPED),
            CardFolder(self.team, Layer.TEAM),
            CardFolder(self.own, at_home=True),
        ]
        self.reader = LibraryReader(folders, "de")
        self.library: Library = self.reader.read()
        self.clock = ManualClock()
        self.threads: list[Background] = []
        self._inbox: list[Callable[[], None]] = []
        self._posted = threading.Condition()
        tried = DryRun(
            samples=sample_calls("de"),
            library=lambda: self.library,
            team="Service",
            today=lambda: TODAY,
            new_thread=self._thread,
            post=self.post,
            changed=lambda: None,
        )
        self.editor = CardEditor(
            own=self.own,
            language="de",
            library=lambda: self.library,
            counts=lambda card_id: CardCounts(3, 2, 1) if card_id == "wrong-bill" else None,
            today=lambda: TODAY,
            clock=self.clock,
            dry_run=tried,
            new_thread=self._thread,
            post=self.post,
            changed=lambda: None,
        )

    def post(self, action: Callable[[], None]) -> None:
        with self._posted:
            self._inbox.append(action)
            self._posted.notify()

    def until(self, holds: Callable[[EditorState], bool]) -> EditorState:
        """Do what is posted until the view is as wanted."""
        ends_s = time.monotonic() + SOON_S
        while not holds(view := self.editor.view()):
            with self._posted:
                if not self._inbox:
                    assert self._posted.wait(ends_s - time.monotonic()), view
                actions, self._inbox = self._inbox, []
            for action in actions:
                action()
        return view

    def read_again(self) -> None:
        self.library = self.reader.read()

    def _thread(self) -> Background:
        thread = Background("test")
        thread.start()
        self.threads.append(thread)
        return thread


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.editor.close()
    # laying out the sentences of all cards is not broken off: seconds on a busy machine
    assert all(thread.stop(within_s=60.0) for thread in desk.threads)


def saved(view: EditorState) -> bool:
    return view.save is SaveStep.SAVED


def opened(view: EditorState) -> bool:
    return view.save is not SaveStep.OPENING and bool(view.text)


def tried(view: EditorState) -> bool:
    return bool(view.dry_run.lines) and not view.dry_run.running


def test_a_shipped_card_becomes_an_own_one(desk: Desk) -> None:
    shipped = resource("cards", "de", "wrong-bill.md").read_bytes()
    desk.editor.edit("wrong-bill")
    view = desk.until(opened)
    assert view.place is CardPlace.OF_SHIPPED and view.text.encode() == shipped
    assert view.counts == CardCounts(3, 2, 1) and not view.unsaved
    desk.editor.type(view.text.replace("title: ", "title: Meine "))
    assert desk.editor.view().save is SaveStep.UNSAVED
    desk.editor.save()
    view = desk.until(saved)
    assert view.place is CardPlace.OWN and view.file == "wrong-bill.md"
    assert (desk.own / "de" / "wrong-bill.md").exists()
    assert resource("cards", "de", "wrong-bill.md").read_bytes() == shipped
    desk.read_again()
    card = desk.library.find("wrong-bill")
    assert card is not None and card.layer is Layer.OWN and card.title.startswith("Meine")


def test_what_is_wrong_is_marked_at_its_line_while_the_last_card_stays(desk: Desk) -> None:
    desk.editor.begin("Neue Karte")
    assert [flaw.what for flaw in desk.editor.view().flaws] == ["nobody owns the card; add owner"]
    desk.editor.type(GOOD)
    assert not desk.editor.view().flaws
    desk.editor.type(GOOD.replace("owner: me\n", "").replace("Papagei krank\n", "P" * 60 + "\n", 1))
    flaws = desk.editor.view().flaws
    assert [(flaw.line, flaw.no_card) for flaw in flaws] == [(1, False), (3, False)]
    desk.editor.type(GOOD.replace("lang: de", "lang: 5"))
    view = desk.editor.view()
    assert view.flaws[0].no_card and view.flaws[0].line == 4
    assert view.stale and view.card is not None and view.card.title == "P" * 60
    desk.editor.save()
    assert desk.editor.view().save is SaveStep.FAULTY and not desk.own.exists()


def test_what_the_note_says_is_shown_and_a_long_one_is_marked(desk: Desk) -> None:
    desk.editor.begin("Neue Karte")
    desk.editor.type(GOOD.replace("owner: me", "owner: me\nnote: Papagei beraten"))
    view = desk.editor.view()
    assert view.note == "Papagei beraten" and not view.flaws
    desk.editor.type(GOOD.replace("owner: me", "owner: me\nnote: " + "P" * 61))
    (flaw,) = desk.editor.view().flaws
    assert (flaw.line, flaw.values) == (7, (("count", "61"), ("most", "60")))
    assert flaw.what.startswith("a note has")
    desk.editor.type(GOOD.replace("owner: me", "owner: me\nnote: <b>Papagei</b>"))
    assert [flaw.line for flaw in desk.editor.view().flaws] == [7]


def test_only_a_changed_trigger_is_indexed_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[TopicIndex] = []

    class Counted(TopicIndex):
        def __init__(self, cards: Iterable[Card]) -> None:
            super().__init__(cards)
            made.append(self)

    monkeypatch.setattr("desktop.presenters.dry_run.TopicIndex", Counted)
    desk.editor.begin("Neue Karte")
    desk.editor.type(GOOD)
    desk.until(tried)
    before = len(made)
    desk.editor.type(GOOD.replace("Zuerst nach", "Erst einmal nach"))
    desk.editor.dry_run.add_sentence("Mein Papagei ist krank.")
    desk.until(tried)
    assert len(made) == before
    desk.editor.type(GOOD.replace("topic: [Papagei krank]", "topic: [Kakadu krank]"))
    desk.until(tried)
    assert len(made) == before + 1


def test_every_trigger_can_be_tried_without_a_call(desk: Desk) -> None:
    desk.editor.begin("Neue Karte")
    desk.editor.type(GOOD)
    view = desk.until(tried)
    assert view.dry_run.never is NeverWhy.NOTHING_FITS and len(view.dry_run.calls) == 3
    desk.editor.dry_run.add_sentence("Mein Papagei ist krank.")
    view = desk.until(tried)
    assert view.dry_run.never is NeverWhy.NOTHING_FITS, "the state is missing"
    desk.editor.dry_run.read_voice_as(Level.TENSE)
    view = desk.until(tried)
    assert view.dry_run.pushes == 1
    (push,) = (one for one in view.dry_run.lines if isinstance(one, PushLine) and one.this)
    assert ("topic", "Papagei … krank") in push.why and ("state", "tense") in push.why
    assert view.card is not None and view.card.why == push.why
    desk.editor.type(GOOD.replace("[tense]", "[tense], contacts_30d: 3"))
    assert desk.until(tried).dry_run.never is NeverWhy.NOTHING_FITS
    desk.editor.dry_run.suppose_contacts(3)
    assert desk.until(tried).dry_run.pushes == 1


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("2026-11-01", "2020-11-01", NeverWhy.EXPIRED),
        ("when: {topic: [Papagei krank], state: [tense]}\n", "", NeverWhy.BY_HAND),
        ("owner: me", "owner: me\nscope: {teams: Vertrieb}", NeverWhy.OTHER_TEAM),
    ],
)
def test_why_a_card_never_comes_up(desk: Desk, old: str, new: str, why: NeverWhy) -> None:
    desk.editor.begin("Neue Karte")
    desk.editor.type(GOOD.replace(old, new))
    assert desk.until(tried).dry_run.never is why


def test_a_call_out_of_a_file_is_tried_and_a_bad_one_is_said(desk: Desk, tmp_path: Path) -> None:
    desk.editor.begin("Neue Karte")
    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    for path, words in ((bad, "no call"), (tmp_path / "none.json", "none.json: No such file")):
        desk.editor.dry_run.open(path)
        view = desk.until(lambda view, words=words: words in view.dry_run.problem)  # type: ignore[misc]
    desk.editor.dry_run.open(resource("demo", "call_de.json"))
    view = desk.until(lambda view: len(view.dry_run.calls) == 4 and tried(view))
    assert view.dry_run.chosen == 3 and not view.dry_run.problem


def test_the_samples_are_calls_in_both_languages_and_alike() -> None:
    both = [sample_calls(language) for language in ("de", "en")]
    assert [len(call.utterances) for call in both[0]] == [len(call.utterances) for call in both[1]]
    for call in (*both[0], *both[1]):
        assert call.title and call.voice_states
        assert max(state.from_s for state in call.voice_states) < call.utterances[-1].end_s
    assert read_transcript(b'{"utterances": []}', "x").voice_states == ()


@pytest.mark.parametrize("mine", [True, False])
def test_two_who_write_lose_nothing(desk: Desk, mine: bool) -> None:
    path = desk.team / "parrot.md"
    path.write_text(GOOD, "utf-8")
    desk.read_again()
    desk.editor.edit("parrot")
    assert desk.until(opened).place is CardPlace.TEAM
    path.write_text(GOOD.replace("Papagei krank\n", "Theirs\n", 1), "utf-8")
    desk.editor.type(GOOD.replace("Papagei krank\n", "Mine\n", 1))
    desk.editor.save()
    desk.until(lambda view: view.save is SaveStep.CHANGED)
    assert "Theirs" in path.read_text("utf-8") and "Mine" in desk.editor.view().text
    if mine:
        desk.editor.keep_mine()
    else:
        desk.editor.open_theirs()
    view = desk.until(lambda view: bool(view.kept))
    kept = (desk.team / view.kept).read_text("utf-8")
    assert ("Mine" in path.read_text("utf-8")) is mine and ("Theirs" in kept) is mine
    assert ("Theirs" in view.text) is not mine and not view.unsaved
    desk.editor.type(GOOD)
    desk.editor.save()
    desk.until(saved)


def test_a_team_folder_that_has_gone_leaves_the_text_and_a_way_out(desk: Desk) -> None:
    (desk.team / "parrot.md").write_text(GOOD, "utf-8")
    desk.read_again()
    desk.editor.edit("parrot")
    desk.until(opened)
    desk.team.rename(desk.team.with_name("elsewhere"))
    desk.editor.type(GOOD + "\n")
    desk.editor.save()
    view = desk.until(lambda view: view.save is SaveStep.GONE)
    assert view.can_copy and view.unsaved and view.text == GOOD + "\n"
    desk.editor.save_as_own()
    assert desk.until(saved).place is CardPlace.OWN
    assert (desk.own / "de" / "parrot.md").exists()


def test_a_folder_that_hangs_is_said_and_another_card_opens(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading a pipe waits until somebody writes into it, as reading from a share that hangs."""
    pipe = desk.team / "parrot.md"
    pipe.write_text(GOOD, "utf-8")
    desk.read_again()
    pipe.unlink()
    os.mkfifo(pipe)
    monkeypatch.setattr("desktop.knowledge.reader.Path.is_file", lambda path: True)
    desk.editor.edit("parrot")
    assert desk.editor.view().save is SaveStep.OPENING
    desk.clock.advance(SLOW_S)
    assert desk.editor.view().save is SaveStep.SLOW
    desk.editor.edit("wrong-bill")
    assert "Rechnung" in desk.until(opened).text
    pipe.write_text(GOOD, "utf-8")  # the share is back: what it says is not wanted any more
    assert "Rechnung" in desk.editor.view().text


def test_a_card_that_is_no_text_is_not_opened(desk: Desk) -> None:
    path = desk.team / "parrot.md"
    path.write_text(GOOD, "utf-8")
    desk.read_again()
    path.write_bytes(b"x" * 5_000_000)
    desk.editor.edit("parrot")
    view = desk.until(lambda view: view.save is SaveStep.UNOPENED)
    assert "larger than" in view.flaws[0].what and not view.unsaved


def test_a_program_that_ends_keeps_what_was_not_saved(desk: Desk) -> None:
    desk.editor.begin("Neue Karte")
    desk.editor.type(GOOD)
    desk.editor.stop()
    assert (desk.own / "parrot.md.kept-1").read_text("utf-8") == GOOD
