"""Looking a number up at a centre: typed, pasted from a reader, or from a picture of the paper."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.keys import public_keys
from cauce.core.errors import Problem
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..rules import number as numbers
from ..rules import qr
from ..rules.scanned import Scan, best_of, classify
from ..scanning import MAX_PICTURE, texts_in
from .using_common import centres_of_person, crumbs, page

STATUS = {"unknown": 404, "malformed": 422, "limited": 429, "not_here": 403}


class LookUpForm(forms.Form):
    """A number or a QR's text; or a picture of it; at one of the person's centres."""

    number = forms.CharField(
        label=gettext_lazy("Número o texto del código"),
        help_text=gettext_lazy("Como ST2-2026-00012345-K, o lo que escribe el lector de códigos."),
        max_length=700,
        required=False,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        ),
    )
    picture = forms.FileField(
        label=gettext_lazy("O una foto del código grande"),
        required=False,
        widget=forms.FileInput({"accept": "image/*"}),
        allow_empty_file=True,
    )
    centre = forms.ChoiceField(label=gettext_lazy("Centro"), required=False)

    def __init__(self, *args: Any, centres: list[OrgUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].choices = [(one.code, one.name) for one in centres]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Said:
    """What to do with what was sent: a number to open, or why not."""

    number: str = ""
    problem: Problem | None = None
    typed: str = ""  # to keep in the log of look-ups, when there is something to keep


@page
def look_up(request: Any) -> HttpResponse:
    """The form; with POST, the number's page, or what is wrong with what was sent."""
    require(request.user, Permission.AUTH_LOOK_UP, None, request.now)
    centres = centres_of_person(request.user, request.now)
    sent = request.method == "POST"
    form = LookUpForm(
        request.POST if sent else None, request.FILES if sent else None, centres=centres, initial=_asked(request)
    )  # fmt: skip
    if not sent or not form.is_valid():
        return form_page(request, form, centres, status=422 if sent else 200)
    unit = next((one for one in centres if one.code == form.cleaned_data["centre"]), centres[0])
    said = _read(form)
    if said.number:
        address = reverse("authorizations:authorisation", args=[said.number])
        return redirect(f"{address}?{urlencode({'centro': unit.code})}")
    problem = said.problem
    if said.typed:  # what was no number is kept too, and counts towards the limit
        kept = actions.look_up(by=request.user, at=request.now, unit=unit, typed=said.typed)
        problem = kept.problem if kept.answer == "limited" else said.problem or kept.problem
    return form_page(request, form, centres, problem, 429 if problem and problem.rule == "AP-78" else 422)


def form_page(
    request: Any, form: LookUpForm, centres: list[OrgUnit], problem: Problem | None = None, status: int = 200
) -> HttpResponse:
    """The page of the form, with a problem on top."""
    context = {
        "crumbs": crumbs((_("Consultar un número"), "")),
        "form": form,
        "centres": centres,
        "problems": [problem] if problem else [],
        "limit": MAX_PICTURE,
    }
    return render(request, "authorizations/using/look_up.html", context, status=status)


def refused_page(request: Any, typed: str, found: actions.Found) -> HttpResponse:
    """The form again for a number that cannot be shown, with why."""
    centres = centres_of_person(request.user, request.now)
    form = LookUpForm(centres=centres, initial={"number": typed} | _asked(request))
    return form_page(request, form, centres, found.problem, STATUS[found.answer])


def _asked(request: Any) -> dict[str, str]:
    asked = {"number": request.GET.get("numero", "")[:700], "centre": request.GET.get("centro", "")}
    return {key: value for key, value in asked.items() if value}


def _read(form: LookUpForm) -> Said:
    """What the person sent, told apart."""
    text = form.cleaned_data["number"]
    if picture := form.cleaned_data["picture"]:
        if picture.size > MAX_PICTURE:
            return Said(problem=_problem(_("La foto pesa demasiado."), _("Tómela con menos resolución.")))
        text = best_of(texts_in(picture))
        if not text:
            sentence = _("No se encontró ningún código en la foto.")
            return Said(
                problem=_problem(sentence, _("Acérquese, con luz y sin brillos; o escriba el número."))
            )
    scanned = classify(text)
    if scanned.kind == Scan.EMPTY:
        return Said(problem=_problem(_("Falta el número."), _("Escríbalo, péguelo o cargue una foto.")))
    if scanned.kind in OTHER_CODES:
        return Said(problem=_problem(*map(_, OTHER_CODES[scanned.kind])))
    if scanned.kind == Scan.QR:
        return _signed(scanned.text)
    if numbers.is_valid(scanned.text):
        return Said(number=str(numbers.parse(scanned.text)))
    return Said(typed=scanned.text)


OTHER_CODES = {
    Scan.PAPER: (
        "Ese código solo verifica el papel.",
        "Lea el código grande, el que dice «Código para el centro».",
    ),
    Scan.SLIP: (
        "Eso es el folio o el código del comprobante del paciente, no una autorización.",
        "Pida el papel de la autorización, o el número que empieza con ST2.",
    ),
}


def _signed(text: str) -> Said:
    """A QR: its signature first, with any key of the institution."""
    try:
        return Said(number=qr.verify_with(text, public_keys()).number)
    except qr.QrError as error:
        remedy = _("Escriba el número impreso, y avise si no corresponde.")
        return Said(problem=_problem(str(error), remedy), typed=text)


def _problem(message: str, remedy: str) -> Problem:
    return Problem("AP-70", "number", message, remedy)
