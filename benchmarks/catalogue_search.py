"""Search quality and latency over 15,000 names, beside plain rapidfuzz over the whole list.

    PYTHONPATH=src python -m benchmarks.catalogue_search [--names 15000] [--questions 400]

Names: the 6,010 products of the demo catalogue, and further ones made of them ("… en edad
pediátrica", "… subsecuente"). Questions, by fixed seed: a whole name with one slip in its rarest
word, where only that very name is right; and the two rarest words of a name with one slip, where
any name holding both words is right.
"""

import random
import re
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median, quantiles

from rapidfuzz import fuzz, process

from benchmarks.measuring import parser, save
from cauce.core.catalogues.search import SearchIndex
from cauce.core.catalogues.text import normalise
from cauce.reference_data.files import CATALOGUE, read_csv

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ENDINGS = ("en edad pediátrica", "subsecuente", "con anestesia general", "de urgencia", "ambulatoria")


def names_up_to(count: int) -> list[str]:
    """The catalogue's names, completed up to `count` by adding an ending."""
    names = [r["label"] for r in read_csv(CATALOGUE / "1" / "entries.csv") if r["kind"] == "product"]
    known = set(names)
    more = (f"{name} {ending}" for ending in ENDINGS for name in list(names) if ending not in name)
    for name in more:
        if len(names) >= count:
            break
        if name not in known:
            names.append(name)
    return names[:count]


def slips(word: str, at: int, chance: random.Random) -> dict[str, str]:
    """The word with each kind of slip at that place."""
    return {
        "swap": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        "drop": word[:at] + word[at + 1 :],
        "double": word[: at + 1] + word[at:],
        "replace": word[:at] + chance.choice(LETTERS) + word[at + 1 :],
        "phonetic": _phonetic(word),
    }


def _phonetic(word: str) -> str:
    for pattern, wrong in (("v", "b"), ("z", "s"), ("c(?=[ei])", "s"), ("b", "v"), ("^h", ""), ("ll", "y")):
        changed = re.sub(pattern, wrong, word, count=1)
        if changed != word:
            return changed
    return word


@dataclass(frozen=True)
class Question:
    """What is typed, the name meant, and the words an answer must hold (none: only that name)."""

    kind: str
    text: str
    meant: str
    words: frozenset[str] = frozenset()

    def is_answered_by(self, name: str) -> bool:
        if not self.words:
            return name == self.meant
        return self.words <= set(normalise(name).split())


def questions(names: list[str], count: int, seed: int = 7) -> list[Question]:
    """Up to `count` questions of each kind."""
    chance = random.Random(seed)
    seen = Counter(word for name in names for word in set(normalise(name).split()))
    asked = []
    for name in chance.sample(names, count):
        words = normalise(name).split()
        rarest = sorted({w for w in words if len(w) >= 5}, key=lambda w: (seen[w], w))[:2]
        if not rarest:
            continue
        word = rarest[0]
        for kind, slipped in slips(word, chance.randrange(len(word) - 1), chance).items():
            whole = " ".join(slipped if w == word else w for w in words)
            asked.append(Question(f"whole name, {kind}", whole, name))
            two = " ".join([slipped, *rarest[1:]])
            asked.append(Question(f"two words, {kind}", two, name, frozenset(rarest)))
        asked.append(Question("whole name, accents", normalise(name), name))
        cut = " ".join(w[: max(4, len(w) - 3)] for w in words)
        asked.append(Question("whole name, unfinished words", cut, name))
    return asked


def measure(search, asked: list[Question]) -> dict:
    """Recall at 1 and at 10 by kind of slip, and latency in milliseconds."""
    first, ten, total, times = Counter(), Counter(), Counter(), []
    for question in asked:
        start = time.perf_counter()
        answers = search(question.text)
        times.append((time.perf_counter() - start) * 1000)
        right = [question.is_answered_by(name) for name in answers]
        total[question.kind] += 1
        first[question.kind] += right[:1] == [True]
        ten[question.kind] += any(right[:10])
    recall = {
        kind: {"at_1": round(first[kind] / n, 4), "at_10": round(ten[kind] / n, 4), "questions": n}
        for kind, n in total.items()
    }
    everything = {
        "at_1": round(first.total() / total.total(), 4),
        "at_10": round(ten.total() / total.total(), 4),
        "questions": total.total(),
    }
    return {
        "recall": everything,
        "recall_by_slip": recall,
        "p50_ms": round(median(times), 2),
        "p95_ms": round(quantiles(times, n=20)[-1], 2),
        "max_ms": round(max(times), 2),
    }


def main() -> None:
    """Run both and write the result."""
    options = parser(__doc__)
    options.add_argument("--names", type=int, default=15_000)
    options.add_argument("--questions", type=int, default=400)
    options.add_argument("--peer-questions", type=int, default=40)
    chosen = options.parse_args()
    if chosen.small:
        chosen.names, chosen.questions, chosen.peer_questions = 800, 20, 3
    names = names_up_to(chosen.names)
    start = time.perf_counter()
    index = SearchIndex((name, name, ()) for name in names)
    built = time.perf_counter() - start
    plain = [normalise(name) for name in names]

    def peer(text: str) -> list[str]:
        found = process.extract(text, plain, scorer=fuzz.WRatio, limit=10)
        return [names[n] for _, _, n in found]

    result = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "names": len(names),
        "build_s": round(built, 2),
        "cauce": measure(
            lambda text: [hit.key for hit in index.search(text, limit=10)],
            questions(names, chosen.questions),
        ),
        "peer: rapidfuzz.process.extract(WRatio) over every name": measure(
            peer, questions(names, chosen.peer_questions)
        ),
    }
    print(save("catalogue_search", result, small=chosen.small))


if __name__ == "__main__":
    main()
