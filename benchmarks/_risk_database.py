"""Risk plans at national size, by fixed seed: ESE in departments, quarters of reports, figures of every Cuadro.

A report of a quarter holds the executed cells that the Cuadros have and its programmed ones; the rest up to `figures`
are of a Cuadro that no consolidated asks for, so that the tables and their indexes are as large as they would be.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

AT = datetime(2026, 4, 20, 15, tzinfo=UTC)
PLACES = 32
SEED = 20260420
MOST, MOST_PERCENT = 99_000_000, 100


def quarters(years: int) -> list[str]:
    """The quarters of the last `years` years to 2025, oldest first."""
    return [f"{year}Q{number}" for year in range(2026 - years, 2026) for number in (1, 2, 3, 4)]


def build(hospitals: int, years: int, figures: int) -> dict[str, Any]:
    """Fill the connected, migrated and empty database; returns its sizes and the people who act."""

    from django.db import transaction

    from cauce.core.accounts.models import Grant, User
    from cauce.core.bulk import insert
    from cauce.core.organisations.actions import place_under
    from cauce.core.statistics import refresh_statistics
    from cauce.domains.riskplans import actions
    from cauce.domains.riskplans.models import (
        Figure,
        Hospital,
        Plan,
        PlannedFigure,
        PlanVersion,
        QuarterReport,
        Section,
    )
    from cauce.domains.riskplans.rules.cells import executed_cells, planned_cells
    from cauce.domains.riskplans.rules.cuadros import CUADROS, PRODUCTION, Kind, due_in

    OrgUnit = Hospital._meta.get_field("unit").related_model
    kind, rng = OrgUnit.Kind, random.Random(SEED)
    top = place_under(
        OrgUnit(kind=kind.SECTOR, code="COLOMBIA", name="Colombia", parent=None, synthetic=True, country="CO")
    )
    homes = [
        place_under(
            OrgUnit(
                kind=kind.ENTITY, code=f"CO-{n:02d}", name=f"Departamento {n:02d}", parent=top, synthetic=True
            )
        )
        for n in range(min(PLACES, hospitals))
    ]
    people = {}
    for role in ("risk_officer", "risk_territory", "risk_evaluator", "risk_catalogue"):
        people[role] = User.objects.create(username=role, email=f"{role}@example.org")
        Grant.objects.create(
            user=people[role], role=role, place=top, starts_at=datetime(2000, 1, 1, tzinfo=UTC)
        )
    names = [row.key for row in PRODUCTION.rows if not row.sum_of]
    actions.publish_uvr(
        by=people["risk_catalogue"], at=AT, name="Pesos sintéticos", valid_from=date(2000, 1, 1), origin="banco", synthetic=True,
        weights={name: str(rng.randrange(1, 400) / Decimal(100)) for name in names},
    )  # fmt: skip
    for number in range(hospitals):
        home = homes[number % len(homes)]
        unit = place_under(
            OrgUnit(
                kind=kind.UNIT, code=f"ESE{number:06d}", name=f"ESE {number:04d}", parent=home, synthetic=True
            )
        )
        Hospital.objects.create(
            unit=unit,
            code=f"{number:09d}",
            level=number % 3 + 1,
            character="municipal",
            population=20_000,
            synthetic=True,
        )
    ids = list(Hospital.objects.order_by("pk").values_list("pk", flat=True))
    first = 2026 - years
    Plan.objects.bulk_create(
        Plan(hospital_id=pk, first_year=first, last_year=2026, viable_on=date(first, 1, 1), created_at=AT)
        for pk in ids
    )
    plans = list(Plan.objects.order_by("hospital_id").values_list("pk", flat=True))
    PlanVersion.objects.bulk_create(
        PlanVersion(
            plan_id=pk, kind="original", state="viabilised", effective_from=f"{first}Q1", created_at=AT
        )
        for pk in plans
    )
    versions = dict(PlanVersion.objects.values_list("plan_id", "pk"))
    spans = quarters(years)
    QuarterReport.objects.bulk_create(
        (
            QuarterReport(
                plan_id=plan, plan_version_id=versions[plan], period=span, state="received", due_at=AT, sent_at=AT,
                accepted_at=AT, received_at=AT, saved_at=AT, saved_by=people["risk_officer"],
            )
            for span in spans
            for plan in plans
        ),
        batch_size=2000,
    )  # fmt: skip
    last = QuarterReport.objects.filter(period=spans[-1])
    Section.objects.bulk_create(
        Section(report_id=pk, cuadro=key, state="accepted")
        for pk in last.values_list("pk", flat=True)
        for key in ("medidas", *(k for k, c in CUADROS.items() if due_in(c, 4)))
    )
    done = [cell for c in CUADROS.values() for cell in executed_cells(c)]
    goal = [cell for c in CUADROS.values() for cell in planned_cells(c)]
    rest = max(figures - len(done) - len(goal), 0)
    cells = [
        *(
            (*cell, MOST_PERCENT if CUADROS[cell[0]].row(cell[1]).kind == Kind.PERCENT else MOST)
            for cell in done
        ),
        *(("relleno", f"r{n}", "valor", MOST) for n in range(rest)),
    ]

    def rows(reports: list[int]) -> Iterator[tuple[Any, ...]]:
        for report in reports:
            for cuadro, row, column, most in cells:
                yield report, cuadro, row, column, rng.randrange(most // 1_000 + 1, most)

    people_id, count = people["risk_officer"].pk, 0
    for span in spans:  # a transaction each, so that SQLite's log stays small
        reports = list(QuarterReport.objects.filter(period=span).order_by("pk").values_list("pk", flat=True))
        with transaction.atomic():
            count += insert(
                Figure, ("report_id", "cuadro", "row", "column", "value"), rows(reports), source="file", origin="banco",
                cell="", version=1, saved_at=AT, saved_by_id=people_id,
            )  # fmt: skip
            if rest or span == spans[-1]:
                goals = (
                    (v, *cell, rng.randrange(1_000, 99_000_000)) for v in versions.values() for cell in goal
                )
                count += insert(
                    PlannedFigure, ("version_id", "cuadro", "row", "column", "value"), goals, period=span
                )
    refresh_statistics()
    return {
        "hospitals": hospitals,
        "reports": len(spans) * hospitals,
        "figures": count,
        "quarters": spans,
        "people": people,
    }
