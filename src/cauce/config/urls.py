"""One map of all addresses; each module hangs under its own Spanish prefix."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from cauce.domains import bridges

# module → (address prefix, URL namespace is the module's own `app_name`)
MODULE_PREFIXES = {
    "exchange": "intercambio/",
    "oralhealth": "salud-bucal/",
    "authorizations": "autorizaciones/",
    "riskplans": "planes-de-riesgo/",
}

urlpatterns = [
    path("", include("cauce.core.accounts.urls")),
    path("cuenta/", include("allauth.urls")),
    path("bitacora/", include("cauce.core.audit.urls")),
    path("trabajos/", include("cauce.core.jobs.urls")),
    path("catalogos/", include("cauce.core.catalogues.urls")),
    path("importaciones/", include("cauce.core.imports.urls")),
    path("paquetes/", include("cauce.interop.packages.urls")),
    path("avisos/", include("cauce.core.notifications.urls")),
    path("", include("cauce.core.documents.urls")),
    path("api/v1/", include("cauce.api.urls")),
    path("", include("cauce.core.operations.urls")),
    path("", include("cauce.web.urls")),
]
urlpatterns += [
    path(MODULE_PREFIXES[module], include(import_module(f"cauce.domains.{module}.urls")))
    for module in settings.CAUCE_MODULES
]
# Pages that stand on two modules.
urlpatterns += [
    path("puentes/", include(f"cauce.domains.bridges.{name}.urls"))
    for name in bridges.standing(settings.CAUCE_MODULES)
    if find_spec(f"cauce.domains.bridges.{name}.urls")
]
# Operations that a module adds under /fhir/ (before the resources that everyone has).
urlpatterns += [
    path("fhir/", include(f"cauce.domains.{module}.fhir.urls"))
    for module in settings.CAUCE_MODULES
    if find_spec(f"cauce.domains.{module}.fhir") and find_spec(f"cauce.domains.{module}.fhir.urls")
]
urlpatterns += [path("fhir/", include("cauce.interop.fhir.urls"))]

handler400 = "cauce.web.views.errors.bad_request"
handler403 = "cauce.web.views.errors.forbidden"
handler404 = "cauce.web.views.errors.not_found"
handler500 = "cauce.web.views.errors.server_error"
