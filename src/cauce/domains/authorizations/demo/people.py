"""Invented people of prior authorisation: physicians, desks, reviewers by speciality, centres, coordination, audit."""

import random
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.hashers import make_password

from cauce.core.accounts.models import Grant, User
from cauce.core.demo.people import GIVEN, TREES
from cauce.core.demo.scene import PASSWORD, SINCE, Scene
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..models import Professional, ReviewerSpeciality
from .places import HOME, HOSPITAL, INSTITUTION, SECTOR, TIJUANA, Region

COORDINATION, NATION = "mx.coordinacion", "mx.coordinacion.nacional"
# username → (role, place code, position, specialities whose queue they serve)
NAMED: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "mx.medico": ("auth_physician", HOME, "Medicina familiar", ()),
    "mx.medico.dos": ("auth_physician", HOME, "Medicina familiar", ()),
    "mx.hospital": ("auth_physician", HOSPITAL, "Traumatología", ()),
    "mx.recepcion": ("auth_desk", HOME, "Ventanilla de autorizaciones", ()),
    "mx.revision.imagen": ("auth_reviewer", "IMSS-02", "Radiología", ("IMAGEN",)),
    "mx.revision.imagen.dos": ("auth_reviewer", INSTITUTION, "Radiología", ("IMAGEN",)),
    "mx.revision.imagen.tres": ("auth_reviewer", INSTITUTION, "Radiología", ("IMAGEN",)),
    "mx.revision.cirugia": ("auth_reviewer", INSTITUTION, "Cirugía", ("CIRUGIA", "ENDOS")),
    "mx.revision.cirugia.dos": ("auth_reviewer", INSTITUTION, "Cirugía", ("CIRUGIA", "ENDOS")),
    "mx.revision.oncologia": ("auth_reviewer", INSTITUTION, "Oncología", ("ONCO",)),
    "mx.revision.oncologia.dos": ("auth_reviewer", INSTITUTION, "Oncología", ("ONCO",)),
    "mx.revision.ortopedia": ("auth_reviewer", INSTITUTION, "Traumatología y ortopedia", ("ORTO", "REHAB")),
    "mx.revision.ortopedia.dos": ("auth_reviewer", INSTITUTION, "Rehabilitación", ("ORTO", "REHAB")),
    "mx.revision.medicina": ("auth_reviewer", INSTITUTION, "Medicina interna", ("MEDINT", "LABOR")),
    "mx.revision.medicina.dos": ("auth_reviewer", INSTITUTION, "Medicina interna", ("MEDINT", "LABOR")),
    "mx.centro": ("auth_centre", HOSPITAL, "Servicios auxiliares y quirófano", ()),
    "mx.centro.tijuana": ("auth_centre", TIJUANA, "Servicios auxiliares", ()),
    COORDINATION: ("auth_coordinator", "IMSS-02", "Coordinación de autorizaciones", ()),
    NATION: ("auth_coordinator", SECTOR, "Coordinación de autorizaciones", ()),
    "mx.auditoria": ("auth_auditor", INSTITUTION, "Auditoría de autorizaciones", ()),
}
SHOWN = {
    "mx.medico": "solicita para sus pacientes, responde lo que le piden y presenta recursos (UMF de Mexicali)",
    "mx.recepcion": "transcribe formatos en papel de la misma unidad",
    "mx.revision.imagen": "toma y resuelve estudios de imagen de Baja California",
    "mx.revision.imagen.dos": "otra revisora de imagen: recursos y segundas opiniones",
    "mx.revision.cirugia": "revisa cirugía y endoscopia; también .oncologia, .ortopedia, .medicina",
    "mx.centro": "consulta números y registra unidades usadas (hospital de Mexicali)",
    COORDINATION: "plazos, criterios, variantes, servicios, recursos y señales de Baja California",
    NATION: "lo mismo para todo el sector, y la política de cada servicio, que vale en todas sus instituciones",
    "mx.auditoria": "indicadores, señales y quién consultó cada solicitud",
}
FIRST, SECOND = 0, 1
# speciality → (who decides, who decides appeals) outside the home region; imaging at home has its own first
PAIRS = {
    "IMAGEN": ("mx.revision.imagen.dos", "mx.revision.imagen.tres"),
    "CIRUGIA": ("mx.revision.cirugia", "mx.revision.cirugia.dos"),
    "ENDOS": ("mx.revision.cirugia", "mx.revision.cirugia.dos"),
    "ONCO": ("mx.revision.oncologia", "mx.revision.oncologia.dos"),
    "ORTO": ("mx.revision.ortopedia", "mx.revision.ortopedia.dos"),
    "REHAB": ("mx.revision.ortopedia.dos", "mx.revision.ortopedia"),
    "MEDINT": ("mx.revision.medicina", "mx.revision.medicina.dos"),
    "LABOR": ("mx.revision.medicina.dos", "mx.revision.medicina"),
}


