"""Load an extract of SIHO: yearly figures of ESE, or of a department's hospitals of a level. Spec 3, "Spreadsheets"."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Q

from cauce.core.accounts.access import require_at_root
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.bulk import insert
from cauce.core.documents.storage import store_file
from cauce.core.documents.uploads import as_path, name_of
from cauce.core.errors import Invalid, Problem

from ..country import local, today
from ..models import Hospital, SihoFigure, SihoLoad
from ..policies import not_now
from ..queries.check_levels import InForce, in_force
from ..rules.amounts import plain
from ..rules.evaluation_file import BadInput
from ..rules.levels import PROBLEM_LEVELS
from ..rules.siho import USED, Group, check
from ..rules.siho_figures import Extracted, extracted, place_of
from ..rules.siho_file import csv_lines, read_groups, text_of
from ..rules.table import RULES
from .common import decimal_of, needed, settle


@action("riskplans.siho.load")
def load_siho(
    *,
    by: User,
    at: datetime,
    upload: Any,
    origin: str,
    synthetic: bool = False,
    confirmed: bool = False,
) -> tuple[SihoLoad, int]:
    """Take the whole extract or nothing: (the load, how many concepts have no row in the Cuadros).

    A figure that was loaded before is replaced. Raises Invalid with every problem by line or group; NotNow RP-98
    for the same file again. A broken identity (RP-99) stops the file or is confirmed, as configured that day.
    """
    root = require_at_root(by, Permission.RISK_CATALOGUE, "riskplans", at)
    origin = needed(origin, "de dónde viene el extracto", "origen")[:200]
    with as_path(upload) as path:
        groups = _groups(path)
        checks = in_force(today(at))
        warnings = settle(_broken_of(groups, checks), confirmed=confirmed)
        digest = store_file(path)
    earlier = SihoLoad.objects.filter(digest=digest).first()
    if earlier:
        raise not_now("RP-98", at=local(earlier.loaded_at))
    figures, unknown = extracted(groups)
    hospitals = _hospitals({group.ese for group in groups} - {""})
    _forget(groups, hospitals)
    load = SihoLoad.objects.create(
        name=name_of(upload)[-200:],
        digest=digest,
        origin=origin,
        synthetic=synthetic,
        figures=len(figures),
        checked_with=checks.version,
        warnings=len(warnings),
        loaded_at=at,
        loaded_by=by,
    )
    insert(
        SihoFigure,
        ("hospital_id", "department", "level", "year", "cuadro", "row", "value"),
        (_row(figure, hospitals) for figure in figures),
        load_id=load.pk,
    )
    facts = {"name": load.name, "figures": load.figures, "digest": digest}
    facts |= {"checks": checks.number, "warnings": sorted({problem.place for problem in warnings})}
    record(action="riskplans.siho.load", by=by, at=at, subject=load, place=root, data=facts, reason=origin)
    return load, len(unknown - USED)


def _groups(path: Path) -> dict[Group, dict[str, Any]]:
    try:
        lines = csv_lines(text_of(path.read_bytes()))
        groups = read_groups(lines, lambda key: key in USED or place_of(key), to_store=True)
    except BadInput as bad:
        raise Invalid(bad.problems) from bad
    return groups


def _broken_of(groups: dict[Group, dict[str, Any]], checks: InForce) -> list[Problem]:
    """Every broken identity, with the level of its check."""
    return [
        replace(_broken(b), level=PROBLEM_LEVELS[checks.levels[b.identity.name]])
        for b in check(groups).broken
    ]


def _broken(found: Any) -> Problem:
    group = found.group
    where = " · ".join(filter(None, (group.ese, group.departamento, str(group.anio), f"nivel {group.nivel}")))
    return RULES["RP-99"].problem(
        found.identity.name,
        where=where,
        sentence=found.identity.sentence,
        expected=plain(found.expected),
        found=plain(found.found),
    )


def _hospitals(codes: set[str]) -> dict[str, int]:
    found = dict(Hospital.objects.filter(code__in=codes).values_list("code", "pk"))
    problems = [RULES["RP-97"].problem("codigo_ese", code=code) for code in sorted(codes - found.keys())]
    if problems:
        raise Invalid(problems)
    return found


def _forget(groups: dict[Group, Any], hospitals: dict[str, int]) -> None:
    """Earlier figures of the same groups give way to the new ones."""
    for group in groups:
        mine = (
            Q(hospital=hospitals[group.ese])
            if group.ese in hospitals
            else Q(hospital=None, department=group.departamento, level=group.nivel)
        )
        SihoFigure.objects.filter(mine, year=group.anio).delete()


def _row(figure: Extracted, hospitals: dict[str, int]) -> tuple[Any, ...]:
    group = figure.group
    hospital = hospitals.get(group.ese)
    return (
        hospital,
        group.departamento,
        group.nivel,
        group.anio,
        figure.cuadro,
        figure.row,
        decimal_of(figure.value),
    )
