"""Writing a card: the text, what is wrong with it, how it looks, and where it is saved.

Files are opened and written on a thread, because a folder may lie on a share that hangs; the text
is in memory all the time, and in the window.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from desktop.clock import Clock
from desktop.errors import LocalError
from desktop.knowledge.card import Card, Layer
from desktop.knowledge.card_file import CardText, NotSaved, keep_beside, open_text, save_text
from desktop.knowledge.flaws import CardError, Flaw
from desktop.knowledge.library import Library
from desktop.knowledge.lint import lint_text
from desktop.knowledge.selector import Suggestion
from desktop.knowledge.writing import card_text, draft
from desktop.presenters.dry_run import DryRun
from desktop.presenters.overlay import card_view
from desktop.processes.background import Background
from ui.editor_states import CardPlace, EditorState, FlawView, PushLine, SaveStep
from ui.states import CardCounts

T = TypeVar("T")

SLOW_S: Final = 5.0
"""A folder that has not answered for so long is said to hang."""
_WORKING: Final = frozenset({SaveStep.OPENING, SaveStep.SAVING})
_COPIES: Final = frozenset({CardPlace.NEW, CardPlace.OF_SHIPPED, CardPlace.OF_TEAM})
"""Saved into the own folder, under the card's id."""


class CardEditor:
    """One card at a time. Lives on the app thread, which `post` reaches.

    `own` is the folder of the agent's own cards, `new_thread` makes a started thread for files:
    another one each time that the last has not come back.
    """

    def __init__(
        self,
        *,
        own: Path,
        language: str,
        library: Callable[[], Library],
        counts: Callable[[str], CardCounts | None],
        today: Callable[[], date],
        clock: Clock,
        dry_run: DryRun,
        new_thread: Callable[[], Background],
        post: Callable[[Callable[[], None]], None],
        changed: Callable[[], None],
    ) -> None:
        self._own = own
        self._language = language
        self._library = library
        self._counts = counts
        self._today = today
        self._clock = clock
        self.dry_run = dry_run
        self._new_thread = new_thread
        self._post = post
        self._changed = changed
        self._thread: Background | None = None
        self._waiting = False
        self._asked = 0
        self._opened = 0
        self._forget()

    def _forget(self) -> None:
        self._text = ""
        self._saved_text = ""
        self._path: Path | None = None
        self._began_with: bytes | None = None
        self._place = CardPlace.NEW
        self._card: Card | None = None
        self._flaws: tuple[Flaw, ...] = ()
        self._readable = False
        self._step = SaveStep.UNCHANGED
        self._since_s = 0.0
        self._detail = ""
        self._kept = ""

    # ------------------------------------------------------------ which card

    def begin(self, title: str) -> None:
        """A new card called `title`."""
        card_id = "".join(c if c.isascii() and c.isalnum() else "-" for c in title.lower())
        card = draft(card_id.strip("-") or "card", title, self._language, self._today())
        self._forget()
        self._put(card_text(card))

    def edit(self, card_id: str) -> None:
        """The card of that id as it lies in its file, or a copy where that may not be written."""
        card = self._library().find(card_id)
        if card is not None and (path := card.path) is not None:
            self._forget()
            self._work(SaveStep.OPENING, lambda: _open(card, path), self._show_opened)

    # ------------------------------------------------------------ writing

    def type(self, text: str) -> None:
        """The text as it stands in the window."""
        if text != self._text:
            self._text = text
            if self._step is not SaveStep.SAVING:
                same = text == self._saved_text
                self._step = SaveStep.UNCHANGED if same else SaveStep.UNSAVED
                self._kept = ""
            self._look()

    def save(self) -> None:
        """Write the file, unless the text is no card: then nothing is."""
        path, text, began_with = self._target(), self._text, self._began_with
        if path is None or not self._readable:
            self._become(SaveStep.FAULTY)
            return
        self._work(
            SaveStep.SAVING,
            lambda: save_text(path, text, began_with),
            lambda raw: self._show_saved(path, text, raw),
        )

    def save_as_own(self) -> None:
        """Leave the team's folder alone: the card becomes one of the agent's own."""
        self._path, self._began_with, self._place = None, None, CardPlace.OF_TEAM
        self.save()

    def keep_mine(self) -> None:
        """The file was changed meanwhile: theirs is kept beside it, this text takes its place."""
        path, text = self._target(), self._text
        if path is None:
            return

        def work() -> tuple[bytes, str]:
            theirs = path.read_bytes()
            kept = keep_beside(path, theirs)
            return save_text(path, text, theirs), kept.name

        self._work(
            SaveStep.SAVING,
            work,
            lambda done: self._show_saved(path, text, done[0], kept=done[1]),
        )

    def open_theirs(self) -> None:
        """The file was changed meanwhile: this text is kept beside it, theirs is opened."""
        path, text = self._target(), self._text
        if path is None:
            return

        def work() -> tuple[CardPlace, Path, CardText, str]:
            kept = keep_beside(path, text.encode())
            place = CardPlace.OWN if self._place in _COPIES else self._place
            return place, path, open_text(path), kept.name

        self._work(SaveStep.OPENING, work, self._show_opened)

    def close(self) -> None:
        """The window is closed."""
        self.dry_run.stop()
        if self._thread is not None:
            self._thread.stop(0.0)
            self._thread = None
        self._asked += 1
        self._waiting = False
        self._forget()

    def stop(self) -> None:
        """The program ends: what was not saved is kept beside the own cards."""
        if self.view().unsaved:
            try:
                self._own.mkdir(parents=True, exist_ok=True)
                keep_beside(self._own / (self._file() or "card.md"), self._text.encode())
            except (OSError, NotSaved):
                pass  # nobody is left to be told
        self.close()

    # ------------------------------------------------------------ what is shown

    def view(self) -> EditorState:
        step = self._step
        if step in _WORKING and self._clock.now_s() - self._since_s >= SLOW_S:
            step = SaveStep.SLOW
        shown = self._card
        tried = self.dry_run.view
        why = next((w.why for w in tried.lines if isinstance(w, PushLine) and w.this), ())
        return EditorState(
            file=self._file(),
            place=self._place,
            text=self._text,
            opened=self._opened,
            flaws=tuple(
                FlawView(flaw.line, flaw.what, flaw.action, flaw.values, not self._readable)
                for flaw in sorted(self._flaws, key=lambda flaw: flaw.line)
            ),
            card=None
            if shown is None
            else replace(card_view(Suggestion(shown, ()), 1, 1, {}), why=why),
            stale=not self._readable,
            note="" if shown is None else shown.note,
            counts=None if shown is None else self._counts(shown.id),
            save=step,
            detail=self._detail,
            kept=self._kept,
            can_copy=self._place is CardPlace.TEAM,
            dry_run=tried,
        )

    def _file(self) -> str:
        path = self._target()
        return path.name if path is not None else ""

    def _target(self) -> Path | None:
        """The file that would be written."""
        if self._path is not None or self._card is None:
            return self._path
        return self._own / self._card.lang / f"{self._card.id}.md"

    def _put(self, text: str) -> None:
        """Another text into the window."""
        self._text = self._saved_text = text
        self._opened += 1
        self._look()

    def _look(self) -> None:
        name = self._path.name if self._path is not None else "card.md"
        card, self._flaws = lint_text(self._text.encode(), name, self._today())
        self._readable = card is not None
        if card is not None:
            self._card = card
            self.dry_run.use_card(card)
        self._changed()

    # ------------------------------------------------------------ files

    def _work(self, step: SaveStep, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Run `work` where nothing hangs on it; only what was asked last is shown."""
        if self._thread is not None and self._waiting:
            self._thread.stop(0.0)  # it ends by itself once the folder answers
            self._thread = None
        self._thread = self._thread or self._new_thread()
        self._asked += 1
        asked = self._asked
        self._since_s = self._clock.now_s()
        self._waiting = True
        self._kept = ""
        self._become(step)

        def on_thread() -> None:
            try:
                done = work()
            except (LocalError, OSError) as error:
                failure = error
                self._post(lambda: self._failed(asked, failure))
            else:
                self._post(lambda: self._succeeded(asked, lambda: then(done)))

        self._thread.post(on_thread)

    def _succeeded(self, asked: int, then: Callable[[], None]) -> None:
        if asked == self._asked:
            self._waiting = False
            then()

    def _failed(self, asked: int, error: LocalError | OSError) -> None:
        if asked != self._asked:
            return
        self._waiting = False
        if isinstance(error, NotSaved):
            self._become(SaveStep(error.trouble.value), error.what)
        elif isinstance(error, CardError):
            self._flaws = (error.flaw,)
            self._become(SaveStep.UNOPENED, str(error))
        else:
            self._become(SaveStep.FAILED, str(error))

    def _show_opened(self, found: tuple[CardPlace, Path, CardText, str]) -> None:
        self._place, path, opened, self._kept = found
        copy = self._place in _COPIES
        self._path = None if copy else path
        self._began_with = None if copy else opened.raw
        self._step, self._detail = SaveStep.UNCHANGED, ""
        self._put(opened.text)

    def _show_saved(self, path: Path, text: str, raw: bytes, kept: str = "") -> None:
        self._path, self._began_with, self._saved_text, self._kept = path, raw, text, kept
        if self._place in _COPIES:
            self._place = CardPlace.OWN
        self._become(SaveStep.SAVED if self._text == text else SaveStep.UNSAVED)

    def _become(self, step: SaveStep, detail: str = "") -> None:
        self._step, self._detail = step, detail
        self._changed()


def _open(card: Card, path: Path) -> tuple[CardPlace, Path, CardText, str]:
    """What is in the file of `card`, and where an edited one goes; on the thread."""
    places = {Layer.SHIPPED: CardPlace.OF_SHIPPED, Layer.TEAM: CardPlace.TEAM}
    place = places.get(card.layer, CardPlace.OWN)
    if place is CardPlace.TEAM and not (
        os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    ):
        place = CardPlace.OF_TEAM
    return place, path, open_text(path), ""
