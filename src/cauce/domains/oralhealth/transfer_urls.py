"""Addresses of what comes in and goes out as files."""

from django.urls import path

from .views import interchange, transfers

urlpatterns = [
    path("importar/", transfers.listing, name="rows_imports"),
    path("importar/plantilla.csv", transfers.template, name="rows_template"),
    path("importar/<uuid:uid>/", transfers.one, name="rows_import"),
    path("importar/<uuid:uid>/problemas.csv", transfers.problems, name="rows_problems"),
    path("exportar/renglones/", transfers.export, name="rows_export"),
    path("meses/<str:code>/<int:month>/exportar/", interchange.month, name="month_export"),
    path("indicadores/exportar/<str:code>/<str:period>/", interchange.indicators, name="indicators_export"),
]
