"""Addresses of the indicators and of the comparison with the standards (Formulario 4)."""

from django.urls import path

from .views import indicator_files, indicator_rows, indicators, month_comparison

urlpatterns = [
    path("indicadores/", indicators.board, name="indicators"),
    path("indicadores/<str:code>/", indicators.indicator, name="indicator"),
    path("indicadores/<str:code>/comparacion/", indicators.comparison, name="indicator_comparison"),
    path("indicadores/<str:code>/estandar/", indicators.set_standard, name="indicator_standard"),
    path("indicadores/<str:code>/renglones/", indicator_rows.rows, name="indicator_rows"),
    path("indicadores/<str:code>/ficha.pdf", indicator_files.pdf, name="indicator_pdf"),
    path("indicadores/<str:code>/tabla.csv", indicator_files.csv, name="indicator_csv"),
    path("indicadores/<str:code>/tablas.xlsx", indicator_files.xlsx, name="indicator_xlsx"),
    path("comparacion/", month_comparison.region, name="region_comparison"),
    path("meses/<str:code>/<int:month>/formulario-4/", month_comparison.form, name="month_comparison"),
    path(
        "meses/<str:code>/<int:month>/formulario-4/accion/", month_comparison.act, name="month_comparison_act"
    ),
]
