"""Addresses of the proposed shortages, under /puentes/."""

from django.urls import path

from . import views

app_name = "shortage"
urlpatterns = [
    path("faltantes/", views.proposals, name="proposals"),
    path("faltantes/<int:pk>/<str:code>/<int:product>/", views.proposal, name="proposal"),
]
