"""The pictures of an indicator: its trend, and maps by region of health and by province of residence."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from cauce.core.organisations.models import OrgUnit
from cauce.indicators.query import ALL
from cauce.web.chart_kinds import lines
from cauce.web.charts import Figure
from cauce.web.value_map import Spot, value_map

from .models import Facility, Standard
from .queries.dimensions import provinces
from .queries.reading import Compared, Reading, Table, meets, period_words

STATES = {True: "meets", False: "below", None: "unknown"}


def state_words() -> dict[str, str]:
    """What each state beside the standard is called."""
    return {"meets": _("Alcanza el estándar"), "below": _("No lo alcanza"), "unknown": _("Sin comparar")}


def trend_figure(reading: Reading) -> Figure | None:
    """The periods as a line, when there are two or more with a value."""
    unit = reading.indicator.unit_with(reading.factor)
    known = [(period_words(p), unit, float(v.value)) for p, v in reading.trend if v.value is not None]
    if len(known) < 2:
        return None
    return lines(_("Tendencia"), known, measure=unit, decimals=reading.indicator.digits)


def region_map(reading: Reading, compared: Sequence[Compared]) -> Figure | None:
    """The regions of health, each at the mean of its facilities' provinces."""
    regions = [c for c in compared if c.place.kind == OrgUnit.Kind.REGION and c.value.value is not None]
    places = _centres([c.place for c in regions])
    spots = [
        Spot(
            c.place.name.removeprefix("Región de Salud de "), *places[c.place.pk], float(c.value.value or 0),
            float(c.value.denominator or c.value.numerator or 0), STATES[c.meets],
        )
        for c in regions
        if c.place.pk in places
    ]  # fmt: skip
    return _map(_("Por región de salud"), spots, reading) if len(spots) > 1 else None


def province_map(reading: Reading, table: Table, standard: Standard | None) -> Figure | None:
    """The provinces of residence."""
    spots = []
    for line in table.lines:
        row = provinces().get(line.key[0] or "") if line.key[0] != ALL else None
        if row is None or line.value.value is None:
            continue
        state = STATES[meets(reading.indicator, line.value, standard, reading.period)]
        size = float(line.value.denominator or line.value.numerator or 0)
        point = float(row["latitude"]), float(row["longitude"])
        spots.append(Spot(row["name"], *point, float(line.value.value), size, state))
    return _map(_("Por provincia de residencia"), spots, reading) if len(spots) > 1 else None


def _map(title: str, spots: list[Spot], reading: Reading) -> Figure | None:
    return value_map(
        title,
        spots,
        measure=reading.indicator.unit_with(reading.factor),
        counted=_("Denominador") if reading.indicator.denominator else _("Cuenta"),
        words=state_words(),
        decimals=reading.indicator.digits,
    )


def _centres(regions: Iterable[OrgUnit]) -> dict[int, tuple[float, float]]:
    """Region's id → the mean point of the provinces of its facilities."""
    points: dict[int, list[tuple[float, float]]] = {}
    ids = [region.pk for region in regions]
    found = Facility.objects.filter(unit__parent__in=ids).values_list("unit__parent", "province").distinct()
    for region, province in found:
        if row := provinces().get(province):
            points.setdefault(region, []).append((float(row["latitude"]), float(row["longitude"])))
    return {pk: (sum(y for y, _x in p) / len(p), sum(x for _y, x in p) / len(p)) for pk, p in points.items()}
