"""Carry out one entity's steps: answer, rows, finalise, signed copy."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from cauce.core.audit.log import record
from cauce.core.demo.scene import PASSWORD, Scene
from cauce.core.documents.models import SignedCopy
from cauce.core.organisations.models import OrgUnit

from ..actions import finalising
from ..actions.answers import answer_declaration
from ..models import Declaration
from ..reports.issuing import final_version
from ..rules.states import State
from .chances import Product, rows_of_entity
from .filling import fill
from .plan import Step
from .room import room_of

NOT_COMPARED = "Copia de demostración: es el mismo archivo emitido, nadie la firmó ni la cotejó."


@contextmanager
def without_asking_the_password() -> Iterator[None]:
    """The seeding sets every password itself; checking it a hundred times would take 14 s of 30."""

    def unasked(**_arguments: Any) -> None:
        return None

    asked, finalising.confirm_password = finalising.confirm_password, unasked
    try:
        yield
    finally:
        finalising.confirm_password = asked


def declare(
    scene: Scene,
    declaration: Declaration,
    step: Step,
    units: Sequence[OrgUnit],
    products: dict[str, list[Product]],
) -> int:
    """Bring the declaration as far as `step` says; returns how many rows it got."""
    entity = declaration.entity
    who = scene.person(entity, "captura")
    rows = []
    if step.progress.has_rows or step.progress.is_final:
        answer = step.progress.has_rows
        answer_declaration(by=who, at=step.captured_at, declaration=declaration, answer=answer)
    if step.progress.has_rows:
        name = f"{declaration.round.code} {entity.code}"
        pairs = [(unit.pk, unit.care_level) for unit in units]
        rows = rows_of_entity(name, pairs, products, step.units_with)
        rows += room_of(entity.code, units, rows)
        fill(declaration, rows, who, step.captured_at + timedelta(minutes=20))
    if step.progress.is_final:
        finalising.finalise_declaration(
            by=scene.person(entity, "titular"),
            at=step.finalised_at,
            declaration=declaration,
            answer=True,
            password=PASSWORD,
        )
    if step.progress.is_signed:
        _receive(scene, declaration, step)
    return len(rows)


def _receive(scene: Scene, declaration: Declaration, step: Step) -> None:
    """A signed copy, not examined: fifty examinations would take a minute. The copy says so."""
    declaration.refresh_from_db()
    document = final_version(declaration)
    who, at = scene.person(declaration.entity, "titular"), step.finalised_at + timedelta(hours=3)
    copy = SignedCopy.objects.create(
        document=document,
        version=1,
        original_name="reporte-firmado-demostracion.pdf",
        size=document.size,
        sha256=document.sha256,
        received_at=at,
        received_by=who,
        verdict="demo",
        explanation=NOT_COMPARED,
        state=SignedCopy.State.ACCEPTED,
    )
    declaration.state = State.SIGNED
    declaration.save(update_fields=["state"])
    data = {"folio": document.folio, "copy": copy.version, "sha256": copy.sha256}
    record(action="demo.signed", by=who, at=at, subject=declaration, place=declaration.entity, data=data)
