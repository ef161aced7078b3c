"""Parts of the form with an act of their own: the patient known already, and the documents of the draft."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.errors import Invalid

from .. import actions
from ..models import Evidence
from ..rules.table import broken
from .asking_form import form_context
from .asking_sent import Sent, keep, to_draft


def fill_patient(sent: Sent, number: int) -> HttpResponse:
    """Fill in the rest of a patient known already; what was written of them gives way."""
    typed = sent.typed.get("patient", {})
    problems, found = (), None
    try:
        found = actions.find_patient(
            **sent.who, unit=sent.unit, curp=typed.get("curp", ""), nss=typed.get("nss", "")
        )
    except Invalid as refused:
        problems = refused.problems
    if found:
        names = ("curp", "nss", "given_name", "first_surname", "second_surname", "sex")
        known = {name: getattr(found, name) for name in names} | {"birth_date": found.birth_date.isoformat()}
        sent.typed = {**sent.typed, "patient": {**typed, **{k: v for k, v in known.items() if v}}}
        sent.version = sent.draft.version if sent.draft else 0
        keep(sent)
    said = _("Se llenaron los datos de un paciente ya registrado. Cotéjelos con él.")
    if not found and not problems:
        said = _(
            "No está registrado en esta institución, o nunca se ha solicitado para él: escriba sus datos."
        )
    if sent.request.htmx:
        context = form_context(
            sent.request, sent.typed, sent.unit, sent.mode, draft=sent.draft, problems=problems
        )
        context |= {"said": "" if problems else said, "known": bool(found)}
        return render(sent.request, "authorizations/asking/_patient.html", context)
    if problems:
        return sent.show(problems=problems, status=422)
    messages.info(sent.request, said)
    return to_draft(sent, "#paciente")


def attach_file(sent: Sent, number: int) -> HttpResponse:
    """Keep a file with the draft."""
    post, upload = sent.request.POST, sent.request.FILES.get("documento")
    about = post.get("documento_servicio", "")
    try:
        if upload is None:
            raise Invalid([broken("AP-01", "evidence", field=_("archivo PDF"))])
        actions.add_evidence(
            **sent.who,
            request=sent.draft,
            upload=upload,
            description=post.get("documento_descripcion", ""),
            sequence=int(about) if about.isdigit() else None,
        )
    except Invalid as refused:
        return sent.show(problems=refused.problems, status=refused.status, attaching=True)
    messages.success(sent.request, _("Documento adjuntado."))
    return to_draft(sent, "#documentos")


def _file(sent: Sent, number: int) -> Evidence | None:
    return Evidence.objects.filter(request=sent.draft, pk=number, removed_at__isnull=True).first()


def ask_detach(sent: Sent, number: int) -> HttpResponse:
    """The form again, with the question; what is typed stays."""
    found = _file(sent, number)
    return sent.show(removing=found) if found else to_draft(sent, "#documentos")


def detach_file(sent: Sent, number: int) -> HttpResponse:
    found = _file(sent, number)
    if found:
        actions.remove_evidence(**sent.who, evidence=found)
        messages.success(
            sent.request, _("Documento quitado del borrador: %(what)s.") % {"what": found.description}
        )
    return to_draft(sent, "#documentos")
