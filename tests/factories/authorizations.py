"""The scene of prior authorisation: the usual places, a services catalogue, people of each role, valid CURP and NSS.

world.issste_bc: unit 1 asks (physician, colleague, desk), units 2 and 3 do the services; issste_hgo is another region.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from stdnum.mx import curp as _curp

from cauce.core.accounts.models import User
from cauce.core.catalogues.models import Entry
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.catalogue import CATALOGUE
from cauce.domains.authorizations.models import (
    Authorisation,
    Decision,
    Entitlement,
    Evidence,
    Patient,
    Professional,
    Request,
    ReviewerSpeciality,
    ServiceCentre,
    ServicePolicy,
    Use,
)
from cauce.domains.authorizations.rules.decisions import ItemDecision
from cauce.domains.authorizations.rules.identity import nss_check_digit
from cauce.domains.authorizations.rules.signals import Finding, Kind

from .catalogues import CatalogueFactory, EntryFactory, ReleaseFactory
from .people import user_with
from .world import World, make_world

AT = datetime(2026, 5, 20, 16, 0, tzinfo=UTC)  # a Wednesday; 09:00 in Tijuana
TODAY = date(2026, 5, 20)
SINCE = date(2026, 1, 1)

# user key → (role, place key, specialities whose queue they serve)
PEOPLE = {
    "physician": ("auth_physician", "issste_bc_1", ()),
    "colleague": ("auth_physician", "issste_bc_1", ()),
    "desk": ("auth_desk", "issste_bc_1", ()),
    "reviewer": ("auth_reviewer", "issste_bc", ("RADIO", "ORTO")),
    "second": ("auth_reviewer", "issste", ("RADIO", "ORTO", "ONCO")),
    "third": ("auth_reviewer", "issste_bc", ("RADIO",)),
    "elsewhere": ("auth_reviewer", "issste_hgo", ("RADIO",)),
    "centre": ("auth_centre", "issste_bc_2", ()),
    "other_centre": ("auth_centre", "issste_bc_3", ()),
    "coordination": ("auth_coordinator", "issste_bc", ()),
    "top": ("auth_coordinator", "sector", ()),
    "watcher": ("auth_auditor", "issste", ()),
}
# code → (label, category, speciality, basic, max units, sided)
SERVICES = {
    "IMG-RM": ("Resonancia magnética de columna lumbar", "imaging", "RADIO", False, 2, False),
    "IMG-RX": ("Radiografía de tórax", "imaging", "RADIO", True, None, False),
    "REHAB": ("Sesión de terapia física", "therapy", "ORTO", False, 40, False),
    "CADERA": ("Prótesis de cadera", "prosthetics", "ORTO", False, 1, True),
    "QT": ("Quimioterapia", "chemotherapy", "ONCO", False, 12, False),
}
JUSTIFICATION = (
    "Dolor lumbar de cuatro meses con irradiación a la pierna derecha y debilidad del primer dedo; seis semanas "
    "de tratamiento conservador sin mejoría. El resultado decide entre cirugía y continuar con rehabilitación."
)


def curp(number: int, sex: str = "M", born: date = date(1971, 3, 14)) -> str:
    """A valid CURP of nobody, different for each number (0 to 675)."""
    letters = f"{chr(65 + number // 26)}{chr(65 + number % 26)}"
    century = "0" if born.year < 2000 else "A"
    body = f"XEXX{born:%y%m%d}{sex}BC{letters}X{century}"
    return body + _curp.calc_check_digit(body)


def nss(number: int) -> str:
    """A valid NSS of nobody."""
    first = f"99{number:08d}"
    return first + nss_check_digit(first)


def typed(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A whole request as a form sends it; changes replace top keys."""
    whole: dict[str, Any] = {
        "patient": {
            "curp": curp(number),
            "nss": nss(number),
            "given_name": "Persona",
            "first_surname": "Sintética",
            "second_surname": f"Número {number}",
            "birth_date": "1971-03-14",
            "sex": "M",
        },
        "setting": "ambulatory",
        "priority": "standard",
        "desired_date": "2026-05-25",
        "diagnosis": "M54.5",
        "diagnosis_text": "Lumbago no especificado",
        "justification": f"{JUSTIFICATION} {_own_words(number)}",
        "items": [{"service": "IMG-RM", "quantity": "2"}],
    }
    return deepcopy(whole | changes)


