"""What is wrong with a card, and at which line of its file.

The sentences are plain English with their values apart, so that a window can say them in another
language: `ui.words.card_flaws` lists them all, and a test holds the two together.
"""

from dataclasses import dataclass

from desktop.errors import LocalError


@dataclass(frozen=True, slots=True)
class Flaw:
    """`what` and `action` are templates for `str.format`."""

    line: int
    """From 1; 1 where it is about the whole card."""
    what: str
    action: str
    values: tuple[tuple[str, str], ...] = ()
    doubt: bool = False
    """Worth a look; the card is fine without."""

    @property
    def said(self) -> str:
        return self.what.format(**dict(self.values))

    @property
    def advice(self) -> str:
        return self.action.format(**dict(self.values))


class CardError(LocalError):
    """A file that is no card."""

    def __init__(self, name: str, flaw: Flaw) -> None:
        super().__init__(flaw.said, where=f"{name}:{flaw.line}", action=flaw.advice)
        self.flaw = flaw


def flaw(line: int, what: str, action: str, **values: object) -> Flaw:
    return Flaw(line, what, action, tuple((name, str(value)) for name, value in values.items()))


def wrong(name: str, line: int, what: str, action: str, **values: object) -> CardError:
    """The error about line `line` (from 1) of the file called `name`."""
    return CardError(name, flaw(line, what, action, **values))
