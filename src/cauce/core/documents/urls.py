"""Addresses of documents: public verification and private files."""

from django.urls import path

from .views import downloads, verify

app_name = "documents"
urlpatterns = [
    path("verificar/", verify.verify_form, name="verify_form"),
    path("verificar/<str:folio>/", verify.verify_folio, name="verify"),
    path("documentos/<str:folio>.pdf", downloads.issued_file, name="issued_file"),
    path("documentos/<str:folio>/firmado-<int:version>.pdf", downloads.signed_file, name="signed_file"),
    path("documentos/<str:folio>/pagina-<int:page>.jpg", downloads.issued_page, name="issued_page"),
    path(
        "documentos/<str:folio>/firmado-<int:version>/pagina-<int:page>.jpg",
        downloads.signed_page,
        name="signed_page",
    ),
]
