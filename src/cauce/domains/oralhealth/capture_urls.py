"""Addresses of the daily record: sheets, their rows, review, claims, lateness."""

from django.urls import path

from .views import claims, codes, late, lines, offline, paper, promotion, review, rows, sheets

urlpatterns = [
    path("hojas/nueva/", sheets.new_sheet, name="new_sheet"),
    path("hojas/en-blanco.pdf", paper.blank, name="blank_sheet"),
    path("hojas/<uuid:uid>/hoja.pdf", paper.printed, name="sheet_pdf"),
    path("hojas/<uuid:uid>/", rows.sheet, name="sheet"),
    path("hojas/<uuid:uid>/renglon/", rows.save_row, name="save_row"),
    path("hojas/<uuid:uid>/renglon/revisar/", rows.check_row, name="check_row"),
    path("hojas/<uuid:uid>/accion/", sheets.act, name="act"),
    path("hojas/<uuid:uid>/<slug:slug>/", lines.lines, name="lines"),
    path("hojas/<uuid:uid>/<slug:slug>/revisar/", lines.check_line, name="check_line"),
    path("captura.js", offline.worker, name="worker"),
    path("codigos/", codes.codes, name="codes"),
    path("codigos/<str:release>.json", codes.codes_json, name="codes_json"),
    path("promocion/", promotion.promotion, name="promotion"),
    path("revision/", review.review, name="review"),
    path("reclamos/", claims.claims, name="claims"),
    path("reclamos/<uuid:uid>/", claims.claim, name="claim"),
    path("atrasos/", late.late, name="late"),
]
