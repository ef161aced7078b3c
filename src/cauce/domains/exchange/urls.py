"""Addresses of the exchange module."""

from django.urls import path

from .consolidated.urls import urlpatterns as consolidated
from .matching_urls import urlpatterns as matching
from .views import (
    answer,
    board,
    contacts,
    final,
    finalise,
    grid,
    groups,
    history,
    paper,
    papers,
    portal,
    products,
    progress,
    reopen,
    rounds,
    units,
    upload,
)

app_name = "exchange"
UNIT = "registro/<int:pk>/unidades/<str:unit_code>/"

steps = [
    path("", portal.portal, name="portal"),
    path("tablero/", board.own_board, name="own_board"),
    path("tablero/<str:institution>/", board.board_now, name="board_now"),
    path("tablero/<str:round_code>/<str:institution>/", board.board, name="board"),
    path("registro/<int:pk>/respuesta/", answer.answer, name="answer"),
    path("registro/<int:pk>/unidades/", units.units, name="units"),
    path(UNIT, groups.groups, name="groups"),
    path(f"{UNIT}grupo/<int:group_pk>/", groups.specialities, name="specialities"),
    path(f"{UNIT}hoja/<int:speciality_pk>/", grid.grid, name="grid"),
    path(f"{UNIT}hoja/<int:speciality_pk>/solicitud/", products.ask, name="request_product"),
    path("registro/<int:pk>/finalizar/", finalise.finalise, name="finalise"),
    path("registro/<int:pk>/version-final/", final.final, name="final"),
    path("registro/<int:pk>/subir/", upload.upload, name="upload"),
]
papers_and_history = [
    path("registro/<int:pk>/preliminar.pdf", papers.preliminary, name="preliminary"),
    path("registro/<int:pk>/historial/", history.history, name="history"),
    path("registro/<int:pk>/reabrir/", reopen.reopen, name="reopen"),
    path("registro/<int:pk>/papel/", paper.paper, name="paper"),
]
coordination = [
    path("avance/", progress.progress_now, name="progress_now"),
    path("avance/<str:round_code>/", progress.progress, name="progress"),
    path("solicitudes/", products.queue, name="requests"),
    path("solicitudes/<int:pk>/", products.decide, name="decide_request"),
    path("cotejos/", upload.scans, name="scans"),
    path("cotejos/<int:pk>/", upload.judge, name="judge"),
    path("periodos/", rounds.round_list, name="rounds"),
    path("periodos/nuevo/", rounds.round_edit, name="round_new"),
    path("periodos/<str:round_code>/", rounds.round_edit, name="round"),
    path("periodos/<str:round_code>/<str:institution>/", rounds.window_edit, name="window"),
    path("areas/", contacts.contact_list, name="contacts"),
    path("areas/<str:institution>/", contacts.contact_edit, name="contact"),
]
urlpatterns = [*steps, *papers_and_history, *coordination, *consolidated, *matching]
