"""Addresses of the oral-health module."""

from django.urls import path

from . import capture_urls, epidemiology_urls, indicator_urls
from .views import board, home, listing_builder, listing_files, listings

app_name = "oralhealth"
urlpatterns = [
    path("", home.home, name="home"),
    *capture_urls.urlpatterns,
    *indicator_urls.urlpatterns,
    path("listados/", listings.index, name="listings"),
    path("listados/construir/", listing_builder.build, name="listing_build"),
    path("listados/guardar/", listing_builder.save, name="listing_save"),
    path("listados/duplicar/", listings.copy, name="listing_copy"),
    path("listados/archivo.<str:kind>", listing_files.download, name="listing_file"),
    path("listados/<uuid:uid>/", listings.show, name="listing"),
    path("listados/<uuid:uid>/accion/", listings.act, name="listing_act"),
    path("listados/<slug:key>/", listings.standard, name="listing_standard"),
    path("meses/", board.months, name="months"),
    path("meses/<str:code>/<int:month>/", board.consolidated, name="consolidated"),
    path("meses/<str:code>/<int:month>/accion/", board.act, name="month_act"),
    *epidemiology_urls.urlpatterns,
]
