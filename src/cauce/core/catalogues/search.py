"""Find catalogue names as people type them: no accents, half a word, a slip of the finger.

In memory and per process, so it answers alike on both databases. Not thread-bound: an index never
changes once built, so any number of threads may search it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass

import numpy as np

from .text import normalise, tokens
from .vocabulary import Matches, Vocabulary

Key = Hashable
_COVERAGE = 0.25  # share of the score that says how much of the name was asked for
_LEAST_SCORE = 0.3  # below it a name has little to do with the question
_MOST_WORDS = 24  # the longest names have 20; the rest of a pasted paragraph is not a search
_BEGINNING = 0.03  # a name that begins as asked goes before its equals


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: the item's key, and how well it fits, from 0 to 1."""

    key: Key
    score: float


@dataclass(frozen=True, slots=True)
class Restriction:
    """A set of keys prepared once by `SearchIndex.restrict` for many searches."""

    mask: np.ndarray


class SearchIndex:
    """Search over `items`, each `(key, label, aliases)`; keys are unique. Immutable once built.

    A label and each of its aliases are one *text*; an item scores as its best text.
    """

    def __init__(self, items: Iterable[tuple[Key, str, Iterable[str]]]):
        self._keys: list[Key] = []
        self._texts: list[str] = []
        item_of: list[int] = []
        for item, (key, label, aliases) in enumerate(items):
            self._keys.append(key)
            for text in (label, *aliases):
                self._texts.append(normalise(text))
                item_of.append(item)
        self._item_of = np.array(item_of, dtype=np.intp)
        self._number = {key: n for n, key in enumerate(self._keys)}
        self._index_words()

    def __len__(self) -> int:
        return len(self._keys)

    def _index_words(self) -> None:
        where: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self._texts):
            for word in set(text.split()):
                where[word].append(number)
        self._vocabulary = Vocabulary(where)
        self._texts_with = [np.array(where[word], dtype=np.intp) for word in self._vocabulary.words]
        self._rarity = [float(np.log1p(len(self._texts) / len(having))) for having in self._texts_with]
        self._mass = np.full(len(self._texts), 1e-9)
        for having, rarity in zip(self._texts_with, self._rarity, strict=True):
            self._mass[having] += rarity

    def restrict(self, keys: Collection[Key]) -> Restriction:
        """`keys` prepared for `search(within=…)`; unknown keys are ignored."""
        mask = np.zeros(len(self._keys), dtype=bool)
        mask[[self._number[key] for key in keys if key in self._number]] = True
        return Restriction(mask)

    def search(
        self, text: str, limit: int = 20, within: Collection[Key] | Restriction | None = None
    ) -> list[Hit]:
        """The best `limit` items for `text`, best first; nothing for a text without words.

        The last word may be unfinished. `within` keeps only those keys; many searches within the
        same keys are faster with the result of `restrict`.
        """
        words = tokens(text)[:_MOST_WORDS]
        if not words or not self._texts or limit < 1:
            return []
        best = np.zeros(len(self._keys))
        np.maximum.at(best, self._item_of, self._scores(words))
        if within is not None:
            chosen = within if isinstance(within, Restriction) else self.restrict(within)
            best[~chosen.mask] = 0
        return self._top(best, limit)

    def _scores(self, words: list[str]) -> np.ndarray:
        """Per text: how much of the question it answers, and how much of it was asked for."""
        asked = np.zeros(len(self._texts))
        covered = np.zeros(len(self._texts))
        total = 0.0
        for matches in self._vocabulary.matches(words):
            weight = self._weight(matches)
            total += weight
            near, rarity = self._nearest(matches)
            asked += near * weight
            covered += near * rarity
        scores = (1 - _COVERAGE) * asked / total + _COVERAGE * np.minimum(covered / self._mass, 1)
        return self._prefer_beginnings(scores, " ".join(words))

    def _weight(self, matches: Matches) -> float:
        """Rare words count more; a word nobody knows counts as the rarest."""
        if not matches:
            return float(np.log1p(len(self._texts)))
        return self._rarity[max(matches, key=matches.__getitem__)]

    def _nearest(self, matches: Matches) -> tuple[np.ndarray, np.ndarray]:
        """Per text, likeness and rarity of its word most like the one asked."""
        near = np.zeros(len(self._texts))
        rarity = np.zeros(len(self._texts))
        for word, likeness in sorted(matches.items(), key=lambda match: match[1]):
            having = self._texts_with[word]
            near[having] = likeness
            rarity[having] = self._rarity[word]
        return near, rarity

    def _prefer_beginnings(self, scores: np.ndarray, query: str) -> np.ndarray:
        leading = np.argpartition(scores, -100)[-100:] if len(scores) > 100 else np.arange(len(scores))
        for number in leading[scores[leading] > 0].tolist():
            if self._texts[number].startswith(query):
                scores[number] += _BEGINNING
        return scores / (1 + _BEGINNING)

    def _top(self, best: np.ndarray, limit: int) -> list[Hit]:
        candidates = np.flatnonzero(best >= _LEAST_SCORE)
        # Ties stay in catalogue order, so that the answer never depends on chance.
        order = candidates[np.lexsort((candidates, -best[candidates]))][:limit]
        return [Hit(self._keys[n], round(float(best[n]), 4)) for n in order.tolist()]
