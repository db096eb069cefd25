"""Builds the card editor without its window."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from desktop.assist.replay import Transcript, read_transcript
from desktop.clock import Clock
from desktop.knowledge.library import Library
from desktop.presenters.card_editor import CardEditor
from desktop.presenters.dry_run import DryRun
from desktop.processes.background import Background
from resources import resource
from ui.states import CardCounts


def sample_calls(language: str) -> tuple[Transcript, ...]:
    """The calls that come with Beistand, made up, in `language` ("de" or "en")."""
    files = sorted(resource("calls", language).glob("*.json"))
    return tuple(read_transcript(file.read_bytes(), file.name) for file in files)


def card_editor(
    *,
    own: Path,
    language: str,
    team: str,
    library: Callable[[], Library],
    counts: Callable[[str], CardCounts | None],
    clock: Clock,
    post: Callable[[Callable[[], None]], None],
    changed: Callable[[], None],
) -> CardEditor:
    """An editor that saves into `own` and tries cards within `library`."""

    def started(name: str) -> Background:
        thread = Background(name)
        thread.start()
        return thread

    dry_run = DryRun(
        samples=sample_calls(language),
        library=library,
        team=team,
        today=today,
        new_thread=lambda: started("dry run"),
        post=post,
        changed=changed,
    )
    return CardEditor(
        own=own,
        language=language,
        library=library,
        counts=counts,
        today=today,
        clock=clock,
        dry_run=dry_run,
        new_thread=lambda: started("card files"),
        post=post,
        changed=changed,
    )


def today() -> date:
    return datetime.now().astimezone().date()
