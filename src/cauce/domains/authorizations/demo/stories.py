"""The requests that the demo's accounts work with, each brought to its next step through the real actions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from cauce.core.accounts.models import User
from cauce.core.demo.scene import Scene
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..jobs import escalate_due
from ..models import Evidence, Patient, Request
from ..places import today_at
from ..rules.decisions import ItemDecision
from . import words
from .patients import typed
from .people import COORDINATION, People
from .places import HOME, HOSPITAL, Region

READY = (
    "Dolor lumbar de cuatro meses que baja por la pierna derecha hasta el pie, con debilidad del primer dedo y reflejo "
    "aquíleo disminuido. Seis semanas de analgesia y terapia física sin mejoría; la radiografía solo muestra cambios "
    "degenerativos. La resonancia decide entre valoración quirúrgica y continuar con rehabilitación."
)
AGAIN = (
    "Acude de nuevo por lumbalgia que no cede en reposo; refiere entumecimiento nuevo en la cara externa del muslo. Se "
    "pide el estudio para comparar con lo solicitado antes y definir si requiere bloqueo o envío a neurocirugía."
)
LUMBAR, DENSI, PHYSIO, KNEE = "IMG-RM-LUM", "IMG-DENSI", "TER-FISIC", "IMG-RM-ROD"


@dataclass(slots=True)
class Teller:
    """Writes, sends and decides as the people of the demo would."""

    scene: Scene
    people: People
    units: dict[str, OrgUnit]
    patients: list[Patient]
    evidence: str
    told: int = 0

    def ago(self, days: float = 0, hours: float = 0) -> datetime:
        """An instant before the seeding."""
        return self.scene.at - timedelta(days=days, hours=hours)

    def patient(self) -> Patient:
        """The next adult whom no other request of the demonstration names."""
        grown = date(self.scene.at.year - 25, 1, 1)
        chosen = [p for p in self.patients if p.birth_date < grown and p.curp and p.nss][self.told]
        self.told += 1
        return chosen

    def typed(
        self, patient: Patient, items: list[dict[str, str]], at: datetime, **more: Any
    ) -> dict[str, Any]:
        """A whole request as the form sends it."""
        chance = Random(f"historia {self.told} {patient.curp}")  # noqa: S311
        label = "resonancia magnética de columna lumbar" if items[0]["service"] == LUMBAR else "el servicio"
        whole = {
            "patient": typed(patient),
            "setting": "ambulatory",
            "priority": "standard",
            "desired_date": (at + timedelta(days=6)).date().isoformat(),
            "diagnosis": "M54.5",
            "diagnosis_text": "Lumbago no especificado",
            "justification": words.justification(chance, "IMAGEN", label, 90_000 + self.told),
            "items": items,
        }
        return whole | more

    def draft(
        self, items: list[dict[str, str]], at: datetime, patient: Patient | None = None, **more: Any
    ) -> Request:
        """A draft of the clinic's physician with its document."""
        by = self.people["mx.medico"]
        whole = self.typed(patient or self.patient(), items, at, **more)
        request = actions.save_draft(by=by, at=at, unit=self.units[HOME], typed=whole)
        self.attach(request, by, at)
        return request

    def attach(self, request: Request, by: User, at: datetime) -> None:
        """The synthetic document, without the inspection in a child process (a second each)."""
        Evidence.objects.create(
            request=request,
            description="Informe de radiografía (sintético)",
            sha256=self.evidence,
            original_name="informe.pdf",
            size=900,
            pages=1,
            added_at=at,
            added_by=by,
        )

    def sent(self, items: list[dict[str, str]], at: datetime, **more: Any) -> Request:
        """The same, sent."""
        request = self.draft(items, at - timedelta(minutes=20), **more)
        return actions.submit_request(by=self.people["mx.medico"], at=at, request=request, confirmed=True)

    def claimed(self, items: list[dict[str, str]], at: datetime, who: str = "mx.revision.imagen") -> Request:
        """The same, held by a reviewer four hours later."""
        request = self.sent(items, at)
        actions.claim_request(by=self.people[who], at=at + timedelta(hours=4), request=request)
        request.refresh_from_db()
        return request

    def decided(self, items: list[dict[str, str]], at: datetime, *decisions: ItemDecision) -> Request:
        """The same, decided an hour after."""
        request = self.claimed(items, at)
        return actions.decide_items(
            by=self.people["mx.revision.imagen"],
            at=at + timedelta(hours=5),
            request=request,
            decisions=list(decisions),
        )

    def appealed(self, at: datetime) -> Any:
        """A denial with its appeal, filed two days later."""
        request = self.decided([asked(LUMBAR)], at, denied())
        return actions.file_appeal(
            by=self.people["mx.medico"],
            at=at + timedelta(days=2),
            request=request,
            sequences=[1],
            grounds=words.GROUNDS[0],
        )


def asked(service: str, quantity: int = 1, side: str = "") -> dict[str, str]:
    """One service as the form sends it."""
    return {"service": service, "quantity": str(quantity), "side": side}


def denied(sequence: int = 1, reason: str = "criteria") -> ItemDecision:
    """A denial with everything that it must say."""
    clause, sentence, change = words.DENIED[reason]
    return ItemDecision(
        sequence, "denied", reason_code=reason, clause=clause, patient_sentence=sentence, would_change=change
    )


def tell(scene: Scene, people: People, regions: list[Region], patients: list[Patient], evidence: str) -> None:
    """Each story, in the order in which it happened."""
    units = {unit.code: unit for unit in (*regions[0].asking, *regions[0].doing)}
    told = Teller(scene, people, units, patients, evidence)
    _late(told)
    _appeals(told)
    _corrected(told)
    _numbers(told)
    _denied(told)
    _asked(told)
    _waiting(told)
    _emergency(told)
    _drafts(told)


