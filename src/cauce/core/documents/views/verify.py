"""The public verification: anyone with a folio learns whether the paper is in force. No personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .. import keys, seal, uploads
from ..folio import FolioError, parse
from ..inspection_rules import MAX_BYTES
from ..models import IssuedDocument
from ..ratelimit import limited
from ..verification import starts_with_issued


class FolioForm(forms.Form):
    """The folio as typed; reading it is forgiving (folio.parse)."""

    folio = forms.CharField(
        label=gettext_lazy("Folio del documento"),
        help_text=gettext_lazy(
            "Aparece arriba a la derecha del documento, por ejemplo CAU-EX-2026-000123-K."
        ),
        max_length=60,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_folio(self) -> str:
        try:
            return str(parse(self.cleaned_data["folio"]))
        except FolioError as error:
            raise forms.ValidationError(str(error)) from error


class CompareForm(forms.Form):
    """A file to compare with the issued one."""

    file = forms.FileField(
        label=gettext_lazy("Archivo PDF que tiene usted"),
        widget=forms.FileInput({"accept": "application/pdf,.pdf"}),
        allow_empty_file=True,
    )


@dataclass(frozen=True)
class Compared:
    """What comparing a file said: a tone (ok, warning, error) and a sentence."""

    tone: str
    sentence: str


@never_cache
@limited("verify")
@require_http_methods(["GET", "HEAD"])
def verify_form(request: HttpRequest) -> HttpResponse:
    """Type a folio."""
    form = FolioForm(request.GET) if "folio" in request.GET else FolioForm()
    if form.is_bound and form.is_valid():
        return redirect("documents:verify", folio=form.cleaned_data["folio"])
    status = 400 if form.is_bound else 200
    return render(request, "documents/verify_form.html", {"form": form}, status=status)


@never_cache
@limited("verify")
@require_http_methods(["GET", "HEAD", "POST"])
def verify_folio(request: HttpRequest, folio: str) -> HttpResponse:
    """What the paper with that folio is; POST compares a file with it."""
    try:
        canonical = str(parse(folio))
    except FolioError as error:
        return _not_found(request, folio, str(error))
    if canonical != folio:
        return redirect("documents:verify", folio=canonical)
    document = IssuedDocument.objects.filter(folio=canonical).select_related("place", "superseded_by").first()
    if document is None:
        return _not_found(request, canonical, _("Este sistema no ha emitido ningún documento con ese folio."))
    form = CompareForm(request.POST or None, request.FILES or None)
    compared = None
    if request.method == "POST" and form.is_valid():
        compared = compare_file(document, form.cleaned_data["file"])
    return render(request, "documents/verify.html", _context(document, form, compared))


def _context(document: IssuedDocument, form: CompareForm, compared: Compared | None) -> dict[str, Any]:
    sealed = seal.holds(document.seal["seal"], document.folio, document.data_sha256, keys.public_keys())
    return {"document": document, "form": form, "compared": compared, "sealed": sealed, "limit": MAX_BYTES}


def compare_file(document: IssuedDocument, upload: Any) -> Compared:
    """Compare by bytes only: nothing a stranger sends is parsed here."""
    with uploads.as_path(upload) as path:
        begins, more = starts_with_issued(path, document.path)
    if begins and not more:
        return Compared("ok", _("El archivo es idéntico al documento emitido."))
    if begins:
        return Compared(
            "warning",
            _(
                "El archivo contiene íntegro el documento emitido y algo más, como hace una firma electrónica. "
                "Aquí no se revisa lo añadido."
            ),
        )
    return Compared(
        "error",
        _(
            "El archivo no es idéntico al documento emitido. Si es una copia digitalizada o guardada de nuevo, "
            "compare a la vista los datos; si no, pudo ser alterado."
        ),
    )


def _not_found(request: HttpRequest, folio: str, reason: str) -> HttpResponse:
    form = FolioForm(initial={"folio": folio[:60]})
    context = {"form": form, "folio": folio[:60], "reason": reason, "retry": reverse("documents:verify_form")}
    return render(request, "documents/verify_unknown.html", context, status=404)
