"""Addresses of the epidemiological register (form C)."""

from django.urls import path

from .views import brigades, exams

urlpatterns = [
    path("jornadas/", brigades.listing, name="brigades"),
    path("jornadas/nueva/", brigades.head, name="new_brigade"),
    path("jornadas/<uuid:uid>/", brigades.brigade, name="brigade"),
    path("jornadas/<uuid:uid>/encabezado/", brigades.head, name="brigade_head"),
    path("jornadas/<uuid:uid>/accion/", brigades.act, name="brigade_act"),
    path("jornadas/<uuid:uid>/examenes.csv", brigades.download, {"form": "csv"}, name="brigade_csv"),
    path("jornadas/<uuid:uid>/examenes.xlsx", brigades.download, {"form": "xlsx"}, name="brigade_xlsx"),
    path("jornadas/<uuid:uid>/alumnos/nuevo/", exams.exam, name="new_exam"),
    path("jornadas/<uuid:uid>/alumnos/cuenta/", exams.count, name="count_exam"),
    path("jornadas/<uuid:uid>/alumnos/<uuid:exam_uid>/", exams.exam, name="exam"),
    path("jornadas/<uuid:uid>/alumnos/<uuid:exam_uid>/quitar/", exams.remove, name="remove_exam"),
]
