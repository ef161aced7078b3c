"""Invented people: one administration, coordinations, and for each entity who captures and who heads it."""

import random
from collections.abc import Iterable

from django.contrib.auth.hashers import make_password

from cauce.core.accounts.models import Grant, User
from cauce.core.audit.log import record
from cauce.core.organisations.models import OrgUnit

from .scene import PASSWORD, SINCE, Scene, username

ADMIN = "administracion"
GIVEN = (
    "Alba", "Bruno", "Celia", "Darío", "Elisa", "Fabián", "Gala", "Hugo", "Irene", "Julián", "Karina",
    "Lucio", "Marina", "Néstor", "Olga", "Pablo", "Quintín", "Rocío", "Saúl", "Tania", "Ulises", "Vera",
    "Ximena", "Yago", "Zoe",
)  # fmt: skip
TREES = (
    "Abeto", "Álamo", "Ahuehuete", "Araucaria", "Caoba", "Cedro", "Ceiba", "Ciprés", "Encino", "Fresno",
    "Guayacán", "Huizache", "Jacaranda", "Laurel", "Madroño", "Mezquite", "Naranjo", "Nogal", "Olmo",
    "Oyamel", "Palma", "Parota", "Pino", "Roble", "Sabino", "Sauce", "Tejocote", "Zapote",
)  # fmt: skip
ROLES = {"captura": "entity_editor", "titular": "entity_head"}
POSITIONS = {
    "administrator": "Administración del sistema",
    "sector_coordinator": "Coordinación sectorial",
    "auditor": "Auditoría",
    "institution_coordinator": "Coordinación de la institución",
    "entity_editor": "Captura de la entidad",
    "entity_head": "Titular de la entidad",
    "unit_reporter": "Captura de la unidad",
}
# What `make demo` and the demo's sign-in page show: username → what it is for.
LABEL = "México · intercambio de servicios"
NOTE = "Cada entidad tiene su captura y su titular: imss.jal.captura, pemex.ver.titular, …"
SHOWN = {
    "issste.bc.captura": "captura ISSSTE Baja California (pasos 1 a 6)",
    "issste.bc.titular": "finaliza y sube el firmado de ISSSTE Baja California (pasos 1 a 9)",
    "issste.bc.elrosario": "captura solo la unidad El Rosario (BCIST000122)",
    "issste.coordinacion": "tablero y reaperturas del ISSSTE",
    "imssb.coordinacion": "tablero de IMSS-Bienestar (unidades reales de Baja California)",
    "sector.coordinacion": "todas las instituciones, consolidado y emparejamiento",
    "auditoria": "consulta el intercambio y la bitácora de México",
    ADMIN: "personas, unidades, catálogos e importaciones de México",
}


# A person with a role in each programme: no ministry has one; it shows that the programmes are one product.
ACROSS = "cuatro.programas"
ACROSS_AS = "sector.coordinacion"  # of the exchange; each module's demo may name its own account as ACROSS_AS
ACROSS_LABEL = "Todos los programas"
ACROSS_PURPOSE = "una persona con un papel en cada programa; existe solo en la demostración"


def seed_across(usernames: Iterable[str]) -> None:
    """Give the account across the programmes the roles of those accounts."""
    user = User.objects.filter(username=ACROSS).first()
    if user is None:
        user = _user(ACROSS, "sector_coordinator", make_password(PASSWORD))
        user.position = "Un papel en cada programa (solo en la demostración)"
        user.save()
    for grant in Grant.objects.filter(user__username__in=usernames).order_by("pk"):
        Grant.objects.get_or_create(
            user=user, role=grant.role, place=grant.place, defaults={"starts_at": grant.starts_at}
        )


def seed_people(scene: Scene) -> None:
    """Every account of the demo, all with the same password; those that exist stay as they are."""
    wanted = _wanted(scene)
    have = set(User.objects.filter(username__in=wanted).values_list("username", flat=True))
    secret = make_password(PASSWORD)
    new = [_user(name, role, secret) for name, (role, _place) in wanted.items() if name not in have]
    saved = User.objects.bulk_create(new, batch_size=200)
    Grant.objects.bulk_create(
        [
            Grant(user=user, role=wanted[user.username][0], place=wanted[user.username][1], starts_at=SINCE)
            for user in saved
        ],
        batch_size=200,
    )
    scene.people = {user.username: user for user in User.objects.filter(username__in=wanted)}
    if new:
        data = {"accounts": len(new)}
        record(action="demo.people", by=scene.admin, at=scene.at, place=scene.sector, data=data)
        scene.say(f"{len(new):,} cuentas de demostración")


def seed_admin(scene: Scene) -> None:
    """The first account: nobody can grant it, so it is simply there."""
    scene.admin = User.objects.filter(username=ADMIN).first()
    if scene.admin is None:
        scene.admin = _user(ADMIN, "administrator", make_password(PASSWORD))
        scene.admin.save()
        Grant.objects.create(user=scene.admin, role="administrator", place=scene.sector, starts_at=SINCE)


def _wanted(scene: Scene) -> dict[str, tuple[str, OrgUnit]]:
    """username → (role, place)."""
    wanted = {
        "sector.coordinacion": ("sector_coordinator", scene.sector),
        "auditoria": ("auditor", scene.sector),
        "issste.bc.elrosario": ("unit_reporter", OrgUnit.objects.get(code="BCIST000122")),
    }
    for institution in scene.institutions.values():
        wanted[username(institution, "coordinacion")] = ("institution_coordinator", institution)
    for entity in scene.entities.values():
        for name, role in ROLES.items():
            wanted[username(entity, name)] = (role, entity)
    return wanted


def _user(name: str, role: str, secret: str) -> User:
    chance = random.Random(f"persona {name}")  # noqa: S311  invented names by fixed seed
    return User(
        username=name,
        first_name=chance.choice(GIVEN),
        last_name=f"{chance.choice(TREES)} {chance.choice(TREES)} (demo)",
        email=f"{name}@example.org",
        position=POSITIONS[role],
        password=secret,
        date_joined=SINCE,
    )
