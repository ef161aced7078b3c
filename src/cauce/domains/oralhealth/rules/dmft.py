"""Caries experience from tooth charts: CPOD (DMFT, 0 to 32), ceod (dmft, 0 to 20), their parts and the SiC index.

Teeth by FDI two-digit notation; crowns by WHO codes (Oral Health Surveys, Basic Methods): permanent 0 sound,
1 decayed, 2 filled and decayed, 3 filled, 4 missing due to caries, 5 missing for another reason, 6 sealant,
7 bridge abutment, special crown or implant, 8 unerupted, 9 not recorded, T trauma; primary A sound, B decayed,
C filled and decayed, D filled, E extracted due to caries, F sealant, G special crown, T trauma.

- C (cariados): 1, 2 · P (perdidos): 4, and from 30 years of age also 5 (WHO) · O (obturados): 3.
- c: B, C · e: E · o: D.
- Ranges: source 004, p. 45. The RDA has no tooth in it (A30), so this reads the epidemiological form.
- SiC: mean of the third of the persons with the highest count. When n is not a multiple of 3 the third is
  n/3 rounded up (at least one person). Ties at the cut do not matter: whoever is taken has the same count.
- All figures are exact until the last step and rounded half up to two decimals. sd divides by n − 1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

PERMANENT = frozenset(f"{q}{n}" for q in "1234" for n in range(1, 9))
PRIMARY = frozenset(f"{q}{n}" for q in "5678" for n in range(1, 6))
PERMANENT_CODES = frozenset("0123456789T")
PRIMARY_CODES = frozenset("ABCDEFGT")
MAX_CPOD, MAX_CEOD = 32, 20
MISSING_ANY_CAUSE_AGE = 30  # from this age a tooth missing for any reason counts as lost
_DIGITS = Decimal("0.01")
_EXAMINED = PERMANENT_CODES - {"9"}  # 9 says nothing about the tooth


@dataclass(frozen=True, slots=True)
class Counts:
    """Decayed, missing and filled teeth of one person in one dentition; None parts when only the total is known."""

    total: int
    decayed: int | None = None
    missing: int | None = None
    filled: int | None = None


@dataclass(frozen=True, slots=True)
class Exam:
    """One person. `cpod`, `ceod`: None when no tooth of that dentition was recorded."""

    id: str
    age: int | None = None
    sex: str = ""
    group: str = ""
    cpod: Counts | None = None
    ceod: Counts | None = None

    @property
    def caries_free(self) -> bool:
        """No caries experience in any dentition examined."""
        return not any(c.total for c in (self.cpod, self.ceod) if c)


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of a group for one index. sd is None for one person; parts are None where they are not known.

    parts: total and mean of decayed, missing and filled. sic_n: persons in the highest third.
    """

    n: int
    mean: Decimal
    sd: Decimal | None
    parts: tuple[tuple[int, Decimal], ...] | None
    pct_caries_free: Decimal
    sic: Decimal
    sic_n: int


def is_code(tooth: str, code: str) -> bool:
    """Whether `code` may be written for `tooth`; "" (nothing recorded) always may."""
    return code == "" or code in (PERMANENT_CODES if tooth in PERMANENT else PRIMARY_CODES)


def count_permanent(teeth: Mapping[str, str], age: int | None) -> Counts | None:
    """CPOD of one person. teeth: FDI number → crown code. None when no permanent tooth was recorded."""
    codes = [code for tooth, code in teeth.items() if tooth in PERMANENT and code]
    if not any(code in _EXAMINED for code in codes):
        return None
    lost = "45" if age is not None and age >= MISSING_ANY_CAUSE_AGE else "4"
    return _counts(codes, "12", lost, "3")


def count_primary(teeth: Mapping[str, str]) -> Counts | None:
    """ceod of one person. None when no primary tooth was recorded."""
    codes = [code for tooth, code in teeth.items() if tooth in PRIMARY and code]
    return _counts(codes, "BC", "E", "D") if codes else None


def _counts(codes: Sequence[str], decayed: str, missing: str, filled: str) -> Counts:
    parts = [sum(code in wanted for code in codes) for wanted in (decayed, missing, filled)]
    return Counts(sum(parts), *parts)


def examine(id_: str, teeth: Mapping[str, str], age: int | None, sex: str = "", group: str = "") -> Exam:
    """An exam from a tooth chart. Raises ValueError naming the first tooth or code that does not exist."""
    for tooth, code in teeth.items():
        if tooth not in PERMANENT | PRIMARY:
            raise ValueError(f"tooth {tooth!r} does not exist")
        if not is_code(tooth, code):
            raise ValueError(f"{code!r} is no code of tooth {tooth}")
    return Exam(id_, age, sex, group, count_permanent(teeth, age), count_primary(teeth))


def summarise(counts: Iterable[Counts | None]) -> Summary | None:
    """Figures of a group; None when nobody has the dentition. The order of the persons does not matter."""
    known = [c for c in counts if c is not None]
    if not known:
        return None
    totals = sorted((c.total for c in known), reverse=True)
    n, third = len(totals), -(-len(totals) // 3)
    return Summary(
        n=n,
        mean=_round(Fraction(sum(totals), n)),
        sd=_deviation(totals),
        parts=_parts(known),
        pct_caries_free=_round(Fraction(100 * totals.count(0), n)),
        sic=_round(Fraction(sum(totals[:third]), third)),
        sic_n=third,
    )


def _parts(known: Sequence[Counts]) -> tuple[tuple[int, Decimal], ...] | None:
    rows = [(c.decayed, c.missing, c.filled) for c in known]
    if any(part is None for row in rows for part in row):
        return None
    sums = [sum(part or 0 for part in column) for column in zip(*rows, strict=True)]
    return tuple((total, _round(Fraction(total, len(known)))) for total in sums)


def _deviation(totals: Sequence[int]) -> Decimal | None:
    """Sample standard deviation; its square is exact, so the rounding is too."""
    n = len(totals)
    if n < 2:
        return None
    variance = (n * sum(t * t for t in totals) - sum(totals) ** 2) / Fraction(n * (n - 1))
    with localcontext() as context:
        context.prec = 60
        root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
        return root.quantize(_DIGITS, ROUND_HALF_UP)


def _round(value: Fraction) -> Decimal:
    """Half up, exactly: counts are never negative."""
    return Decimal((value * 200 + 1) // 2) / 100 if value else Decimal(0)
