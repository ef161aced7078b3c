"""Addresses of the listings, the bulletins and the printed forms, under the module's."""

from django.urls import path

from .views import bulletins, listing_builder, listing_files, listings, printed_forms

urlpatterns = [
    path("boletines/", bulletins.index, name="bulletins"),
    path("boletines/emitir/", bulletins.ask, name="bulletin_ask"),
    path("boletines/<str:folio>/", bulletins.show, name="bulletin"),
    path("boletines/<str:folio>.pdf", bulletins.pdf, name="bulletin_pdf"),
    path("boletines/<str:folio>.xlsx", bulletins.workbook, name="bulletin_xlsx"),
    path(
        "meses/<str:code>/<int:month>/formulario-<int:number>.pdf", printed_forms.preview, name="form_preview"
    ),
    path(
        "meses/<str:code>/<int:month>/formulario-<int:number>/emitir/", printed_forms.issue, name="form_issue"
    ),
    path("listados/", listings.index, name="listings"),
    path("listados/construir/", listing_builder.build, name="listing_build"),
    path("listados/guardar/", listing_builder.save, name="listing_save"),
    path("listados/duplicar/", listings.copy, name="listing_copy"),
    path("listados/archivo.<str:kind>", listing_files.download, name="listing_file"),
    path("listados/<uuid:uid>/", listings.show, name="listing"),
    path("listados/<uuid:uid>/accion/", listings.act, name="listing_act"),
    path("listados/<slug:key>/", listings.standard, name="listing_standard"),
]
