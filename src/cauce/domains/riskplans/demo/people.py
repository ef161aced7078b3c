"""Who works in the demonstration: the accounts to try, and one for every other ESE and department. All invented."""

from django.contrib.auth.hashers import make_password

from cauce.core.accounts.models import Grant, User
from cauce.core.demo.scene import PASSWORD, SINCE
from cauce.core.organisations.models import OrgUnit

from ..models import Hospital

GIVEN = ("Amparo", "Bernardo", "Clemencia", "Dagoberto", "Esneda", "Fabio", "Gladys", "Hernando", "Ofelia")
TREES = (
    "Guadua",
    "Yarumo",
    "Sietecueros",
    "Arrayán",
    "Borrachero",
    "Nogal",
    "Cedro",
    "Roble",
    "Ocobo",
    "Samán",
)
# username → (role, position, place, what it is for)
PEOPLE = {
    "co.financiera": (
        "risk_officer", "Oficina financiera de la ESE", "hospital",
        "captura el informe trimestral de su ESE, lo importa del libro y lo envía",
    ),
    "co.territorio": (
        "risk_territory", "Dirección departamental de salud", "department",
        "revisa, devuelve o acepta; pide modificaciones y escribe el informe de seguimiento",
    ),
    "co.evaluacion": (
        "risk_evaluator", "Evaluación, Superintendencia", "sector",
        "evalúa los informes recibidos, viabiliza y emite el informe anual",
    ),
    "co.ministerio": ("risk_ministry", "Ministerio", "sector", "lee el informe anual consolidado"),
    "co.catalogos": (
        "risk_catalogue", "Administración de planes de riesgo", "sector", "carga pesos UVR, definiciones y categorías",
    ),
    "co.auditoria": ("auditor", "Auditoría", "sector", "consulta la bitácora de Colombia"),
    "co.administracion": ("administrator", "Administración del sistema", "sector", "personas y unidades de Colombia"),
}  # fmt: skip
PURPOSES = {name: purpose for name, (_role, _position, _place, purpose) in PEOPLE.items()}
NOTE = "Cada ESE tiene su financiero y cada departamento o distrito su dirección: co.ese.<código>, co.territorio.<código DANE>"


class People:
    """The accounts of the demonstration by their part; the same call finds them again."""

    def __init__(self, hospitals: list[Hospital]) -> None:
        """hospitals: in order; the first one's officer and its department's direction are the accounts to try."""
        self.secret, self.count = make_password(PASSWORD), 0
        home = hospitals[0].unit
        places = {"hospital": home, "department": home.parent, "sector": home.parent.parent}
        named = {
            name: self._user(name, role, position, places[place])
            for name, (role, position, place, _purpose) in PEOPLE.items()
        }
        self.evaluator, self.catalogue = named["co.evaluacion"], named["co.catalogos"]
        self._officers = {home.pk: named["co.financiera"]}
        self._territories = {home.parent_id: named["co.territorio"]}
        self._later: list[Grant] = []
        for hospital in hospitals:
            self._others(hospital)

    def officer(self, hospital: Hospital) -> User:
        """Who writes and sends the hospital's report."""
        return self._officers[hospital.unit_id]

    def territory(self, hospital: Hospital) -> User:
        """The direction of its department."""
        return self._territories[hospital.unit.parent_id]

    def settle(self) -> None:
        """Give the others their roles: once the past is written, so that nobody is told of two years at once."""
        Grant.objects.bulk_create(self._later)
        self._later = []

    def _others(self, hospital: Hospital) -> None:
        unit = hospital.unit
        if unit.pk not in self._officers:
            self._officers[unit.pk] = self._user(
                f"co.ese.{hospital.code}", "risk_officer", "Oficina financiera de la ESE", unit
            )
        if unit.parent_id not in self._territories:
            self._territories[unit.parent_id] = self._user(
                f"co.territorio.{unit.parent.code.removeprefix('CO-')}",
                "risk_territory",
                "Dirección distrital de salud"
                if hospital.character == "district"
                else "Dirección departamental de salud",
                unit.parent,
            )

    def _user(self, username: str, role: str, position: str, place: OrgUnit) -> User:
        self.count += 1
        tree = "Ceiba" if username in PEOPLE else TREES[self.count % len(TREES)]
        user, _made = User.objects.get_or_create(
            username=username,
            defaults={
                "first_name": GIVEN[(self.count - 1) % len(GIVEN)],
                "last_name": f"{tree} (demo)",
                "email": f"{username}@example.org",
                "password": self.secret,
                "position": position,
            },
        )
        if not user.grants.exists():
            grant = Grant(user=user, role=role, place=place, starts_at=SINCE)
            if username in PEOPLE:
                grant.save()
            else:
                self._later.append(grant)
        return user
