"""Addresses of the oral-health module."""

from django.urls import path

from .views import board, home, sheets

app_name = "oralhealth"
urlpatterns = [
    path("", home.home, name="home"),
    path("hojas/nueva/", sheets.new_sheet, name="new_sheet"),
    path("hojas/<uuid:uid>/", sheets.sheet, name="sheet"),
    path("hojas/<uuid:uid>/renglon/", sheets.save_row, name="save_row"),
    path("hojas/<uuid:uid>/accion/", sheets.act, name="act"),
    path("meses/", board.months, name="months"),
    path("meses/<str:code>/<int:month>/", board.consolidated, name="consolidated"),
]
