"""Addresses for machines."""

from django.urls import path

from . import views

app_name = "operations"
urlpatterns = [
    path("salud/vivo", views.alive, name="alive"),
    path("salud/listo", views.ready, name="ready"),
    path("metricas", views.metrics, name="metrics"),
]