def _late(told: Teller) -> None:
    """Nobody answered in the term: coordination is told, nothing is decided by it."""
    told.sent(
        [asked(KNEE, side="left")], told.ago(days=9), diagnosis="M23.2", diagnosis_text="Desgarro de menisco"
    )
    escalate_due(told.scene.at)


def _appeals(told: Teller) -> None:
    """One appeal waits for coordination, another for its reviewer."""
    told.appealed(told.ago(days=7))
    appeal = told.appealed(told.ago(days=8))
    reviewer = told.people["mx.revision.imagen.dos"]
    actions.assign_appeal(by=told.people[COORDINATION], at=told.ago(days=5), appeal=appeal, reviewer=reviewer)


def _corrected(told: Teller) -> None:
    """Denied, corrected and sent again: the new request is linked to the old."""
    first = told.decided([asked(LUMBAR)], told.ago(days=12), denied(reason="evidence"))
    by, at = told.people["mx.medico"], told.ago(days=10)
    again = actions.resubmit_request(by=by, at=at, request=first)
    typed_again = {**again.draft, "desired_date": (at + timedelta(days=8)).date().isoformat()}
    again = actions.save_draft(
        by=by, at=at, unit=told.units[HOME], typed=typed_again, request=again, version=again.version
    )
    told.attach(again, by, at)
    again = actions.submit_request(by=by, at=at, request=again, confirmed=True)
    # What one reviewer denied, another may look at when it comes again.
    reviewer = told.people["mx.revision.imagen.dos"]
    actions.claim_request(by=reviewer, at=told.ago(days=9), request=again)
    actions.decide_items(
        by=reviewer, at=told.ago(days=9), request=again, decisions=[ItemDecision(1, "approved")]
    )


def _numbers(told: Teller) -> None:
    """A number with two units, for the centre; and one used once, with a second opinion asked for."""
    told.decided([asked(LUMBAR, 2)], told.ago(days=4), ItemDecision(1, "approved"))
    request = told.decided([asked(LUMBAR, 2)], told.ago(days=6), ItemDecision(1, "approved"))
    number = request.items.get().authorisations.get()
    centre, unit = told.people["mx.centro"], told.units[HOSPITAL]
    at = told.ago(hours=5)
    today = today_at(unit, at)  # the centre's day, not Greenwich's
    actions.look_up(by=centre, at=at, unit=unit, typed=number.number)
    if number.valid_from <= today:
        actions.consume_units(by=centre, at=at, unit=unit, authorisation=number, units=1, performed_on=today)
    reviewer = told.people["mx.revision.imagen.tres"]
    actions.assign_double_review(
        by=told.people[COORDINATION], at=told.ago(days=1), request=request, reviewer=reviewer
    )


def _denied(told: Teller) -> None:
    """A denial that its physician may correct or appeal; and one for want of capacity."""
    told.decided([asked(LUMBAR)], told.ago(days=3), denied())
    told.decided([asked(KNEE, side="right")], told.ago(days=5), denied(reason="capacity"))


def _asked(told: Teller) -> None:
    """A reviewer waits for the physician's answer."""
    request = told.claimed([asked(LUMBAR)], told.ago(days=2))
    actions.ask_information(
        by=told.people["mx.revision.imagen"],
        at=told.ago(days=1, hours=19),
        request=request,
        question=words.QUESTIONS[0],
        sequences=[1],
    )


def _waiting(told: Teller) -> None:
    """Three services in one request wait in the queue; another request is already held."""
    told.sent([asked(LUMBAR), asked(DENSI), asked(PHYSIO, 20)], told.ago(days=1))
    told.claimed([asked(LUMBAR), asked(KNEE, side="left")], told.ago(hours=26))
    cataract = {"diagnosis": "H25.9", "diagnosis_text": "Catarata senil"}
    told.sent([asked("CXA-CATAR", side="right")], told.ago(hours=30), **cataract)


def _emergency(told: Teller) -> None:
    """Operated last night, registered this morning."""
    by, at = told.people["mx.hospital"], told.ago(hours=3)
    whole = told.typed(told.patient(), [asked("CXH-APEND")], at)
    whole |= {
        "setting": "hospital",
        "priority": "urgent",
        "attended_at": told.ago(hours=15).isoformat(),
        "diagnosis": "K35.8",
        "diagnosis_text": "Apendicitis aguda",
        "desired_date": "",
    }
    actions.register_emergency(by=by, at=at, unit=told.units[HOSPITAL], typed=whole, confirmed=True)


def _drafts(told: Teller) -> None:
    """A lumbar MRI ready to be sent; the same study for somebody who already has one asked for; and a paper form."""
    told.draft([asked(LUMBAR)], told.ago(hours=4), justification=READY)
    first = Request.objects.filter(
        requester=told.people["mx.medico"], items__service_code=DENSI, state="in_review"
    )
    repeated = first.order_by("-submitted_at").select_related("patient").first()
    if repeated is not None:
        told.draft([asked(LUMBAR)], told.ago(hours=2), patient=repeated.patient, justification=AGAIN)
    at = told.ago(hours=1)
    whole = told.typed(told.patient(), [asked("DXE-EMG", side="right")], at, justification="")
    actions.save_draft(
        by=told.people["mx.recepcion"],
        at=at,
        unit=told.units[HOME],
        typed=whole,
        channel="paper",
        requester=told.people["mx.medico"],
    )
