"""Oral health in the REST API: /api/v1/oralhealth/…"""

from ninja import Router

from . import following, indicators, sheets

router = Router(tags=["Salud bucal"])
for _part in (sheets, following, indicators):
    router.add_router("", _part.router)
