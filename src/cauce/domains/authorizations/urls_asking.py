"""Addresses of asking for a service: drafts, evidence, emergencies, paper, appeals filed."""

from django.urls import URLPattern, path

from .views import (
    asking_acts,
    asking_form,
    asking_home,
    asking_lookups,
    asking_request,
    asking_requests,
    asking_saving,
)

ONE = "solicitudes/<uuid:uid>/"
urlpatterns: list[URLPattern] = [
    path("", asking_home.home, name="home"),
    path("solicitar/", asking_form.new_request, name="new_request"),
    path("urgencia/", asking_form.emergency, name="emergency"),
    path("transcribir/", asking_form.transcribe, name="transcribe"),
    path("borradores/<uuid:uid>/", asking_form.draft, name="draft"),
    path("solicitar/guardar/", asking_saving.save_request, name="save_request"),
    path("solicitar/servicios/", asking_lookups.services_found, name="find_services"),
    path("solicitar/diagnosticos/", asking_lookups.diagnoses_found, name="find_diagnoses"),
    path("solicitudes/", asking_requests.requests, name="requests"),
    path(ONE, asking_request.request_page, name="request"),
    path(f"{ONE}adjuntar/", asking_request.attach, name="attach"),
    path(f"{ONE}documentos/<int:pk>/", asking_request.evidence, name="evidence"),
    path(f"{ONE}responder/", asking_acts.answer, name="answer"),
    path(f"{ONE}cancelar/", asking_acts.cancel, name="cancel"),
    path(f"{ONE}servicios/<int:sequence>/retirar/", asking_acts.withdraw_item, name="withdraw_item"),
    path(f"{ONE}corregir/", asking_acts.resubmit, name="resubmit"),
    path(f"{ONE}recurso/", asking_acts.appeal_new, name="appeal_new"),
    path(f"{ONE}recurso/desistir/", asking_acts.appeal_withdraw, name="appeal_withdraw"),
]
