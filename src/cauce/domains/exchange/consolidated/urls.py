"""Addresses of the consolidated, under the module's."""

from django.urls import path

from ..views import consolidated as views

AT = "rondas/<str:code>/consolidado/"
urlpatterns = [
    path("consolidado/", views.now, name="consolidated"),
    path(AT, views.table, name="consolidated_round"),
    path(f"{AT}renglones/", views.rows, name="consolidated_rows"),
    path(f"{AT}renglones.csv", views.rows_csv, name="consolidated_csv"),
    path(f"{AT}renglones.xlsx", views.rows_xlsx, name="consolidated_xlsx"),
    path("consolidado/archivos/<int:pk>.xlsx", views.made, name="consolidated_made"),
]
