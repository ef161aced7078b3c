"""The two operations as addresses. Every answer is FHIR JSON, refusals too."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from cauce.api.auth import Token
from cauce.core.accounts.access import can, require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Refusal
from cauce.interop.pas import systems
from cauce.interop.pas.model import Answer, Identifier, Inquiry, Issue, Person, Submission
from cauce.interop.pas.reading import read_inquiry, read_submit
from cauce.interop.pas.writing import outcome, parameters, response_bundle

from ..actions.reading import read_request
from ..models import Exchange
from .answering import answer_of
from .mapping import known_codes
from .receiving import Refused, find, receive, repeats

TYPE = "application/fhir+json"
MAX_BODY = 40_000_000
MAX_FOUND = 50


def fhir(data: dict[str, Any], status: int = 200) -> JsonResponse:
    """A FHIR answer."""
    return JsonResponse(data, status=status, content_type=TYPE, json_dumps_params={"ensure_ascii": False})


def refused(status: int, code: Any, text: str, expression: str = "Bundle") -> JsonResponse:
    """One issue as an OperationOutcome."""
    return fhir(outcome([Issue(expression, code, text)]), status)


def operation(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A POST with a token and a JSON body; whatever is refused is an OperationOutcome."""

    @csrf_exempt
    @wraps(view)
    def run(request: Any) -> HttpResponse:
        if request.method != "POST":
            answer = refused(405, "not-supported", "Use POST.")
            answer["Allow"] = "POST"
            return answer
        try:
            if _person(request) is None:
                answer = refused(401, "login", "Falta una clave de API válida (Authorization: Bearer).")
                answer["WWW-Authenticate"] = "Bearer"
                return answer
            return _with_body(view, request)
        except Refusal as refusal:
            issues = [Issue(p.place or "Bundle", "business-rule", f"{p.rule}: {p}") for p in refusal.problems]
            return fhir(outcome(issues), refusal.status)

    return run


def _person(request: Any) -> Any:
    kind, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    return Token().authenticate(request, secret.strip()) if kind.lower() == "bearer" and secret else None


def _with_body(view: Callable[..., HttpResponse], request: Any) -> HttpResponse:
    if len(request.body) > MAX_BODY:
        return refused(413, "too-long", "El paquete pesa demasiado.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return refused(400, "structure", "El cuerpo no es JSON.")
    return view(request, body)


@operation
def submit(request: Any, body: Any) -> HttpResponse:
    """`Claim/$submit`. A repeated identifier gets its first answer; 200 also when our rules refuse (outcome error)."""
    sent, issues = read_submit(body)
    if sent is None:
        return fhir(outcome(issues), 400 if issues[0].code == "structure" else 422)
    if seen := find(sent.identifier.system, sent.identifier.value):
        return _first_answer(request, seen, sent)
    try:
        exchange, made = receive(sent, request.user, request.now)
    except Refused as error:
        answer = Answer(
            sent.identifier, "", request.now, False, problems=tuple(error.issues), patient=sent.patient_resource,
            claim_url=sent.claim_url,
        )  # fmt: skip
        return fhir(_bundle(request, [answer], sent.bundle_identifier))
    if not made:
        return _first_answer(request, exchange, sent)
    exchange.request.refresh_from_db()
    said = _bundle(
        request, [answer_of(exchange.request, exchange, sent.patient_resource)], sent.bundle_identifier
    )
    Exchange.objects.filter(pk=exchange.pk).update(answer=said)
    return fhir(said)


def _first_answer(request: Any, exchange: Exchange, sent: Submission) -> HttpResponse:
    require(request.user, Permission.AUTH_WRITE, exchange.request.unit, request.now)
    if not repeats(sent, exchange):
        text = "El identificador ya se usó para otra solicitud, de otro paciente o de otros servicios: use uno nuevo."
        return refused(409, "duplicate", text, f"{sent.places['claim']}.identifier")
    return fhir(exchange.answer or _bundle(request, [answer_of(exchange.request, exchange)], Identifier()))


@operation
def inquire(request: Any, body: Any) -> HttpResponse:
    """`Claim/$inquire`: by the claim's identifier, else by the patient (and services) among the person's own units.

    Each request that is told is a reading, and is logged as one. The answer is one bundle (PAS 2.1); a bundle asked
    inside Parameters is answered inside Parameters, one bundle for each request (PAS 2.2).
    """
    asked, issues = read_inquiry(body)
    if asked is None:
        return fhir(outcome(issues), 400 if issues[0].code == "structure" else 422)
    found = Exchange.objects.select_related("request__unit", "request__patient").order_by("-at")
    person = _person_asked(asked.patient)
    exact = found.filter(person, system=asked.identifier.system, value=asked.identifier.value)
    if not exact.exists():
        exact = found.filter(person, _services_asked(asked)).distinct()
    answers = []
    for exchange in exact[:MAX_FOUND]:
        if can(request.user, Permission.AUTH_WRITE, exchange.request.unit, request.now):
            read_request(
                by=request.user, at=request.now, request=exchange.request, why="FHIR $inquire", door="fhir"
            )
            answers.append(answer_of(exchange.request, exchange))
    if body.get("resourceType") == "Parameters":  # asked as in PAS 2.2, answered so
        one_each = [_bundle(request, [a], asked.bundle_identifier, inquiry=True) for a in answers]
        return fhir(parameters(one_each))
    return fhir(_bundle(request, answers, asked.bundle_identifier, inquiry=True))


def _person_asked(patient: Person) -> Q:
    """Requests of that CURP or NSS; none without one."""
    curp, nss = patient.number(systems.CURP), patient.number(systems.NSS)
    found = Q(pk__in=[])
    if curp:
        found |= Q(request__patient__curp=curp)
    if nss:
        found |= Q(request__patient__nss=nss)
    return found


def _services_asked(asked: Inquiry) -> Q:
    """Requests with any of the services, in our codes; of any service when none of the codes is known."""
    codes = set(known_codes([asked.codings]).values())
    return Q(request__items__service_code__in=codes) if codes else Q()


def _bundle(
    request: HttpRequest, answers: list[Answer], identifier: Identifier, *, inquiry: bool = False
) -> dict:
    base = request.build_absolute_uri(reverse("authorizations_fhir:submit")).rpartition("/Claim/")[0]
    at = request.now.isoformat(timespec="seconds")  # type: ignore[attr-defined]
    return response_bundle(answers, identifier, at, base, inquiry=inquiry)
