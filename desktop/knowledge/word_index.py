"""Texts by the words in them: SQLite FTS5, BM25 over its columns, in memory.

`plain` holds stems (`more` those of less telling text), `parts` what compounds are made of, `grams`
the trigrams of every word, so that a word still finds its text when it was bent, glued to another
one, or misheard. What a hit is worth beyond its rank is for the callers to say.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlcipher3 import dbapi2 as sqlite

from desktop.knowledge.compounds import Compounds
from desktop.knowledge.words import says_little, stem, trigrams, words

WEIGHTS: Final = (8.0, 4.0, 1.0, 2.0)
"""Of plain, parts, grams and more: a word has about eight trigrams for its one stem."""
MOST_WORDS: Final = 60
"""In one question; more is no question."""


RAREST_GRAMS: Final = 6
"""So many trigrams of an unknown word are asked for: common ones cost most and tell least."""


@dataclass(frozen=True, slots=True)
class IndexedText:
    text: str
    language: str
    more: str = ""
    """Text that counts less, and only as it is written."""


class WordIndex:
    """Finds texts by number, in the order they were given. Used on one thread at a time.

    Stems and parts of compounds are looked up in the language of their text only: each is kept
    with its language in front.
    """

    def __init__(self, texts: Sequence[IndexedText]) -> None:
        said = [(words(one.text), words(one.more), one.language) for one in texts]
        vocabulary: dict[str, set[str]] = defaultdict(set)
        for line, _, language in said:
            vocabulary[language].update(line)
        self.compounds = {
            language: Compounds(vocabulary[language], language) for language in sorted(vocabulary)
        }
        """By language."""
        self._stems = frozenset(
            _stem(word, language) for *lines, language in said for line in lines for word in line
        )
        self._gram_counts = Counter(gram for line, *_ in said for gram in _gram_tokens(line))
        # whose thread it is, the owner knows; SQLite need not check
        self._connection = sqlite.connect(":memory:", check_same_thread=False)
        self._connection.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(plain, parts, grams, more, content='')"
        )
        self._connection.executemany(
            "INSERT INTO texts (rowid, plain, parts, grams, more) VALUES (?, ?, ?, ?, ?)",
            (
                (
                    number,
                    " ".join(_stem(word, language) for word in line),
                    " ".join(part for word in line for part in self._parts(word, language)),
                    " ".join(_gram_tokens(line)),
                    " ".join(_stem(word, language) for word in more),
                )
                for number, (line, more, language) in enumerate(said)
            ),
        )

    def best(
        self, asked: Sequence[str], limit: int, *, unfinished: bool = False
    ) -> list[tuple[int, float]]:
        """Up to `limit` texts that hold any of the folded words `asked`: (number, BM25 > 0).

        Words that are said everywhere ask for nothing as long as there are others. Only a word that
        the index does not know is looked for by its parts and letters, too. `unfinished`: the last
        word may go on.
        """
        question = self._question(asked, unfinished=unfinished)
        if not question:
            return []
        rows = self._connection.execute(
            "SELECT rowid, -bm25(texts, ?, ?, ?, ?) FROM texts WHERE texts MATCH ?"
            " ORDER BY 2 DESC LIMIT ?",
            (*WEIGHTS, question, limit),
        )
        return [(int(number), float(score)) for number, score in rows]

    def _question(self, asked: Sequence[str], *, unfinished: bool) -> str:
        distinct = list(dict.fromkeys(asked))[-MOST_WORDS:]
        telling = [word for word in distinct if not self._little(word)] or distinct
        plain, parts, grams = set[str](), set[str](), set[str]()
        for word in telling:
            stems = {_stem(word, language) for language in self.compounds}
            parts.update(stems)
            if stems & self._stems:
                plain.update(stems & self._stems)
            else:
                plain.update(part for lang in self.compounds for part in self._parts(word, lang))
                grams.update(self._rare_grams(word))
        asked_for = [
            f"{{{columns}}} : ({' OR '.join(sorted(map(_quoted, found)))})"
            for columns, found in (("plain more", plain), ("parts", parts), ("grams", grams))
            if found
        ]
        if unfinished and telling:
            begun = sorted(f"{_quoted(lang + telling[-1])}*" for lang in self.compounds)
            asked_for.append(f"{{plain more}} : ({' OR '.join(begun)})")
        return " OR ".join(asked_for)

    def _parts(self, word: str, language: str) -> Iterator[str]:
        return (_stem(part, language) for part in self.compounds[language].parts(word))

    def _rare_grams(self, word: str) -> list[str]:
        known = [gram for gram in _gram_tokens([word]) if gram in self._gram_counts]
        return sorted(known, key=lambda gram: self._gram_counts[gram])[:RAREST_GRAMS]

    def _little(self, word: str) -> bool:
        return any(says_little(word, language) for language in self.compounds)


def _stem(word: str, language: str) -> str:
    return language + stem(word, language)


def _gram_tokens(line: Iterable[str]) -> list[str]:
    """Trigrams as tokens; a space is no letter to FTS5, so the edges of words become "0"."""
    return [gram.replace(" ", "0") for word in line for gram in sorted(trigrams(word))]


def _quoted(token: str) -> str:
    return f'"{token}"'
