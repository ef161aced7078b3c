"""From a read submission to a kept exchange: whose unit, which services, which documents; problems as issues."""

import base64
import binascii
import tempfile
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Q

from cauce.core.accounts.access import within
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.documents import storage
from cauce.core.errors import Invalid, NotNow
from cauce.core.organisations.models import OrgUnit
from cauce.interop.pas import systems
from cauce.interop.pas.model import Attachment, Issue, Submission

from ..actions.exchanging import KeptFile, keep_file, submit_exchange
from ..models import Exchange, Request
from ..places import UNIT_KINDS, today_at
from .mapping import TEXT_TYPES, issue_of, service_codes, typed_of

MAX_FILE = 20_000_000


class Refused(Exception):
    """A readable submission that breaks our rules; each issue names its element."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("; ".join(issue.text for issue in issues))
        self.issues = issues


def find(system: str, value: str) -> Exchange | None:
    """The exchange of an identifier."""
    found = Exchange.objects.select_related("request__unit", "request__patient")
    return found.filter(system=system, value=value).first()


def receive(sent: Submission, by: User, at: datetime) -> tuple[Exchange, bool]:
    """The exchange of a submission and whether it is new; the same identifier twice at once makes one.

    Raises Refused for what our rules refuse, NotAllowed for who may not write there.
    """
    unit = _unit(sent, by, at)
    old = _corrected(sent)
    codes = service_codes(sent.items)
    files, texts = _documents(sent.attachments)
    try:
        with transaction.atomic():
            made = submit_exchange(
                by=by,
                at=at,
                unit=unit,
                typed=typed_of(sent, codes, texts, today_at(unit, at)),
                source=(sent.identifier.system, sent.identifier.value),
                sequences=[item.sequence for item in sent.items],
                duplicate_reason=sent.duplicate_reason,
                files=files,
                claim_url=sent.claim_url,
                patient_id=str(sent.patient_resource.get("id", "")),
                replaces=old,
            )
    except Invalid as refusal:
        errors = [p for p in refusal.problems if p.level == "error"] or refusal.problems
        raise Refused([issue_of(problem, sent) for problem in errors]) from refusal
    except NotNow as refusal:
        if old is None:
            raise
        place = f"{sent.places['claim']}.related"
        raise Refused(
            [Issue(place, "business-rule", f"{p.rule}: {p}") for p in refusal.problems]
        ) from refusal
    except IntegrityError:
        if (seen := find(sent.identifier.system, sent.identifier.value)) is None:
            raise
        return seen, False
    return made, True


def repeats(sent: Submission, seen: Exchange) -> bool:
    """Whether a submission is the kept one again: the same patient and any service in common.

    Senders reuse identifiers (the guide's own examples do): another patient's request must not get this one's answer.
    """
    patient = seen.request.patient
    curp, nss = sent.patient.number(systems.CURP), sent.patient.number(systems.NSS)
    other = bool(patient) and any(
        given and known and given != known for given, known in ((curp, patient.curp), (nss, patient.nss))
    )
    kept = set(seen.request.items.values_list("service_code", flat=True))
    return not other and bool(kept & set(service_codes(sent.items).values()))


def _corrected(sent: Submission) -> Request | None:
    """The denied request that the bundle corrects (Claim.related). What was sent is not changed by an update: a
    service is withdrawn, or the request cancelled, by its own act."""
    place = f"{sent.places['claim']}.related"
    cancelled = [item for item in sent.items if item.cancelled]
    if cancelled:
        text = "Un servicio ya enviado se retira desde la solicitud o con POST /api/v1/authorizations/…/withdraw."
        expression = f"{cancelled[0].expression}.modifierExtension"
        raise Refused([Issue(expression, "business-rule", text)])
    if sent.replaces is None:
        return None
    seen = find(sent.replaces.system, sent.replaces.value)
    if seen is None:
        text = f"No se conoce la solicitud «{sent.replaces.value[:60]}», que esta corrige."
        raise Refused([Issue(place, "not-found", text)])
    return seen.request


def _unit(sent: Submission, by: User, at: datetime) -> OrgUnit:
    """Where it is asked from: a unit of the bundle's among the person's own; their only one, unless another's CLUES
    is said."""
    mine = within(OrgUnit.objects.filter(kind__in=UNIT_KINDS), by, Permission.AUTH_WRITE, at)
    values = [i.value for i in sent.unit if i.value]
    found = mine.filter(Q(code__in=values) | Q(codes__value__in=values)).distinct().first()
    if found:
        return found
    few = list(mine[:2])
    if len(few) == 1 and not any(i.system in systems.CLUES for i in sent.unit):
        return few[0]
    text = "No se sabe desde qué unidad se solicita: indique la CLUES de una unidad donde su cuenta solicita."
    raise Refused([Issue(f"{sent.places['claim']}.provider", "business-rule", text)])


def _documents(attachments: tuple[Attachment, ...]) -> tuple[list[KeptFile], list[str]]:
    """PDF documents inspected and stored, plain texts as text; anything else is an issue at its element."""
    files: list[KeptFile] = []
    texts: list[str] = []
    issues: list[Issue] = []
    for attachment in attachments:
        data = _decoded(attachment)
        kind = attachment.content_type.rpartition("#")[2].split(";")[0].strip()
        if data is None or len(data) > MAX_FILE:
            issues.append(
                Issue(
                    attachment.expression, "business-rule", "El documento no está en base64 o pesa demasiado."
                )
            )
        elif kind in TEXT_TYPES:
            texts.append(data.decode("utf-8", "replace").strip())
        elif kind == "application/pdf":
            issues += _keep(attachment, data, files)
        else:
            issues.append(
                Issue(attachment.expression, "business-rule", f"Se reciben PDF o texto, no «{kind[:60]}».")
            )
    if issues:
        raise Refused(issues)
    return files, [text for text in texts if text]


def _keep(attachment: Attachment, data: bytes, files: list[KeptFile]) -> list[Issue]:
    with tempfile.NamedTemporaryFile(dir=storage.temporary_folder(), suffix=".pdf") as file:
        file.write(data)
        file.flush()
        try:
            files.append(keep_file(Path(file.name), attachment.title, attachment.title or "documento.pdf"))
        except Invalid as refusal:
            return [Issue(attachment.expression, "business-rule", str(p)) for p in refusal.problems]
    return []


def _decoded(attachment: Attachment) -> bytes | None:
    try:
        return base64.b64decode("".join(attachment.data.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
