"""Insert the invented cases in bulk, in the order that the guards accept: items are born pending, a decision comes
before its item's state, an item's state before its number, a number before its uses.
"""

import hashlib
import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cauce.core.accounts.models import User
from cauce.core.audit.log import record
from cauce.core.bulk import insert
from cauce.core.catalogues.models import Entry
from cauce.core.demo.scene import Scene
from cauce.core.organisations.models import OrgUnit

from ..catalogue import CATALOGUE
from ..models import (
    Assignment,
    ClockSegment,
    CriteriaVersion,
    Decision,
    Evidence,
    FolioSeries,
    InfoRequest,
    Item,
    OncologyAnnex,
    Patient,
    ProstheticsAnnex,
    Request,
    ScreeningLine,
    ServicePolicy,
    VariantVersion,
)
from ..places import zone_at
from ..rules import similarity
from ..rules.codes import Annex, annex_of
from ..rules.header import header
from ..rules.number import REQUEST, make
from ..rules.states import GRANTED_ITEM
from . import words
from .cases import Case, Line
from .catalogue import MODULES, diagnoses
from .people import People
from .places import HOME, Region
from .screened import COLUMNS, lines_of

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
STAGES = ("IB", "IIA", "IIB", "IIIA", "IIIB", "IV")
SCHEMES = ("Esquema de primera línea", "Esquema de segunda línea", "Esquema adyuvante")
MATERIALS = ("Titanio y polietileno", "Aleación de cromo y cobalto", "Polipropileno", "Fibra de carbono")


