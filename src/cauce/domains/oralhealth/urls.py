"""Addresses of the oral-health module."""

from django.urls import path

from .views import board, claims, home, indicators, sheets

app_name = "oralhealth"
urlpatterns = [
    path("", home.home, name="home"),
    path("hojas/nueva/", sheets.new_sheet, name="new_sheet"),
    path("hojas/<uuid:uid>/", sheets.sheet, name="sheet"),
    path("hojas/<uuid:uid>/renglon/", sheets.save_row, name="save_row"),
    path("hojas/<uuid:uid>/accion/", sheets.act, name="act"),
    path("reclamos/<uuid:uid>/", claims.act, name="claim_act"),
    path("indicadores/", indicators.board, name="indicators"),
    path("indicadores/<str:code>/", indicators.indicator, name="indicator"),
    path("meses/", board.months, name="months"),
    path("meses/<str:code>/<int:month>/", board.consolidated, name="consolidated"),
    path("meses/<str:code>/<int:month>/accion/", board.act, name="month_act"),
]
