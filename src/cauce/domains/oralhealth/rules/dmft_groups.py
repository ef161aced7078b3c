"""CPOD, ceod and SiC of a group of exams and of its parts, as the pages show them. Pure.

The same figures as dmft_report.py (which makes JSON); here exact decimals, with how the third was taken.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .ages import STANDARD, band_of
from .dmft import Counts, Exam, Summary, summarise

CPOD, CEOD = "CPOD", "ceod"
Key = Callable[[Exam], str | None]


@dataclass(frozen=True, slots=True)
class Third:
    """How the highest third was taken. exact: n/3 as written; taken: persons; cut: the lowest count among them;
    tied: persons with that count, of whom `inside` are in the third."""

    n: int
    exact: str
    taken: int
    cut: int
    tied: int
    inside: int

    @property
    def rounded(self) -> bool:
        """n is no multiple of 3."""
        return self.n % 3 != 0

    @property
    def has_tie(self) -> bool:
        """The cut divides persons with the same count: whoever is taken, the mean is the same."""
        return self.inside < self.tied


@dataclass(frozen=True, slots=True)
class Index:
    """One index of a group: its figures and its third."""

    name: str
    summary: Summary
    third: Third

    @property
    def components(self) -> list[tuple[str, int, Decimal]]:
        """(letter, teeth, mean) of the three parts; none when only totals are known."""
        letters = "CPO" if self.name == CPOD else "ceo"
        return [(letter, *part) for letter, part in zip(letters, self.summary.parts or (), strict=False)]


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the exams: its label (None: unknown), persons, both indexes and who has no caries experience."""

    label: str | None
    persons: int
    cpod: Index | None
    ceod: Index | None
    caries_free: Decimal | None


def third_of(totals: Iterable[int]) -> Third:
    """How the highest third of the counts is taken; at least one person must be given."""
    held = sorted(totals, reverse=True)
    n, taken = len(held), -(-len(held) // 3)
    cut = held[taken - 1]
    return Third(n, _written(n), taken, cut, held.count(cut), held[:taken].count(cut))


def _written(n: int) -> str:
    whole, rest = divmod(n, 3)
    return f"{whole}" if not rest else f"{whole}.{'33' if rest == 1 else '67'}"


def index_of(name: str, counts: Iterable[Counts | None]) -> Index | None:
    """One index; None when nobody has the dentition."""
    known = [c for c in counts if c is not None]
    summary = summarise(known)
    return Index(name, summary, third_of(c.total for c in known)) if summary else None


def group_of(label: str | None, exams: Sequence[Exam]) -> Group:
    """Both indexes of some exams."""
    seen = [e for e in exams if e.cpod or e.ceod]
    free = Fraction(100 * sum(e.caries_free for e in seen), len(seen)) if seen else None
    return Group(
        label,
        len(exams),
        index_of(CPOD, (e.cpod for e in exams)),
        index_of(CEOD, (e.ceod for e in exams)),
        None if free is None else Decimal((free * 200 + 1) // 2) / 100,
    )


def by(exams: Iterable[Exam], key: Key) -> list[Group]:
    """A group for each value of the key, in the order of age; the unknown last."""
    found: dict[str | None, list[Exam]] = {}
    for exam in sorted(exams, key=lambda e: (e.age is None, e.age or 0)):
        found.setdefault(key(exam) or None, []).append(exam)
    return [group_of(label, held) for label, held in sorted(found.items(), key=lambda item: item[0] is None)]


def age(exam: Exam) -> str | None:
    """By completed years."""
    return None if exam.age is None else str(exam.age)


def age_band(exam: Exam) -> str | None:
    """By the standard age group."""
    key = band_of(exam.age, STANDARD)
    return next((band.label for band in STANDARD if band.key == key), None)


def sex(exam: Exam) -> str | None:
    """By sex."""
    return {"1": "Masculino", "2": "Femenino"}.get(exam.sex)


def named_group(exam: Exam) -> str | None:
    """By the pupils' group."""
    return exam.group or None
