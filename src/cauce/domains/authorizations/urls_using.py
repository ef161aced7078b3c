"""Addresses of numbers: papers, look-up, consumption, the public tracking page."""

from django.urls import URLPattern, path

from .views import using_authorisation, using_list, using_look_up, using_offline, using_papers, using_tracking

NUMBER = "numeros/<str:number>/"
urlpatterns: list[URLPattern] = [
    path("consultar/", using_look_up.look_up, name="look_up"),
    path("numeros/", using_list.authorisations, name="authorisations"),
    path(NUMBER, using_authorisation.authorisation, name="authorisation"),
    path(f"{NUMBER}uso/", using_authorisation.consume, name="consume"),
    path(f"{NUMBER}uso/<int:use>/revertir/", using_authorisation.reverse_use, name="reverse_use"),
    path(f"{NUMBER}estado/", using_authorisation.act, name="authorisation_act"),
    path(f"{NUMBER}autorizacion.pdf", using_papers.paper_authorisation, name="paper_authorisation"),
    path("solicitudes/<uuid:uid>/resolucion.pdf", using_papers.paper_decision, name="paper_decision"),
    path("solicitudes/<uuid:uid>/comprobante.pdf", using_papers.paper_slip, name="paper_slip"),
    path("formato-en-blanco.pdf", using_papers.paper_blank, name="paper_blank"),
    path("sin-conexion/", using_offline.offline, name="offline"),
    path("lector.js", using_offline.worker, name="worker"),
    path("seguimiento/", using_tracking.track, name="track"),
]
