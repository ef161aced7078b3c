"""Addresses of numbers: papers, look-up, consumption, the public tracking page."""

from django.urls import URLPattern, path

from .views import using_papers, using_tracking

urlpatterns: list[URLPattern] = [
    path(
        "numeros/<str:number>/autorizacion.pdf", using_papers.paper_authorisation, name="paper_authorisation"
    ),
    path("solicitudes/<uuid:uid>/resolucion.pdf", using_papers.paper_decision, name="paper_decision"),
    path("solicitudes/<uuid:uid>/comprobante.pdf", using_papers.paper_slip, name="paper_slip"),
    path("formato-en-blanco.pdf", using_papers.paper_blank, name="paper_blank"),
    path("seguimiento/", using_tracking.track, name="track"),
]
