"""Invented examples for the gallery of components (/ui/): every state, no real data."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cauce.core.errors import Problem

from .chart_kinds import Flow, Point, bars, flow_map, lines, stacked
from .charts import Figure

CAUSES = [
    ("", "Elija…"),
    ("service", "Carencia de servicio"),
    ("equipment", "Falta de equipo"),
    ("supplies", "Falta de insumos"),
    ("staff", "Falta de personal"),
]


class ExampleForm(forms.Form):
    """One field of each kind."""

    patients = forms.IntegerField(
        label=_("Pacientes mensuales"), min_value=1, help_text=_("Número entero, 1 o más.")
    )
    cause = forms.ChoiceField(label=_("Causa principal"), choices=CAUSES)
    reason = forms.CharField(label=_("Motivo"), widget=forms.Textarea({"rows": 3}), required=False)
    answer = forms.ChoiceField(
        label=_("¿Tiene excedentes y/o faltantes?"),
        choices=[("si", "SI"), ("no", "NO")],
        widget=forms.RadioSelect,
        initial="si",
    )
    sure = forms.BooleanField(label=_("Los datos son correctos"))


class ExampleUpload(forms.Form):
    """A file."""

    signed = forms.FileField(
        label=_("Reporte firmado"),
        help_text=_("Solo PDF."),
        widget=forms.FileInput({"accept": "application/pdf,.pdf"}),
    )


PROBLEMS = [
    Problem(
        "EX-01",
        "celda-1",
        "«Sutura de herida», excedente, pacientes mensuales: 0 no es una cantidad.",
        "Escriba 1 o más, o deje la celda vacía.",
    ),
    Problem(
        "EX-05",
        "celda-2",
        "«Consulta de urgencias», faltante: falta la causa principal.",
        "Elija una de las cuatro causas.",
    ),
]
WARNINGS = [
    Problem(
        "EX-09",
        "celda-1",
        "«Sutura de herida» aparece como excedente y como faltante.",
        "Confirme que es así.",
        "warning",
    )
]
BOARD = [
    ("Aguascalientes", 11, 11, 0, "amber", "Finalizado, falta la copia firmada"),
    ("Baja California", 14, None, None, "red", "Abierto"),
    ("Baja California Sur", 31, 5, 26, "amber", "Finalizado, falta la copia firmada"),
    ("Campeche", 11, 8, 3, "green", "Copia firmada recibida"),
    ("Coahuila de Zaragoza", 1229, 1012, 217, "green", "Copia firmada recibida"),
]
CONFLICTS = [
    {
        "label": "Sutura de herida · pacientes",
        "name": "p1-patients",
        "base": 10,
        "mine": 12,
        "theirs": 15,
    },
    {"label": "Sutura de herida · eventos", "name": "p1-events", "base": None, "mine": 14, "theirs": None},
]


def examples(request: HttpRequest) -> dict[str, Any]:
    """Context of the gallery page."""
    wrong = ExampleForm({"patients": "0", "cause": "", "answer": "si"})
    wrong.is_valid()
    return {
        "form": ExampleForm(),
        "wrong": wrong,
        "upload": ExampleUpload(),
        "problems_found": PROBLEMS,
        "warnings_found": WARNINGS,
        "board": BOARD,
        "conflicts": CONFLICTS,
        "page_of_many": Paginator(range(12345), 50).page(3),
        "jobs": _jobs(),
        "events": _events(request),
        "tiles": [
            ("Entidades con registro final", "27 de 32", ""),
            ("Pacientes mensuales excedentes", "12,480", "/ui/"),
            ("Pacientes mensuales faltantes", "9,310", "Hasta el 20/11/2026"),
        ],
        "figures": _figures(),
        "spark_values": [2, 3, 3, 5, 4, 7],
        "tab_items": [("Consolidado", "/ui/"), ("Por entidad", "/ui/#a"), ("Por causa", "/ui/#b")],
    }


def _jobs() -> list[SimpleNamespace]:
    common = {"title": "Emparejamiento nacional", "total": 3000}
    return [
        SimpleNamespace(**common, done=1260, message="Producto 1,260 de 3,000", state="running"),
        SimpleNamespace(**common, done=3000, message="9,310 pacientes atendidos", state="done"),
        SimpleNamespace(**common, done=40, message="Se agotó la memoria; no se guardó nada.", state="failed"),
    ]


def _events(request: HttpRequest) -> list[SimpleNamespace]:
    at = request.now  # type: ignore[attr-defined]
    return [
        SimpleNamespace(
            at=at,
            by_name="Persona de ejemplo",
            action="Reabrió el registro",
            reason="Corregir Tijuana.",
            data={},
        ),
        SimpleNamespace(
            at=at - timedelta(days=3),
            by_name="Otra persona",
            action="Finalizó el registro",
            reason="",
            data={},
        ),
    ]


def _figures() -> list[Figure]:
    causes = ["Carencia de servicio", "Falta de equipo", "Falta de insumos", "Falta de personal"]
    states = ["Baja California", "Hidalgo", "Jalisco"]
    a, b = Point("Tijuana", 32.5, -117.0, 120), Point("Mexicali", 32.6, -115.4, 80, "shortage")
    c = Point("Ensenada", 31.9, -116.6, 30, "both")
    return [
        bars(
            "Faltantes por causa",
            zip(causes, [5210, 2130, 1105, 865], strict=True),
            measure="Pacientes mensuales",
        ),
        stacked(
            "Faltantes por entidad y causa",
            [(s, c, 40 + 17 * i * j) for i, s in enumerate(states, 1) for j, c in enumerate(causes, 1)],
            measure="Pacientes mensuales",
        ),
        lines(
            "Avance de la ronda",
            [
                (f"Semana {w}", k, v * w)
                for w in range(1, 6)
                for k, v in (("Finalizadas", 5), ("Firmadas", 3))
            ],
            measure="Entidades",
        ),
        flow_map("Oportunidades de intercambio", [a, b, c], [Flow(b, a, 60), Flow(c, a, 20)], labels=[]),
    ]
