"""Addresses of the epidemiological register (form C) and of the supporting registers (form D)."""

from django.urls import path

from .views import brigades, exams, hospital, population, resources, rinses

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
    path("registros/hospital/", hospital.year, name="hospital"),
    path("registros/hospital/<str:code>/<int:month>/", hospital.month, name="hospital_month"),
    path("registros/enjuagatorios/", rinses.rinses, name="rinses"),
    path("registros/enjuagatorios/<int:pk>/quitar/", rinses.remove, name="remove_rinses"),
    path("registros/recursos/", resources.resources, name="resources"),
    path("registros/poblacion/", population.population, name="population"),
    path("registros/poblacion/versiones/<int:pk>.csv", population.version, name="population_version"),
]
