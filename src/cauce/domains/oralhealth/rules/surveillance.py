"""Protective factors and costs as typed (source 004, p. 48). Pure."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cauce.core.errors import Problem

from .codes import Codebook
from .epidemiology import broken
from .flow import broken as flow_broken
from .reading import cell, day
from .table import broken as rda_broken

WATER = "fluor-agua"
WATER_GUIDE = Decimal("1.5")  # mg/L, WHO Guidelines for drinking-water quality
_DECIMAL = re.compile(r"[0-9]{1,7}([.,][0-9]{1,3})?")
_MONEY = re.compile(r"[0-9]{1,10}([.,][0-9]{1,2})?")
_MONTH = re.compile(r"(20[0-9]{2})-?(0[1-9]|1[0-2])")


def read_factor(typed: Mapping[str, Any], place: str, book: Codebook) -> tuple[dict[str, Any], list[Problem]]:
    """kind, date, point and value of a measurement; mg/L for water, whole applications for the others."""
    problems: list[Problem] = []
    values: dict[str, Any] = {
        "kind": cell(typed, "kind"),
        "date": day(cell(typed, "date")),
        "point": cell(typed, "point")[:120],
    }
    if values["kind"] not in book.lists["protective_factor"]:
        problems.append(broken("OE-50", f"{place}.kind", value=values["kind"][:20]))
    if values["date"] is None:
        problems.append(rda_broken("OH-02", f"{place}.date", value=cell(typed, "date")[:20]))
    if not values["point"]:
        problems.append(broken("OE-52", f"{place}.point"))
    values["value"] = _amount(cell(typed, "value"), values["kind"] == WATER, f"{place}.value", problems)
    if values["kind"] == WATER and values["value"] is not None and values["value"] > WATER_GUIDE:
        problems.append(broken("OE-53", f"{place}.value", value=values["value"]))
    return values, problems


def _amount(text: str, is_water: bool, place: str, problems: list[Problem]) -> Decimal | None:
    if is_water:
        what, form, fits = "una concentración", "mg/L con hasta tres decimales", _DECIMAL.fullmatch(text)
    else:
        what, form = "un número de aplicaciones", "un entero de 0 en adelante"
        fits = re.fullmatch(r"[0-9]{1,7}", text)
    if not fits:
        problems.append(broken("OE-51", place, value=text[:20], what=what, form=form))
        return None
    return Decimal(text.replace(",", "."))


def read_cost(typed: Mapping[str, Any], place: str, book: Codebook) -> tuple[dict[str, Any], list[Problem]]:
    """month (202603), activity or programme, and amount in balboas."""
    problems: list[Problem] = []
    month = _MONTH.fullmatch(cell(typed, "month"))
    activity, programme = cell(typed, "activity"), cell(typed, "programme")
    values: dict[str, Any] = {
        "month": int(month[1] + month[2]) if month else None,
        "activity": activity,
        "programme": programme,
    }
    if month is None:
        problems.append(flow_broken("OH-130", f"{place}.month", value=cell(typed, "month")[:20]))
    if bool(activity) == bool(programme):
        problems.append(broken("OE-60", f"{place}.activity"))
    if activity and activity not in book.procedures:
        problems.append(broken("OE-61", f"{place}.activity", value=activity[:10], what="una actividad"))
    if programme and programme not in book.lists["programme"]:
        problems.append(broken("OE-61", f"{place}.programme", value=programme[:10], what="un programa"))
    text = cell(typed, "amount")
    if not _MONEY.fullmatch(text):
        form = "balboas con hasta dos decimales"
        problems.append(broken("OE-51", f"{place}.amount", value=text[:20], what="un monto", form=form))
    else:
        values["amount"] = Decimal(text.replace(",", "."))
    return values, problems