class History:
    """Writes cases; after `write`, `kept` has each item with its case, its line and its last decision."""

    def __init__(self, scene: Scene, people: People, regions: list[Region], proof: str) -> None:
        self.scene, self.people, self.regions, self.proof = scene, people, regions, proof
        self.entries = dict(Entry.objects.filter(catalogue__code=CATALOGUE).values_list("code", "pk"))
        self.policies = dict(ServicePolicy.objects.values_list("code", "pk"))
        self.diagnoses = diagnoses()
        self.variant = VariantVersion.objects.filter(place=regions[1].place).first()
        self.criteria = defaultdict(list)
        for version in CriteriaVersion.objects.order_by("number"):
            for code in version.document["services"]:
                self.criteria[code].append(version)
        self.last: dict[int, int] = {}
        self.kept: list[tuple[Item, Case, Line, Decision]] = []
        self.rows: list[tuple[Case, Request]] = []
        self.items: list[tuple[Item, Case, Line]] = []

    def write(self, cases: list[Case], patients: dict[str, list[Patient]]) -> None:
        """Requests with all that hangs from them, but for numbers and appeals."""
        for case in cases:
            self.rows.append((case, self._request(case, patients)))
        Request.objects.bulk_create([row for _case, row in self.rows], batch_size=200)
        self._repeated()
        self._series()
        self._items()
        self._around()
        self._decisions()

    def who(self, request: Request, speciality: str) -> tuple[User, User]:
        """(reviewer, reviewer of appeals) of a request, as the pairs say."""
        first, second = self.people.reviewers(speciality, request.region.code)
        if (
            request.requester_id == self.people["mx.hospital"].pk
            and first.username == "mx.revision.ortopedia.dos"
        ):
            return second, first  # of the same care team
        return first, second

    def _request(self, case: Case, patients: dict[str, list[Patient]]) -> Request:
        region, chance = self.regions[case.region], case.chance
        drawn = min(int(chance.triangular(0, len(region.asking), 0)), len(region.asking) - 1)
        unit = region.asking[case.unit if case.unit >= 0 else drawn]
        asker = self._asker(case, unit)
        paper = not case.emergency and chance.random() < 0.09
        first, pool = case.lines[0], patients[region.place.code]
        # Some patients ask more often than others.
        drawn = min(int(len(pool) * chance.random() ** 1.6), len(pool) - 1)
        patient = pool[case.patient % len(pool) if case.patient >= 0 else drawn]
        ended, text = case.decided_at or case.cancelled_at, self._text(case, asker)
        outcomes = [self._state(case, line) for line in case.lines]
        attended = case.submitted_at - timedelta(hours=chance.uniform(3, 70)) if case.emergency else None
        late = bool(attended and case.submitted_at - attended > timedelta(hours=48))
        variant = self.variant if case.region == 1 and self.variant else None
        fits = variant is not None and case.submitted_at.date() >= variant.valid_from
        missed = case.due_at < (ended or self.scene.at) and case.decided_at != case.submitted_at
        return Request(
            uid=UUID(bytes=hashlib.sha256(f"demo {case.number}".encode()).digest()[:16]),
            folio=self._folio(case.submitted_at),
            tracking_code="".join(chance.choice(ALPHABET) for _n in range(8)),
            state=_request_state(case),
            outcome=str(header(outcomes)) if ended else "",
            patient=patient,
            requester=asker,
            registered_by=self.people["mx.recepcion"] if paper and unit.code == HOME else asker,
            physician_name=asker.display_name,
            physician_licence=asker.professional.licence,
            unit=unit,
            region=region.place,
            speciality=first.service["speciality"],
            setting=case.setting,
            priority=case.priority,
            channel="paper" if paper else chance.choices(("digital", "fhir", "package"), (86, 11, 3))[0],
            emergency=case.emergency,
            attended_at=attended,
            late_registration=late,
            diagnosis=case.diagnosis,
            diagnosis_text=self.diagnoses[case.diagnosis],
            justification=text,
            fingerprint=similarity.fingerprint(text),
            desired_date=case.submitted_at.date() + timedelta(days=chance.randint(2, 20)),
            extra={"modulo_regional": chance.choice(MODULES)} if fits and variant else {},
            variants=[variant.pk] if fits and variant else [],
            clock=case.term.as_dict(),
            submitted_at=case.submitted_at,
            day=int(f"{case.submitted_at.astimezone(zone_at(region.place)):%Y%m%d}"),
            due_at=case.due_at,
            escalated_at=case.due_at + timedelta(minutes=5) if missed else None,
            decided_at=case.decided_at,
            gross_seconds=int(case.spent.gross.total_seconds()) if case.spent else None,
            net_seconds=int(case.spent.net.total_seconds()) if case.spent else None,
            cancelled_reason="El paciente mejoró y ya no lo necesita" if case.cancelled_at else "",
            created_at=case.submitted_at - timedelta(minutes=chance.randint(5, 40)),
            version=2,
            saved_at=ended or case.answered_at or case.submitted_at,
            saved_by=asker,
        )

    def _asker(self, case: Case, unit: OrgUnit) -> User:
        """One of the unit's physicians; the first asks most."""
        askers = self.people.askers[unit.pk]
        if case.asker >= 0:
            return askers[case.asker % len(askers)]
        return case.chance.choices(askers, (3, 2, 2, 2)[: len(askers)])[0]

    def _repeated(self) -> None:
        """Requests that repeat another say which, and why they were sent all the same."""
        before: dict[tuple[int, str], Request] = {}
        changed = []
        for case, request in self.rows:
            if case.patient < 0 or case.cancelled_at:
                continue
            key = (request.patient_id or 0, case.lines[0].service["code"])
            if key in before:
                request.duplicate_of = before[key]
                request.duplicate_reason = "Continuación del mismo tratamiento (dato sintético)"
                changed.append(request)
            before[key] = request
        Request.objects.bulk_update(changed, ["duplicate_of", "duplicate_reason"])

    def _text(self, case: Case, asker: User) -> str:
        recent = case.submitted_at > self.scene.at - timedelta(days=80)
        if recent and asker.username.endswith(("4.2", "8.2")) and case.number % 2 == 0:
            return words.COPIED  # found by the signal of copied justifications
        first = case.lines[0].service
        return words.justification(case.chance, first["speciality"], first["label"], case.number)

    def _folio(self, at: datetime) -> str:
        number = make(REQUEST, at.year, self.last.get(at.year, 0))
        self.last[at.year] = number.sequence
        return str(number)

    def _series(self) -> None:
        for year, last in self.last.items():
            FolioSeries.objects.update_or_create(prefix=REQUEST, year=year, defaults={"last": last})

    @staticmethod
    def _state(case: Case, line: Line) -> str:
        """The item's state once everything is written."""
        if line.outcome:
            return line.outcome
        return "info_needed" if case.asked_at and not case.answered_at else "pending"

    def _items(self) -> None:
        rows = []
        for case, request in self.rows:
            for sequence, line in enumerate(case.lines, start=1):
                row = line.service
                since = case.submitted_at.date() if case.emergency else request.desired_date
                item = Item(
                    request=request,
                    sequence=sequence,
                    patient_id=request.patient_id,
                    service_id=self.entries[row["code"]],
                    service_code=row["code"],
                    policy_id=self.policies[row["code"]],
                    category=row["category"],
                    quantity=line.quantity,
                    side=line.side,
                    date_from=since,
                    date_to=since + timedelta(days=int(row["validity"]) - 1),
                    waits_for_capacity=line.reason == "capacity",
                )
                rows.append((item, case, line))
        Item.objects.bulk_create([item for item, _case, _line in rows], batch_size=300)
        self.items = rows
        self._annexes()

    def _annexes(self) -> None:
        oncology, prosthetics = [], []
        for item, case, line in self.items:
            annex = annex_of(item.category)
            if annex == Annex.ONCOLOGY:
                stage, scheme = case.chance.choice(STAGES), case.chance.choice(SCHEMES)
                oncology.append(
                    (item.pk, stage, "Sin tratamiento previo (dato sintético)", scheme, line.quantity)
                )
            if annex == Annex.PROSTHETICS:
                device = line.service["label"]
                prosthetics.append((item.pk, device, line.side, case.chance.choice(MATERIALS)))
        insert(OncologyAnnex, ("item_id", "stage", "prior_treatment", "scheme", "cycles"), oncology)
        insert(ProstheticsAnnex, ("item_id", "device", "side", "material"), prosthetics)

    def _around(self) -> None:
        """Evidence, the screening's lines, who held it, questions and the clock."""
        self._evidence()
        self._screening()
        held, segments, questions = [], [], []
        for case, request in self.rows:
            if case.claimed_at and case.decided_at != case.submitted_at:
                reviewer, _second = self.who(request, case.lines[0].service["speciality"])
                held.append((request.pk, reviewer.pk, case.claimed_at, case.decided_at, ""))
            if case.asked_at:
                questions.append(self._question(case, request))
        columns = ("request_id", "reviewer_id", "claimed_at", "released_at", "reason")
        insert(Assignment, columns, held)
        infos = {
            info.request_id: info.pk for info in InfoRequest.objects.bulk_create(questions, batch_size=300)
        }
        for case, request in self.rows:
            end = case.decided_at or case.cancelled_at
            if not case.asked_at:
                segments.append((request.pk, False, case.submitted_at, end, None))
                continue
            segments.append((request.pk, False, case.submitted_at, case.asked_at, None))
            segments.append((request.pk, True, case.asked_at, case.answered_at, infos[request.pk]))
            if case.answered_at:
                segments.append((request.pk, False, case.answered_at, end, None))
        insert(ClockSegment, ("request_id", "paused", "starts_at", "ends_at", "info_request_id"), segments)

    def _question(self, case: Case, request: Request) -> InfoRequest:
        reviewer, _second = self.who(request, case.lines[0].service["speciality"])
        answered = case.answered_at is not None
        return InfoRequest(
            request=request,
            sequences=[n for n, line in enumerate(case.lines, start=1) if not line.by_screening],
            question=words.QUESTIONS[case.question],
            asked_at=case.asked_at,
            asked_by=reviewer,
            answer=words.ANSWERS[case.question] if answered else "",
            answered_at=case.answered_at,
            answered_by_id=request.requester_id if answered else None,
        )

    def _evidence(self) -> None:
        rows = [
            (
                request.pk,
                f"Documento {n} (sintético)",
                f"documento-{n}.pdf",
                case.submitted_at,
                request.requester_id,
            )
            for case, request in self.rows
            for n in range(1, case.evidence + 1)
        ]
        columns = ("request_id", "description", "original_name", "added_at", "added_by_id")
        insert(Evidence, columns, rows, sha256=self.proof, size=900, pages=1)

    def _screening(self) -> None:
        """What the screening would have said of each, line by line."""
        lines = []
        by_request: dict[int, list[tuple[Item, Line, CriteriaVersion | None]]] = defaultdict(list)
        for item, case, line in self.items:
            version = self.version(line.service["code"], case)
            by_request[item.request_id].append((item, line, version))
        for case, request in self.rows:
            said = lines_of(case, request, by_request[request.pk])
            lines += [(request.pk, n, *one) for n, one in enumerate(said, start=1)]
        insert(ScreeningLine, ("request_id", "number", *COLUMNS), lines, run=1)

    def version(self, code: str, case: Case) -> CriteriaVersion | None:
        """The criteria in force for a service on the day of a case."""
        day = case.submitted_at.date()
        found = [version for version in self.criteria.get(code, ()) if version.valid_from <= day]
        return found[-1] if found else None

    def _decisions(self) -> None:
        made = []
        for item, case, line in self.items:
            if line.outcome in ("approved", "modified", "denied", "not_required"):
                made.append((item, case, line, self._decision(item, case, line)))
        Decision.objects.bulk_create([decision for *_rest, decision in made], batch_size=300)
        self.kept = made
        settle()
        for state in ("cancelled", "info_needed"):
            ids = [item.pk for item, case, line in self.items if self._state(case, line) == state]
            for start in range(0, len(ids), 500):
                Item.objects.filter(pk__in=ids[start : start + 500]).update(state=state)

    def _decision(self, item: Item, case: Case, line: Line) -> Decision:
        reviewer, _second = self.who(item.request, case.lines[0].service["speciality"])
        clause, sentence, change = "", "", ""
        if line.outcome == "modified":
            clause, sentence, change = words.MODIFIED
        elif line.outcome == "denied":
            clause, sentence, change = words.DENIED[line.reason]
        return Decision(
            item=item,
            level=Decision.Level.SCREENING if line.by_screening else Decision.Level.REVIEW,
            outcome=line.outcome,
            reason_code=line.reason,
            clause=clause,
            criteria=self.version(line.service["code"], case) if line.by_screening and line.granted else None,
            patient_sentence=sentence,
            would_change=change,
            quantity=line.granted or None,
            at=case.submitted_at + timedelta(seconds=2) if line.by_screening else case.decided_at,
            by=None if line.by_screening else reviewer,
        )

    def tell(self) -> None:
        """One audit event for each month, with the digest of its requests."""
        months: dict[str, list[tuple[Case, Request]]] = defaultdict(list)
        for case, request in self.rows:
            months[f"{case.submitted_at:%Y-%m}"].append((case, request))
        for month, found in sorted(months.items()):
            folios = [(request.folio, request.state, request.outcome) for _case, request in found]
            digest = hashlib.sha256(json.dumps(folios).encode()).hexdigest()
            data = {"month": month, "requests": len(found), "sha256": digest}
            data["states"] = dict(Counter(request.state for _case, request in found))
            at = max(case.submitted_at for case, _request in found)
            place = self.regions[0].place.parent
            record(action="demo.requests", by=self.scene.admin, at=at, place=place, data=data)


def settle() -> None:
    """Every decided item as its last decision says; the guards look at each row."""
    last = Decision.objects.filter(item=OuterRef("pk")).order_by("-pk")
    decided = Item.objects.filter(pk__in=Decision.objects.values("item"))
    decided.update(
        state=Subquery(last.values("outcome")[:1]), quantity_granted=Subquery(last.values("quantity")[:1])
    )
    granted = decided.filter(state__in=GRANTED_ITEM, service_granted=None)
    granted.update(service_granted=Coalesce(Subquery(last.values("service")[:1]), F("service_id")))


def _request_state(case: Case) -> str:
    if case.decided_at:
        return "decided"
    if case.cancelled_at:
        return "cancelled"
    return "info_requested" if case.asked_at and not case.answered_at else "in_review"