def _own_words(number: int) -> str:
    """A sentence that no two patients share, so that justifications are not taken for copies."""
    names = ("alfa", "beta", "gama", "delta", "epsilon", "zeta", "eta", "teta", "iota", "kapa")
    figures = [names[int(digit)] for digit in f"{number:03d}"]
    return " ".join(f"Hallazgo {name} {name[::-1]} en estudio {name * 2} previo." for name in figures * 3)


CRITERIA = """
criteria: rm-lumbar
title: Resonancia magnética de columna lumbar
source: Guía sintética de prueba
services: [IMG-RM]
clauses:
  - id: a
    text: Mayor de 50 años con dolor lumbar y documentos
    when: {all: [{fact: age_years, at_least: 50}, {fact: diagnosis, starts_with: [M54]}]}
    then: approve
  - id: b
    text: Menor de 18 años
    when: {fact: age_years, less_than: 18}
    then: review
  - id: c
    text: Más de una unidad
    when: {fact: quantity, more_than: 1}
    then: ask
    question: ¿Por qué hacen falta dos estudios?
"""


@dataclass
class Scene:
    """`scene.physician`, `scene.issste_bc_1`…; helpers walk a request through real actions."""

    world: World
    at: datetime = AT
    people: dict[str, User] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    def __getattr__(self, key: str) -> Any:
        people = self.__dict__.get("people", {})
        return people[key] if key in people else getattr(self.__dict__["world"], key)

    @property
    def unit(self):
        """Where requests are written."""
        return self.world.issste_bc_1

    def draft(self, number: int = 1, *, by: User | None = None, **changes: Any) -> Request:
        """A draft with a file attached."""
        request = actions.save_draft(
            by=by or self.physician, at=self.at, unit=self.unit, typed=typed(number, **changes)
        )
        self.attach(request)
        return request

    def attach(self, request: Request) -> Evidence:
        """A file that passed the inspection (the inspection has its own tests)."""
        return Evidence.objects.create(
            request=request,
            description="Informe",
            sha256="0" * 64,
            original_name="informe.pdf",
            size=1,
            added_at=self.at,
            added_by=request.requester,
        )

    def submitted(self, number: int = 1, *, by: User | None = None, **changes: Any) -> Request:
        """A request that waits in the queue (no criteria are published unless the test does)."""
        request = self.draft(number, by=by, **changes)
        return actions.submit_request(by=by or self.physician, at=self.at, request=request, confirmed=True)

    def claimed(self, number: int = 1, *, by: User | None = None, **changes: Any) -> Request:
        """The same, held by the reviewer."""
        request = self.submitted(number, **changes)
        actions.claim_request(by=by or self.reviewer, at=self.at, request=request)
        return request

    def decided(self, number: int = 1, outcome: str = "approved", **changes: Any) -> Request:
        """The same, every item decided with one outcome."""
        request = self.claimed(number, **changes)
        return actions.decide_items(
            by=self.reviewer,
            at=self.at,
            request=request,
            decisions=[decision(item.sequence, outcome) for item in request.items.all()],
        )

    def number(self, number: int = 1, **changes: Any) -> Authorisation:
        """The authorisation of an approved request."""
        return self.decided(number, **changes).items.get().authorisations.get()

    def used(self, authorisation: Authorisation, units: int = 1, **options: Any) -> Use:
        """Units used at the centre."""
        options = {"by": self.centre, "at": self.later(6), "unit": self.world.issste_bc_2} | options
        return actions.consume_units(authorisation=authorisation, units=units, **options)

    def appealed(self, number: int = 1, outcome: str = "denied", *, reviewer: User | None = None, **changes):
        """An appeal assigned to another reviewer."""
        request = self.decided(number, outcome, **changes)
        sequences = list(request.items.values_list("sequence", flat=True))
        appeal = actions.file_appeal(
            by=self.physician,
            at=self.later(1),
            request=request,
            sequences=sequences,
            grounds="El estudio previo no muestra la raíz nerviosa",
        )
        return actions.assign_appeal(
            by=self.coordination, at=self.later(1), appeal=appeal, reviewer=reviewer or self.second
        )

    def outsider(self) -> User:
        """Somebody of a centre that does none of these services."""
        return user_with("auth_centre", self.world.issste_hgo_1, username="outsider")

    def later(self, days: float = 0, hours: float = 0) -> datetime:
        """An instant after the scene's."""
        return self.at + timedelta(days=days, hours=hours)