@dataclass(slots=True)
class People:
    """Accounts by username, and who asks at each unit (by its id)."""

    by_name: dict[str, User] = field(default_factory=dict)
    askers: dict[int, list[User]] = field(default_factory=dict)
    centres: dict[int, User] = field(default_factory=dict)

    def __getitem__(self, name: str) -> User:
        return self.by_name[name]

    def reviewers(self, speciality: str, region: str) -> tuple[User, User]:
        """(who decides, who decides the appeals)."""
        first, second = PAIRS[speciality]
        if speciality == "IMAGEN" and region == "IMSS-02":
            first, second = "mx.revision.imagen", "mx.revision.imagen.dos"
        return self.by_name[first], self.by_name[second]


def seed_people(scene: Scene, regions: list[Region]) -> People:
    """Every account with its role, licence and specialities; those that exist stay as they are."""
    wanted = {name: (role, code, position) for name, (role, code, position, _s) in NAMED.items()}
    askers: dict[str, list[str]] = {HOME: ["mx.medico", "mx.medico.dos"], HOSPITAL: ["mx.hospital"]}
    centres: dict[str, str] = {HOSPITAL: "mx.centro", TIJUANA: "mx.centro.tijuana"}
    for region in regions:
        for unit in region.asking:
            for number in range(2):
                name = f"mx.medico.{unit.code.lower()}.{number + 1}"
                wanted[name] = ("auth_physician", unit.code, "Medicina")
                askers.setdefault(unit.code, []).append(name)
        for unit in region.doing:
            name = centres.setdefault(unit.code, f"mx.centro.{unit.code.lower()}")
            wanted.setdefault(name, ("auth_centre", unit.code, "Servicios auxiliares"))
    people = People(_accounts(wanted))
    units = {unit.code: unit for region in regions for unit in (*region.asking, *region.doing)}
    people.askers = {units[code].pk: [people[name] for name in names] for code, names in askers.items()}
    people.centres = {units[code].pk: people[name] for code, name in centres.items()}
    return people


def _accounts(wanted: dict[str, tuple[str, str, str]]) -> dict[str, User]:
    have = set(User.objects.filter(username__in=wanted).values_list("username", flat=True))
    secret = make_password(PASSWORD)
    places = OrgUnit.objects.in_bulk({code for _role, code, _position in wanted.values()}, field_name="code")
    new = User.objects.bulk_create(
        [_user(name, position, secret) for name, (_r, _c, position) in wanted.items() if name not in have]
    )
    grants = [
        Grant(user=u, role=wanted[u.username][0], place=places[wanted[u.username][1]], starts_at=SINCE)
        for u in new
    ]
    Grant.objects.bulk_create(grants)
    licensed = [u for u in new if wanted[u.username][0] in ("auth_physician", "auth_reviewer")]
    known = Professional.objects.count()
    Professional.objects.bulk_create(
        [Professional(user=u, licence=f"{90_000_001 + known + n}") for n, u in enumerate(licensed)]
    )
    queues = [
        ReviewerSpeciality(user=u, speciality=code)
        for u in new
        for code in (NAMED[u.username][3] if u.username in NAMED else ())
    ]
    ReviewerSpeciality.objects.bulk_create(queues)
    return {user.username: user for user in User.objects.filter(username__in=wanted)}


def _user(name: str, position: str, secret: str) -> User:
    chance = random.Random(f"persona {name}")  # noqa: S311  invented names by fixed seed
    return User(
        username=name,
        first_name=chance.choice(GIVEN),
        last_name=f"{chance.choice(TREES)} {chance.choice(TREES)} (demo)",
        email=f"{name}@example.org",
        position=position,
        password=secret,
        date_joined=SINCE,
    )


def seed_ties(scene: Scene, people: People, regions: list[Region]) -> None:
    """Two care teams and two declared interests: what touches them is decided by others."""
    at = scene.at - timedelta(days=20)
    home, hospital = (next(u for u in regions[0].asking if u.code == code) for code in (HOME, HOSPITAL))
    teams = {
        (home, "Equipo de atención de la clínica"): ("mx.medico", "mx.medico.dos"),
        (hospital, "Equipo de columna y rodilla"): ("mx.hospital", "mx.revision.ortopedia.dos"),
    }
    for (unit, team), names in teams.items():
        for name in names:
            actions.set_team_member(by=people[COORDINATION], at=at, unit=unit, team=team, person=people[name])
    actions.declare_interest(
        by=people["mx.revision.imagen.tres"],
        at=at,
        description="Presta servicios en un gabinete que realiza este estudio (dato sintético)",
        service_code="IMG-PET",
    )
    actions.declare_interest(
        by=people["mx.revision.cirugia.dos"],
        at=at,
        description="Un familiar dirige esta unidad (dato sintético)",
        unit=regions[2].doing[0],
    )
