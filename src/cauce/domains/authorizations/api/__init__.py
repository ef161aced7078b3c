"""Prior authorisation in the REST API: /api/v1/authorizations/… The same actions and reasons to read as the pages."""

from ninja import Router

from . import appeals, catalogue, evidence, numbers, oversight, reading, reviewing

router = Router(tags=["Autorización previa"])
for _part in (catalogue, reading, evidence, reviewing, appeals, numbers, oversight):
    router.add_router("", _part.router)