def decision(sequence: int = 1, outcome: str = "approved", **changes: Any) -> ItemDecision:
    """A decision that says all it must."""
    reasons: dict[str, Any] = {}
    if outcome != "approved":
        reasons = {
            "reason_code": "criteria" if outcome == "denied" else "quantity",
            "clause": "Guía sintética, fracción b",
            "patient_sentence": "Antes de este estudio se hace una radiografía.",
            "would_change": "Una radiografía con datos de alarma.",
        }
    if outcome == "modified":
        reasons["quantity"] = 1
    return ItemDecision(sequence, outcome, **(reasons | changes))


def make_scene(world: World | None = None) -> Scene:
    """Build the scene, in a world of its own unless one is given."""
    scene = Scene(world or make_world(AT))
    for key, (role, place, specialities) in PEOPLE.items():
        person = user_with(role, scene.world.places[place], username=key)
        scene.people[key] = person
        Professional.objects.create(user=person, licence=f"{len(scene.people):08d}")
        for code in specialities:
            ReviewerSpeciality.objects.create(user=person, speciality=code)
    _catalogue(scene)
    for number in range(1, 8):
        entitled(scene, number)
    return scene


def entitled(scene: Scene, number: int) -> Patient:
    """The patient of `typed(number)`, with the right to care at the institution."""
    who = typed(number)["patient"]
    patient, _created = Patient.objects.get_or_create(
        curp=who["curp"], defaults={**who, "saved_at": scene.at, "saved_by": scene.physician}
    )
    Entitlement.objects.get_or_create(patient=patient, institution=scene.world.issste, valid_from=SINCE)
    return patient


def _catalogue(scene: Scene) -> None:
    catalogue = CatalogueFactory(code=CATALOGUE, name="Servicios que se autorizan")
    for order, code in enumerate(("RADIO", "ORTO", "ONCO"), start=1):
        EntryFactory(catalogue=catalogue, code=code, kind="speciality", label=code.title(), order=order)
    for code, (label, category, speciality, basic, most, sided) in SERVICES.items():
        entry = EntryFactory(catalogue=catalogue, code=code, kind="service", label=label)
        scene.entries[code] = entry
        ServicePolicy.objects.create(
            entry=entry,
            code=code,
            category=category,
            speciality=speciality,
            in_basic_catalogue=basic,
            max_units=most,
            sided=sided,
            valid_from=SINCE,
            set_at=scene.at,
            set_by=scene.top,
        )
        for unit in ("issste_bc_2", "issste_bc_3") if code != "QT" else ("issste_bc_3",):
            ServiceCentre.objects.create(
                unit=scene.world.places[unit],
                service_code=code,
                since=SINCE,
                set_at=scene.at,
                set_by=scene.top,
            )
    ReleaseFactory(catalogue=catalogue)


def row_of(request: Request, level: int = 1, **fields: Any) -> Decision:
    """A decision row as somebody would write it straight into the database."""
    item = request.items.first()
    values = {"outcome": "approved", "quantity": item.quantity, "at": AT} | fields
    return Decision(item=item, level=level, **values)


def authorization_values(world: World) -> dict[str, Any]:
    """For the system's tests: a value for each parameter of the module's actions, by its name."""
    scene = make_scene(world)
    appeal, number = scene.appealed(1), scene.number(2)
    use, request = scene.used(number), scene.claimed(3)
    info = actions.ask_information(by=scene.reviewer, at=AT, request=scene.claimed(4), question="¿Hay placa?")
    draft = scene.draft(5)
    finding = Finding(Kind.COPIED, "1", {"requests": 5}, ())
    return {
        "request": request,
        "item": request.items.get(),
        "evidence": scene.attach(draft),
        "appeal": appeal,
        "authorisation": number,
        "use": use,
        "info": info,
        "unit": world.issste_bc_2,
        "place": world.issste_bc,
        "person": scene.third,
        "reviewer": scene.third,
        "review": actions.assign_double_review(
            by=scene.coordination, at=AT, request=request, reviewer=scene.third
        ),
        "interest": actions.declare_interest(
            by=scene.third, at=AT, description="Un interés de prueba", service_code="QT"
        ),
        "version": actions.publish_criteria(
            by=scene.top, at=AT, place=world.sector, text=CRITERIA, valid_from=SINCE
        ),
        "signal": actions.raise_signal(by=None, at=AT, place=world.issste_bc, finding=finding),
        "finding": finding,
        "entry": scene.entries["IMG-RM"],
        "fields": [],
        "seen": None,
        "sequence": None,
        "uid": uuid4(),
        "requester": scene.physician,
        "source": ("", ""),
    }
