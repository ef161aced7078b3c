"""Core: who am I, institutions and units, the history of an object, jobs."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from cauce.core.accounts.access import active_grants, places, within
from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import ROLES
from cauce.core.audit.queries import events_for
from cauce.core.jobs.queries import visible_jobs
from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.queries import descendants

from ..shapes import EventOut, Id, PageIn, PlaceOut, Text, answers, event_out, page_of, place_out

router = Router(tags=["Núcleo"])


class GrantOut(Schema):
    """A role held at a place, and what it allows there and below."""

    role: str
    name: str
    place: PlaceOut
    ends_at: datetime | None
    permissions: list[str]


class MeOut(Schema):
    """The person behind the session or token."""

    username: str
    name: str
    email: str
    grants: list[GrantOut]


class PlacesOut(Schema):
    """A page of places."""

    count: int
    items: list[PlaceOut]


class EventsOut(Schema):
    """A page of events, newest first."""

    count: int
    items: list[EventOut]


class JobOut(Schema):
    """Background work: how far it is and how it ended. result: the kind's own facts."""

    id: int
    kind: str
    title: str
    state: str
    progress_done: int
    progress_total: int
    message: str
    error: str
    result: Any
    created_at: datetime
    finished_at: datetime | None


class JobsOut(Schema):
    """A page of jobs, newest first."""

    count: int
    items: list[JobOut]


@router.get("/me", response=answers(MeOut), summary="Quién soy y qué puedo hacer")
def me(request: HttpRequest) -> dict[str, Any]:
    """The person, their roles in force and what each allows."""
    user = request.user
    grants = [g for g in active_grants(user, request.now) if g.role in ROLES]
    return {
        "username": user.username,
        "name": user.display_name,
        "email": user.email,
        "grants": [
            {
                "role": g.role,
                "name": str(ROLES[g.role].name),
                "place": place_out(g.place),
                "ends_at": g.ends_at,
                "permissions": sorted(ROLES[g.role].permissions),
            }
            for g in grants
        ],
    }


@router.get("/institutions", response=answers(PlacesOut), summary="Instituciones")
def institutions(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """Every institution: the portal shows them all; their boards need permission."""
    return page_of(OrgUnit.objects.filter(kind=OrgUnit.Kind.INSTITUTION).order_by("name"), page, place_out)


@router.get("/places/{place_id}/units", response=answers(PlacesOut), summary="Unidades bajo un lugar")
def units(request: HttpRequest, place_id: Id, page: PageIn = Query(...)) -> dict[str, Any]:
    """Medical units under a place, as far as the person may read them."""
    place = get_object_or_404(OrgUnit, pk=place_id)
    found = descendants(place).filter(kind=OrgUnit.Kind.UNIT)
    found = within(found, request.user, Permission.EXCHANGE_READ, request.now)
    return page_of(found.order_by("care_level", "name", "code"), page, place_out)


@router.get("/places", response=answers(PlacesOut), summary="Lugares a mi cargo")
def my_places(
    request: HttpRequest, permission: Text = Permission.EXCHANGE_READ, page: PageIn = Query(...)
) -> dict[str, Any]:
    """The topmost places where the person holds a permission."""
    known = permission in set(Permission)
    found = places(request.user, Permission(permission), request.now) if known else OrgUnit.objects.none()
    return page_of(found.order_by("path"), page, place_out)


@router.get("/history", response=answers(EventsOut), summary="Bitácora de un objeto")
def history(request: HttpRequest, type: Text, id: Text, page: PageIn = Query(...)) -> dict[str, Any]:
    """Events of one object (type as "exchange.declaration"), where the person may read the audit log."""
    found = events_for(request.user, request.now).filter(subject_type=type.lower()[:80], subject_id=id[:40])
    return page_of(found, page, event_out)


@router.get("/jobs", response=answers(JobsOut), summary="Trabajos")
def jobs(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """The person's own jobs, and those of the places where they may read jobs."""
    return page_of(visible_jobs(request.user, request.now), page, _job_out)


@router.get("/jobs/{job_id}", response=answers(JobOut), summary="Un trabajo")
def job(request: HttpRequest, job_id: Id) -> dict[str, Any]:
    """How far a job is."""
    return _job_out(get_object_or_404(visible_jobs(request.user, request.now), pk=job_id))


def _job_out(found: Any) -> dict[str, Any]:
    return {name: getattr(found, name) for name in JobOut.model_fields}
