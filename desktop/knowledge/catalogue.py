"""A library with what makes it quick to use. Built on any thread, then used on one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.knowledge.hot_words import hot_words
from desktop.knowledge.library import Library
from desktop.knowledge.search import CardSearch
from desktop.knowledge.topics import TopicIndex


@dataclass(frozen=True, slots=True)
class Catalogue:
    library: Library
    topics: TopicIndex
    """In every language there is: customers speak theirs, whatever the window speaks."""
    search: CardSearch
    hot_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For the recogniser, by language."""

    @classmethod
    def of(cls, library: Library) -> "Catalogue":
        """Ten thousand cards take seconds: off the thread that draws windows."""
        return cls(
            library,
            TopicIndex(library.versions),
            CardSearch(library.cards),
            hot_words(library.versions),
        )
