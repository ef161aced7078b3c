"""Addresses of the packages' pages."""

from django.urls import path

from .views import keys, packages

app_name = "packages"
urlpatterns = [
    path("", packages.listing, name="list"),
    path("exportar/", packages.export, name="export"),
    path("importar/", packages.receive, name="receive"),
    path("recibidos/<uuid:uid>/", packages.received, name="received"),
    path("recibidos/<uuid:uid>/informe.csv", packages.report, name="report"),
    path("llaves/", keys.listing, name="keys"),
    path("llaves/<int:pk>/revocar/", keys.revoke, name="revoke_key"),
]
