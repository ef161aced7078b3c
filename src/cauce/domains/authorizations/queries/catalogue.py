"""What needs authorisation, as everybody of the module may read it (rule 1): policies, exemptions, centres, criteria."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from cauce.core.catalogues.models import Entry
from cauce.core.catalogues.text import normalise
from cauce.core.organisations.models import OrgUnit

from ..catalogue import CATALOGUE, in_force, speciality_labels
from ..criteria_store import InForce, applying
from ..criteria_store import in_force as criteria_in_force
from ..models import ServiceCentre, ServicePolicy, UnitExemption
from ..rules.codes import CATEGORY_LABELS, Annex, Category, annex_of

ANNEX_LABELS = {Annex.NONE: "", Annex.ONCOLOGY: "Anexo de oncología", Annex.PROSTHETICS: "Anexo de prótesis"}


@dataclass(slots=True)
class Listed:
    """A service of the catalogue as its list shows it; `policy` None: nobody has said how it is authorised."""

    code: str
    label: str
    policy: ServicePolicy | None
    speciality: str = ""
    next_policy: ServicePolicy | None = None
    exemptions: list[UnitExemption] = field(default_factory=list)
    centres: int = 0
    criteria: list[InForce] = field(default_factory=list)

    @property
    def category(self) -> str:
        """What people call its category."""
        return CATEGORY_LABELS[Category(self.policy.category)] if self.policy else ""

    @property
    def annex(self) -> str:
        """Which annex it carries, in words."""
        return ANNEX_LABELS[annex_of(self.policy.category)] if self.policy else ""

    @property
    def needs(self) -> bool:
        """Whether it is authorised before it is done, but for exemptions."""
        return self.policy is not None and not self.policy.in_basic_catalogue

    def exempt_at(self, unit: OrgUnit | None) -> UnitExemption | None:
        """The exemption of a unit."""
        return next((e for e in self.exemptions if unit and e.unit_id == unit.pk), None)


def listed(day: date, place: OrgUnit | None) -> list[Listed]:
    """Every service of the catalogue in force, by name; a handful of queries whatever their number."""
    now, coming = _policies(day)
    exemptions: dict[str, list[UnitExemption]] = defaultdict(list)
    for one in UnitExemption.objects.filter(in_force(day)).select_related("unit").order_by("unit__name"):
        exemptions[one.service_code].append(one)
    centres: dict[str, set[int]] = defaultdict(set)
    for code, unit in ServiceCentre.objects.filter(in_force(day)).values_list("service_code", "unit"):
        centres[code].add(unit)
    documents = criteria_in_force(place, day) if place else []
    labels = speciality_labels()
    entries = Entry.objects.filter(catalogue__code=CATALOGUE, kind="service", until__isnull=True)
    found = []
    for code, label in entries.order_by("label").values_list("code", "label"):
        policy = now.get(code)
        found.append(
            Listed(
                code=code,
                label=label,
                policy=policy,
                speciality=labels.get(policy.speciality, policy.speciality) if policy else "",
                next_policy=coming.get(code),
                exemptions=exemptions[code],
                centres=len(centres[code]),
                criteria=applying(documents, code, policy.category) if policy else [],
            )
        )
    return found


def _policies(day: date) -> tuple[dict[str, ServicePolicy], dict[str, ServicePolicy]]:
    """code → policy in force, and code → the next one."""
    now: dict[str, ServicePolicy] = {}
    coming: dict[str, ServicePolicy] = {}
    for row in ServicePolicy.objects.order_by("valid_from"):
        if row.valid_from <= day:
            now[row.code] = row
        else:
            coming.setdefault(row.code, row)
    return now, coming


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed by; "" does not."""

    words: str = ""
    category: str = ""
    needs: str = ""  # yes | no | exempt | none
    speciality: str = ""


def narrowed(rows: list[Listed], asked: Asked, unit: OrgUnit | None = None) -> list[Listed]:
    """Those that match everything asked; `exempt` are those that some unit (or `unit`) does without."""
    words = normalise(asked.words).split()
    kinds = {
        "yes": lambda row: row.needs,
        "no": lambda row: row.policy is not None and not row.needs,
        "exempt": lambda row: bool(row.exempt_at(unit) if unit else row.exemptions),
        "none": lambda row: row.policy is None,
    }
    kind = kinds.get(asked.needs, lambda row: True)
    return [
        row
        for row in rows
        if kind(row)
        and (not asked.category or (row.policy and row.policy.category == asked.category))
        and (not asked.speciality or (row.policy and row.policy.speciality == asked.speciality))
        and all(word in normalise(f"{row.code} {row.label}") for word in words)
    ]


def service(code: str, day: date, place: OrgUnit | None) -> Listed | None:
    """One service of the catalogue in force."""
    return next((row for row in listed(day, place) if row.code == code), None)
