"""CPOD, ceod and SiC on the page: tiles, tables, a chart, and how the third was taken, in words."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cauce.web.charts import Figure, figure
from cauce.web.ui.numbers import number, percent

from .rules.dmft import Exam
from .rules.dmft_groups import Group, Index, age, age_band, by, group_of, named_group, sex

UNKNOWN = "Sin dato"
CUTS = (
    (gettext_lazy("Por edad"), age),
    (gettext_lazy("Por grupo de edad"), age_band),
    (gettext_lazy("Por sexo"), sex),
    (gettext_lazy("Por grupo o sección"), named_group),
)
WIDTH, ROW = 640, 26


def figures(exams: Sequence[Exam]) -> dict[str, Any]:
    """Everything the page shows of some exams; `whole` None when there are none."""
    if not exams:
        return {"whole": None}
    whole = group_of(None, exams)
    ages = by(exams, age)
    return {
        "whole": whole,
        "tiles": tiles(whole),
        "thirds": [(index.name, say_third(index)) for index in (whole.cpod, whole.ceod) if index],
        "cuts": [(title, held) for title, key in CUTS if _told(held := by(exams, key))],
        "unknown": UNKNOWN,
        "chart": chart(ages) if any(group.label is not None for group in ages) else None,
    }


def _told(groups: Sequence[Group]) -> bool:
    return any(group.label is not None for group in groups)


def tiles(whole: Group) -> list[tuple[str, str, str]]:
    """The figures of the whole group."""
    rows = [(_("Examinados"), number(whole.persons), "")]
    for index in (whole.cpod, whole.ceod):
        if index is None:
            continue
        parts = " · ".join(f"{letter} {number(mean, 2)}" for letter, _total, mean in index.components)
        rows += [
            (f"{index.name} ({_('media')})", number(index.summary.mean, 2), parts),
            (
                f"SiC · {index.name}",
                number(index.summary.sic, 2),
                ngettext("%(n)s persona", "%(n)s personas", index.third.taken)
                % {"n": number(index.third.taken)},
            ),
        ]
    free = None if whole.caries_free is None else whole.caries_free / 100
    return [*rows, (_("Libres de caries"), percent(free, 1), _("sin experiencia en las denticiones vistas"))]


def say_third(index: Index) -> str:
    """How the third was taken, and whether the cut divides a tie."""
    third = index.third
    words = _("El tercio de %(n)s personas es n/3 = %(exact)s") % {"n": number(third.n), "exact": third.exact}
    if third.rounded:
        words += _(", hacia arriba: %(taken)s") % {"taken": number(third.taken)}
    words += ". "
    if third.has_tie:
        return words + _(
            "En el corte empatan %(tied)s personas con %(cut)s y entran %(inside)s: da igual cuáles, la media es la misma."
        ) % {"tied": number(third.tied), "cut": number(third.cut), "inside": number(third.inside)}
    return words + _("No hay empate en el corte.")


def chart(groups: Sequence[Group]) -> Figure:
    """Means by age: stacked parts of CPOD (C, P, O) beside those of ceod (c, e, o)."""
    order = ["C", "P", "O", "c", "e", "o"]
    data = [
        {
            "l": f"{group.label or UNKNOWN} · {index.name}",
            "s": letter,
            "v": float(mean),
            "o": order.index(letter),
        }
        for group in groups
        for index in (group.cpod, group.ceod)
        if index
        for letter, _total, mean in index.components
    ]
    labels = list(dict.fromkeys(row["l"] for row in data))
    spec = {
        "data": {"values": data},
        "width": WIDTH,
        "height": max(ROW * len(labels), ROW),
        "mark": {"type": "bar", "stroke": "@line", "strokeWidth": 1, "height": {"band": 0.72}},
        "encoding": {
            "y": {"field": "l", "type": "nominal", "sort": None, "title": None},
            "x": {
                "field": "v", "type": "quantitative", "title": _("Dientes por persona"),
                "axis": {"format": ".1f", "tickCount": 8},
            },
            "color": {
                "field": "s", "type": "nominal", "title": None,
                "scale": {"domain": order, "range": [f"@{n}" for n in range(1, 7)]},
            },
            "order": {"field": "o"},
        },
    }  # fmt: skip
    rows = [[label, *(number(_value(data, label, s), 2) for s in order)] for label in labels]
    return figure(
        spec,
        title=_("Dientes afectados por persona, según la edad"),
        alt=_alt(groups),
        size=(WIDTH + 180, ROW * len(labels) + 90),
        header=[_("Edad e índice"), *order],
        rows=rows,
        note=_("C, P, O: cariados, perdidos y obturados permanentes; c, e, o: temporales."),
    )


def _value(data: Sequence[dict[str, Any]], label: str, letter: str) -> float | None:
    return next((row["v"] for row in data if row["l"] == label and row["s"] == letter), None)


def _alt(groups: Sequence[Group]) -> str:
    told = [
        f"{group.label or UNKNOWN}: "
        + ", ".join(f"{i.name} {number(i.summary.mean, 2)}" for i in (group.cpod, group.ceod) if i)
        for group in groups
    ]
    return _("Medias por edad. %(told)s.") % {"told": "; ".join(told)}
