"""Addresses for the shell's tests: a form that creates a unit, and pages that refuse or fail."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import RequestContext, Template
from django.urls import path

from cauce.config.urls import handler400, handler403, handler404, handler500, urlpatterns
from cauce.core.errors import Conflict, Invalid, NotAllowed, Problem
from cauce.core.organisations.actions import create_unit
from cauce.core.organisations.models import OrgUnit

__all__ = ["handler400", "handler403", "handler404", "handler500"]

FORM = """{% extends "web/base.html" %}{% load ui %}{% block title %}Prueba{% endblock %}
{% block heading %}Prueba{% endblock %}
{% block content %}{% draft_notice %}<form method="post" data-draft="prueba">{% csrf_token %}{% once %}
<input type="hidden" name="version" value="{{ version }}">
<label for="code">Código</label><input id="code" name="code">
<label for="name">Nombre</label><input id="name" name="name">
<button>Guardar</button></form>{% endblock %}"""

GRID = """{% extends "web/base.html" %}{% load ui %}{% block title %}Cuadrícula{% endblock %}
{% block heading %}Cuadrícula{% endblock %}{% block content %}<form method="get" action="/prueba/hecho/" data-grid>
<table><tbody>{% for row in rows %}<tr><th scope="row">{{ row }}</th>
<td><input aria-label="a" id="a{{ row }}" name="a{{ row }}"></td>
<td><select aria-label="b" id="b{{ row }}" name="b{{ row }}"><option>x<option>y</select></td>
<td><input aria-label="c" id="c{{ row }}" name="c{{ row }}"></td></tr>{% endfor %}</tbody></table>
<button id="send">Guardar</button></form>{% endblock %}"""

UPLOAD = """{% extends "web/base.html" %}{% load ui %}{% block title %}Archivo{% endblock %}
{% block heading %}Archivo{% endblock %}{% block content %}
<form method="post" enctype="multipart/form-data" data-upload>{% csrf_token %}{% once %}{% file_picker form.signed 1000 %}
<button>Subir</button></form>{% endblock %}"""


class UploadForm(forms.Form):
    """A file that must be called ok.pdf."""

    signed = forms.FileField(label="Reporte")

    def clean_signed(self):
        if self.cleaned_data["signed"].name != "ok.pdf":
            raise forms.ValidationError("No es un PDF.")
        return self.cleaned_data["signed"]


def _html(request: HttpRequest, source: str, status: int = 200, **context) -> HttpResponse:
    return HttpResponse(Template(source).render(RequestContext(request, context)), status=status)


def form(request: HttpRequest) -> HttpResponse:
    """GET: the form; POST: create a unit under the sector."""
    if request.method == "GET":
        return _html(request, FORM, version=request.GET.get("version", "1"))
    sector = OrgUnit.objects.get(kind=OrgUnit.Kind.SECTOR)
    fields = {"kind": "institution", "code": request.POST["code"], "name": request.POST["name"]}
    create_unit(by=request.user, at=request.now, parent=sector, **fields)
    return redirect("/prueba/hecho/")


def done(request: HttpRequest) -> HttpResponse:
    """Where the form leads."""
    return render(request, "web/error.html", {"title": "Hecho", "text": "", "todo": []})


def grid(request: HttpRequest) -> HttpResponse:
    """Three rows of cells."""
    return _html(request, GRID, rows=range(3))


def upload(request: HttpRequest) -> HttpResponse:
    """A file; leads to done."""
    found = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and found.is_valid():
        return redirect("/prueba/hecho/")
    return _html(request, UPLOAD, status=422 if found.errors else 200, form=found)


def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    """Raise each refusal."""
    raise {
        "permiso": NotAllowed("No puede.", rule="T-1", remedy="Pídalo.", who="Coordinación"),
        "datos": Invalid([Problem("T-2", "celda", "Mal."), Problem("T-3", "", "Peor.")]),
        "choque": Conflict("Otra persona guardó.", rule="T-4"),
    }[kind]


def fail(request: HttpRequest) -> HttpResponse:
    """A defect."""
    raise ZeroDivisionError


urlpatterns = [
    *urlpatterns,
    path("prueba/", form),
    path("prueba/hecho/", done),
    path("prueba/cuadricula/", grid),
    path("prueba/archivo/", upload),
    path("prueba/rechazo/<kind>/", refuse),
    path("prueba/falla/", fail),
]
