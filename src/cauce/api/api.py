"""The NinjaAPI: core's routers, and one router of each module that is on."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from ninja import NinjaAPI
from ninja.throttling import AuthRateThrottle

from cauce import __version__

from . import answers
from .auth import AUTH
from .routers import core

DESCRIPTION = (
    "Las mismas acciones y consultas que las páginas, con los mismos permisos. "
    "Autenticación: sesión o «Authorization: Bearer» con una clave de «Mi cuenta › Claves de API». "
    'Todo rechazo tiene la forma {"errors": [{rule, place, message, remedy, level}]}.'
)

api = NinjaAPI(
    title="Cauce",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,  # its pages load assets from elsewhere; ours is cauce.api.docs
    openapi_url="/openapi.json",
    auth=AUTH,
    throttle=[AuthRateThrottle(settings.CAUCE_API_RATE)],
)
answers.install(api)
api.add_router("", core.router)
for _module in settings.CAUCE_MODULES:
    if find_spec(f"cauce.domains.{_module}.api"):
        api.add_router(f"/{_module}", import_module(f"cauce.domains.{_module}.api").router)
