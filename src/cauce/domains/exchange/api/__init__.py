"""The exchange in the REST API: /api/v1/exchange/…"""

from ninja import Router

from . import catalogue, consolidated, declarations, documents, matching, requests, rounds, sheets

router = Router(tags=["Intercambio de servicios"])
for _part in (rounds, declarations, sheets, documents, catalogue, requests, consolidated, matching):
    router.add_router("", _part.router)
