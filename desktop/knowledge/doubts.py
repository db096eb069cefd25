"""What in a card will hardly do what it is there for; the card is fine all the same."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from desktop.knowledge.card import Card, names_own_amount
from desktop.knowledge.everyday import telling
from desktop.knowledge.flaws import Flaw, flaw
from desktop.knowledge.reader import Lines
from desktop.knowledge.words import says_little, words

EVERYDAY: Final = 2.0
"""Decades of frequency (see `telling`): a phrase that tells less is said in any call."""
LONGEST_PHRASE: Final = 9

_TELL_MORE: Final = "Write a longer phrase, make it an example, or take it away"


def doubts(card: Card, lines: Lines) -> Iterator[Flaw]:
    """What is doubtful in `card`, whose parts stand in `lines`."""
    line, when = lines.get("when", 1), card.when
    for phrase in sorted(when.topics):
        said = words(phrase)
        decades = sum(telling(word, card.lang) for word in dict.fromkeys(said))
        if said and decades < EVERYDAY:
            what = "the topic “{phrase}” is everyday speech; the card will come up in many calls"
            yield _doubt(line, what, phrase=phrase)
        if len(said) > LONGEST_PHRASE:
            what = "the topic “{phrase}” has {count} words; nobody says them all"
            yield _doubt(line, what, phrase=phrase, count=len(said))
    for phrase in sorted(when.topics | when.exact):
        for unwanted in sorted(when.not_topics):
            if words(unwanted) and set(words(unwanted)) <= set(words(phrase)):
                what = "“{phrase}” keeps its own card away: “{unwanted}” under not is in it"
                yield _doubt(line, what, phrase=phrase, unwanted=unwanted)
    for phrase in sorted(when.not_topics):
        if words(phrase) and all(says_little(word, card.lang) for word in words(phrase)):
            what = "“{phrase}” under not is everyday speech; it hardly keeps the card away"
            yield _doubt(line, what, phrase=phrase)
    if names_own_amount(card):
        what = "an amount is written out; where there is a policy, none of this is shown"
        action = 'Write {{{{may.credit|"instead"}}}}, which the policy fills'
        yield replace(flaw(lines.get("allowed", 1), what, action), doubt=True)


def _doubt(line: int, what: str, **values: object) -> Flaw:
    return replace(flaw(line, what, _TELL_MORE, **values), doubt=True)
