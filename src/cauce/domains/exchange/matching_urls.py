"""Addresses of the matching, under «emparejamiento/»."""

from django.urls import path

from .views import matching as runs
from .views import matching_decisions as decisions
from .views import matching_files as files
from .views import matching_rows as rows

urlpatterns = [
    path("emparejamiento/", runs.runs_page, name="matching"),
    path("emparejamiento/<int:pk>/", runs.run_page, name="matching_run"),
    path("emparejamiento/<int:pk>/mapa.svg", files.map_svg, name="matching_map"),
    path("emparejamiento/<int:pk>/resultado.xlsx", files.workbook, name="matching_workbook"),
    path("emparejamiento/<int:pk>/cedula/<int:supply>/<int:demand>.pdf", files.sheet, name="matching_sheet"),
    path("emparejamiento/<int:pk>/propuestas/", rows.proposals, name="matching_proposals"),
    path("emparejamiento/<int:pk>/compromisos/", rows.kept, name="matching_kept"),
    path("emparejamiento/<int:pk>/faltantes/", rows.unmet, name="matching_unmet"),
    path("emparejamiento/<int:pk>/excedentes/", rows.unused, name="matching_unused"),
    path("emparejamiento/<int:pk>/decidir/", decisions.decide, name="matching_decide"),
    path("emparejamiento/propuestas/<int:pk>/", decisions.proposal_page, name="matching_proposal"),
]
