"""Addresses of the oral-health module."""

from django.urls import path

from . import capture_urls, epidemiology_urls, indicator_urls, reports_urls, transfer_urls
from .views import board, home

app_name = "oralhealth"
urlpatterns = [
    path("", home.home, name="home"),
    *capture_urls.urlpatterns,
    *indicator_urls.urlpatterns,
    path("meses/", board.months, name="months"),
    path("meses/<str:code>/<int:month>/", board.consolidated, name="consolidated"),
    path("meses/<str:code>/<int:month>/accion/", board.act, name="month_act"),
    *epidemiology_urls.urlpatterns,
    *reports_urls.urlpatterns,
    *transfer_urls.urlpatterns,
]
