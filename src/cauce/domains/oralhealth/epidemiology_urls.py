"""Addresses of the epidemiological register (form C) and of the supporting registers (form D)."""

from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.generic import RedirectView

from .views import (
    brigades,
    exams,
    factors,
    grid_pages,
    hospital,
    population,
    record_audits,
    resources,
    rinses,
    studies,
)

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
    path("registros/", grid_pages.index, name="registers"),
    path("registros/hospital/", hospital.year, name="hospital"),
    path("registros/hospital/<str:code>/<int:month>/", hospital.month, name="hospital_month"),
    path("registros/enjuagatorios/", rinses.rinses, name="rinses"),
    path("registros/enjuagatorios/<int:pk>/quitar/", rinses.remove, name="remove_rinses"),
    path("registros/recursos/", resources.resources, name="resources"),
    path("registros/poblacion/", population.population, name="population"),
    path("registros/poblacion/versiones/<int:pk>.csv", population.version, name="population_version"),
    path(
        "vigilancia/",
        login_required(RedirectView.as_view(pattern_name="oralhealth:studies")),
        name="surveillance",
    ),
    path("vigilancia/estudios/", studies.listing, name="studies"),
    path("vigilancia/estudios/nuevo/", studies.form, name="new_study"),
    path("vigilancia/estudios/<int:pk>/", studies.study, name="study"),
    path("vigilancia/estudios/<int:pk>/cambiar/", studies.form, name="study_form"),
    path("vigilancia/estudios/<int:pk>/cerrar/", studies.close, name="close_study"),
    path("vigilancia/factores/", factors.factors, name="factors"),
    path("vigilancia/costos/", factors.costs, name="costs"),
    path("vigilancia/auditorias/", record_audits.listing, name="record_audits"),
    path("vigilancia/auditorias/<int:pk>/", record_audits.audit, name="record_audit"),
    path("vigilancia/auditorias/<int:pk>/<int:position>/", record_audits.record, name="audited_record"),
]
