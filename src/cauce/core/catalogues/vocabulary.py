"""The words of a catalogue, and which of them a typed word may mean.

Comparing with the vocabulary (a few thousand words) instead of every name is what keeps a search
over 15,000 names within a few milliseconds (see benchmarks/catalogue_search.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from .text import sound_of

Matches = dict[int, float]  # number of a vocabulary word → likeness, from 0 to 1

_SAME_SOUND = 0.95
_JOINED = 0.95
_UNFINISHED = 0.92  # the last word, which the person may still be typing
_SHORTENED = 0.8  # a word in the middle cut short
_LONGEST_FUZZY = 40  # a longer "word" is not a word


class Vocabulary:
    """Distinct normalised words, sorted; a word's number is its place."""

    def __init__(self, words: Iterable[str]):
        self.words = sorted(set(words))
        self.number = {word: n for n, word in enumerate(self.words)}
        self._sounds = [sound_of(word) for word in self.words]
        self._by_sound = sorted((sound, n) for n, sound in enumerate(self._sounds))

    def matches(self, typed: list[str]) -> list[Matches]:
        """For each typed word (normalised) the vocabulary words it may mean."""
        found = [self._plain(word, last=n == len(typed) - 1) for n, word in enumerate(typed)]
        for n, (left, right) in enumerate(pairwise(typed)):  # "apendice ctomia"
            joined = self.number.get(left + right)
            if joined is not None:
                found[n][joined] = found[n + 1][joined] = _JOINED
        self._add_misspelt(typed, found)
        return found

    def _plain(self, word: str, *, last: bool) -> Matches:
        """The word itself, those that sound like it, and those that begin with it."""
        found: Matches = {}
        sound = sound_of(word)
        if last or len(word) >= 4:
            ceiling = _UNFINISHED if last else _SHORTENED
            if len(sound) >= 3:
                for n in self._sounding(sound):
                    found[n] = _SAME_SOUND * ceiling * _finished(sound, self._sounds[n])
            for n in self._beginning(word):
                found[n] = ceiling * _finished(word, self.words[n])
        if sound:
            for n in self._sounding(sound, whole=True):
                found[n] = _SAME_SOUND
        if word in self.number:
            found[self.number[word]] = 1.0
        return found

    def _beginning(self, start: str) -> Iterator[int]:
        n = bisect_left(self.words, start)
        while n < len(self.words) and self.words[n].startswith(start):
            yield n
            n += 1

    def _sounding(self, sound: str, *, whole: bool = False) -> Iterator[int]:
        at = bisect_left(self._by_sound, (sound, -1))
        while at < len(self._by_sound):
            heard, n = self._by_sound[at]
            if not (heard == sound if whole else heard.startswith(sound)):
                return
            yield n
            at += 1

    def _add_misspelt(self, typed: list[str], found: list[Matches]) -> None:
        """Words few slips away (a swap of neighbours is one), as written and as they sound.

        Even a known word may be a slip for another ("retina" for "resina"): one slip is granted.
        """
        pairs = [(w, f) for w, f in zip(typed, found, strict=True) if 3 <= len(w) <= _LONGEST_FUZZY]
        if not pairs or not self.words:
            return
        written = [word for word, _ in pairs]
        heard = [sound_of(word) for word in written]
        slips = [1 if word in self.number else _allowed(len(word)) for word in written]
        for asked, known, ceiling in ((written, self.words, 1.0), (heard, self._sounds, _SAME_SOUND)):
            rows = cdist(asked, known, scorer=OSA.distance, score_cutoff=max(slips), dtype=np.uint8)
            for row, word, most, (_, matches) in zip(rows, asked, slips, pairs, strict=True):
                for n in np.flatnonzero(row <= most).tolist():
                    like = ceiling * _likeness(int(row[n]), len(word), len(known[n]))
                    matches[n] = max(like, matches.get(n, 0.0))


def _allowed(length: int) -> int:
    """How many slips a word of that many letters may carry."""
    return 0 if length < 3 else 1 if length <= 4 else 2 if length <= 8 else 3


def _likeness(slips: int, asked: int, known: int) -> float:
    return 1 - 1.1 * slips / (max(asked, known) + 1)


def _finished(start: str, whole: str) -> float:
    return 0.8 + 0.2 * len(start) / len(whole)
