"""Regions, facilities and people of the demonstration."""

from django.contrib.auth.hashers import make_password

from cauce.core.accounts.models import Grant, User
from cauce.core.demo.scene import PASSWORD, SINCE
from cauce.core.organisations.actions import place_under
from cauce.core.organisations.models import OrgUnit

from ..facilities import add_facilities, profile_of, unit_of
from ..models import Facility

ORIGIN = "demostración sintética"
# region → (province code of its facilities, how many facilities, inhabitants)
REGIONS = {
    "Bocas del Toro": ("01", 2, 150_000),
    "Coclé": ("02", 3, 260_000),
    "Colón": ("03", 3, 280_000),
    "Chiriquí": ("04", 4, 460_000),
    "Herrera": ("06", 2, 120_000),
    "Los Santos": ("07", 2, 95_000),
    "Panamá Metro": ("08", 4, 750_000),
    "Veraguas": ("09", 3, 250_000),
    "Ngäbe Buglé": ("12", 2, 210_000),
}
KINDS = ("Centro de Salud", "Policlínica", "ULAPS", "Hospital")
NAMES = (
    "El Guayacán",
    "La Ceiba",
    "Los Robles",
    "El Nance",
    "Las Garzas",
    "El Espavé",
    "La Palma",
    "El Corotú",
)
PEOPLE = {
    "pa.odontologia": ("oral_dentist", "Odontóloga", "facility"),
    "pa.jefatura": ("oral_head", "Jefatura de clínica dental", "facility"),
    "pa.reges": ("oral_reges", "REGES de la instalación", "facility"),
    "pa.direccion": ("oral_direction", "Dirección médica", "facility"),
    "pa.planificacion": ("oral_planning", "Planificación local", "facility"),
    "pa.region": ("oral_region", "Salud Bucal de la región", "region"),
    "pa.brigadas": ("oral_region", "Brigadas escolares", "sector"),
    "pa.nacional": ("oral_nation", "Programa nacional de Salud Bucal", "sector"),
    "pa.auditoria": ("auditor", "Auditoría", "sector"),
    "pa.administracion": ("administrator", "Administración del sistema", "sector"),
}
PURPOSES = {
    "pa.odontologia": "escribe y envía su día; responde reclamos",
    "pa.jefatura": "revisa o devuelve las hojas del día; acuerda el mes",
    "pa.reges": "reclama, tabula y consolida el mes de la instalación",
    "pa.direccion": "acuerda el mes de la instalación",
    "pa.planificacion": "acuerda, analiza y compara con los estándares",
    "pa.region": "ve quién se atrasa en su región; reabre meses",
    "pa.brigadas": "brigadas escolares: odontograma, CPOD, ceod y SiC",
    "pa.nacional": "indicadores y consolidados de todo el país",
    "pa.auditoria": "consulta la bitácora de Panamá",
    "pa.administracion": "personas, instalaciones y catálogos de Panamá",
}
GIVEN = ("Alba", "Bruno", "Celia", "Darío", "Elisa", "Fabián", "Gala", "Hugo", "Irene", "Julián")


def seed_tree() -> list[Facility]:
    """The sector, its regions and facilities; returns the facilities in order of their codes."""
    kind = OrgUnit.Kind
    top = _unit(kind.SECTOR, "PANAMA", "Panamá · sistema público de salud", None, country="PA")
    number, new = 0, []
    held = set(Facility.objects.values_list("code", flat=True))
    for region, (province, count, _people) in REGIONS.items():
        place = _unit(kind.REGION, f"PA-{province}", f"Región de Salud de {region}", top)
        for n in range(1, count + 1):
            number += 1
            one = _facility(place, province, n, number, hospital=n == count and count > 2)
            if one.code not in held:
                new.append(one)
    add_facilities(new)
    return list(Facility.objects.select_related("unit__parent").order_by("code"))


def _facility(region: OrgUnit, province: str, n: int, number: int, *, hospital: bool) -> Facility:
    """The n-th of a region, the number-th of the country; one of every two is of the CSS."""
    css = n % 2 == 0
    code = f"{province}{n:02d}{n:02d}{'03' if hospital else '08'}{number:02d}"
    name = f"{KINDS[3] if hospital else KINDS[1] if css else KINDS[0]} {NAMES[number % len(NAMES)]} {number}"
    unit = unit_of(code, name, region, synthetic=True, origin=ORIGIN)
    return profile_of(
        unit,
        "CSS" if css else "MINSA",
        is_hospital=hospital,
        can_sedate=hospital,
        has_network=number % 7 != 0,
    )


def seed_people(home: Facility) -> dict[str, User]:
    """One account of each role; those of a facility at `home`, the region's at its region."""
    places = {"facility": home.unit, "region": home.unit.parent, "sector": home.unit.parent.parent}
    secret = make_password(PASSWORD)
    people = {}
    for number, (username, (role, position, place)) in enumerate(PEOPLE.items()):
        user, made = User.objects.get_or_create(
            username=username,
            defaults={
                "first_name": GIVEN[number],
                "last_name": "Guayacán (demo)",
                "email": f"{username}@example.org",
                "password": secret,
                "position": position,
            },
        )
        if made:
            Grant.objects.create(user=user, role=role, place=places[place], starts_at=SINCE)
        people[username] = user
    return people


def _unit(kind: str, code: str, name: str, parent: OrgUnit | None, **more: str) -> OrgUnit:
    found = OrgUnit.objects.filter(code=code).first()
    return found or place_under(
        OrgUnit(kind=kind, code=code, name=name, parent=parent, synthetic=True, origin=ORIGIN, **more)
    )
