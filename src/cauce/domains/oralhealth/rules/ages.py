"""Age bands, in completed years (source 004, fichas, decisions A20, A22, A23)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """An age band, both ends inside; `upper` None is open."""

    key: str
    label: str
    lower: int
    upper: int | None

    def holds(self, years: int) -> bool:
        """Whether an age in completed years falls in the band."""
        return self.lower <= years and (self.upper is None or years <= self.upper)


def _bands(*rows: tuple[str, str, int, int | None]) -> tuple[Band, ...]:
    return tuple(Band(*row) for row in rows)


_60 = ("60+", "60 y más", 60, None)

# A20: the fichas print "Menor de 1 año, 4 a 9", losing ages 1 to 3; 1–4 and 5–9 close the gap.
STANDARD = _bands(
    ("0", "Menor de 1 año", 0, 0),
    ("1-4", "1 a 4", 1, 4),
    ("5-9", "5 a 9", 5, 9),
    ("10-14", "10 a 14", 10, 14),
    ("15-19", "15 a 19", 15, 19),
    ("20-59", "20 a 59", 20, 59),
    _60,
)
AS_PRINTED = _bands(
    ("0", "Menor de 1 año", 0, 0),
    ("4-9", "4 a 9", 4, 9),
    ("10-14", "10 a 14", 10, 14),
    ("15-19", "15 a 19", 15, 19),
    ("20-59", "20 a 59", 20, 59),
    _60,
)
# A22: the ficha of I-18 prints 15–19, 20–59 and 60 and over for pregnant women.
MATERNAL = _bands(("10-14", "10 a 14", 10, 14), ("15-19", "15 a 19", 15, 19), ("20-49", "20 a 49", 20, 49))

BANDS: dict[str, tuple[Band, ...]] = {
    "age_group": STANDARD,
    "age_group_printed": AS_PRINTED,
    "age_group_maternal": MATERNAL,
}


def band_of(years: int | None, bands: tuple[Band, ...] = STANDARD) -> str | None:
    """The key of the band that holds the age; None for an unknown age or one that no band holds."""
    if years is None:
        return None
    return next((band.key for band in bands if band.holds(years)), None)
