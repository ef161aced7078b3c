"""Addresses of oversight: indicators and what they are counted from."""

from django.urls import URLPattern, path

from .views import oversight, oversight_breaches, oversight_files

urlpatterns: list[URLPattern] = [
    path("plazos-vencidos/", oversight_breaches.breaches, name="breaches"),
    path("indicadores/", oversight.board, name="indicators"),
    path("indicadores/<str:key>/", oversight.indicator, name="indicator"),
    path("indicadores/<str:key>/tabla.csv", oversight_files.csv, name="indicator_csv"),
    path("indicadores/<str:key>/tablas.xlsx", oversight_files.xlsx, name="indicator_xlsx"),
    path("indicadores/<str:key>/ficha.pdf", oversight_files.pdf, name="indicator_pdf"),
]
