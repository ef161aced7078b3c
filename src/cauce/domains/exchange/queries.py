"""Reading the exchange module: boards, units, groups, sheets. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cauce.core.accounts.access import roots, within
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.models import Catalogue, Entry, Release
from cauce.core.errors import NotFound
from cauce.core.organisations.models import OrgUnit, OrgUnitQuerySet
from cauce.core.organisations.queries import medical_units
from cauce.core.periods.models import Round

from .models import Declaration, Line, Sheet

CATALOGUE = "exchange-services"
MODULE = "exchange"


def rounds() -> QuerySet[Round]:
    """The module's rounds, newest first."""
    return Round.objects.filter(module=MODULE)


def current_round(at: datetime) -> Round | None:
    """The round open at that instant, else the newest one."""
    return rounds().filter(opens_at__lte=at, closes_at__gt=at).first() or rounds().first()


def visible_entities(user: User, at: datetime) -> OrgUnitQuerySet:
    """Entities the person may read (a unit's reporter sees the entity of its unit)."""
    entities = OrgUnit.objects.filter(kind=OrgUnit.Kind.ENTITY)
    own = within(entities, user, Permission.EXCHANGE_READ, at)
    parents = within(OrgUnit.objects.filter(kind=OrgUnit.Kind.UNIT), user, Permission.EXCHANGE_READ, at)
    if any(place.kind == OrgUnit.Kind.UNIT for place in roots(user, Permission.EXCHANGE_READ, at)):
        return entities.filter(Q(pk__in=own) | Q(pk__in=parents.values("parent")))
    return own


def declarations_of(round_: Round, institution: OrgUnit) -> QuerySet[Declaration]:
    """The declarations of an institution's entities in a round, by entity name."""
    return (
        Declaration.objects.filter(round=round_, entity__path__startswith=institution.path)
        .select_related("entity", "entity__area", "round", "finalised_by")
        .order_by("entity__area__name", "entity__name")
    )


def units_with_rows(declaration: Declaration) -> dict[int, int]:
    """unit id → number of rows."""
    counts = declaration.lines.values("unit").annotate(rows=Count("pk")).values_list("unit", "rows")
    return dict(counts)


def units_of(declaration: Declaration, at: datetime) -> OrgUnitQuerySet:
    """Step 3: the entity's medical units on that day, by care level and name."""
    return medical_units(declaration.entity, timezone.localtime(at).date())


def release_of_catalogue() -> Release:
    """The catalogue's newest published release. Raises NotFound when none is loaded."""
    release = (
        Release.objects.filter(catalogue__code=CATALOGUE, published_at__isnull=False)
        .order_by("-number")
        .first()
    )
    if release is None:
        raise NotFound(
            "El catálogo de servicios no está cargado.",
            rule="EX-CATALOGUE",
            remedy="La administración del sistema lo carga con «cauce demo seed» o «cauce catalogues import».",
        )
    return release


def entries(kind: str, parent: Entry | None = None) -> QuerySet[Entry]:
    """Entries of one kind in the published catalogue, under `parent` when given."""
    number = release_of_catalogue().number
    found = Entry.objects.filter(catalogue__code=CATALOGUE, kind=kind, since__lte=number).filter(
        Q(until__isnull=True) | Q(until__gt=number)
    )
    return found.filter(parent=parent) if parent is not None else found


def marked_groups(declaration: Declaration, unit: OrgUnit) -> set[int]:
    """Ids of the service groups in which the unit has rows (step 4)."""
    return set(lines_of_unit(declaration, unit).values_list("speciality__parent", flat=True))


def marked_specialities(declaration: Declaration, unit: OrgUnit) -> set[int]:
    """Ids of the specialities in which the unit has rows (step 5)."""
    return set(lines_of_unit(declaration, unit).values_list("speciality", flat=True))


def lines_of_unit(declaration: Declaration, unit: OrgUnit) -> QuerySet[Line]:
    """All rows of one unit."""
    return declaration.lines.filter(unit=unit)


@dataclass(frozen=True, slots=True)
class SheetState:
    """One grid as stored: its version (0 when never saved), who saved it, and rows by product id."""

    version: int
    sheet: Sheet | None
    lines: dict[int, Line]


def sheet_state(declaration: Declaration, unit: OrgUnit, speciality: Entry) -> SheetState:
    """The grid of a unit and a speciality (step 6)."""
    sheet = (
        Sheet.objects.filter(declaration=declaration, unit=unit, speciality=speciality)
        .select_related("saved_by")
        .first()
    )
    rows = Line.objects.filter(declaration=declaration, unit=unit, speciality=speciality)
    lines = {line.product_id: line for line in rows.select_related("product", "updated_by")}
    return SheetState(sheet.version if sheet else 0, sheet, lines)


def institutions() -> OrgUnitQuerySet:
    """All institutions, in the tree's order."""
    return OrgUnit.objects.filter(kind=OrgUnit.Kind.INSTITUTION)


def catalogue() -> Catalogue:
    """The exchange catalogue."""
    return Catalogue.objects.get(code=CATALOGUE)
