"""Addresses under /fhir/."""

from django.urls import path, re_path

from . import views

urlpatterns = [
    path("metadata", views.metadata, name="fhir-metadata"),
    re_path(r"^(?P<kind>[A-Za-z]{1,40})/\$(?P<name>[a-z-]{1,40})$", views.operation, name="fhir-operation"),
    re_path(r"^(?P<kind>[A-Za-z]{1,40})/(?P<id_>[A-Za-z0-9.-]{1,64})$", views.read, name="fhir-read"),
    re_path(r"^(?P<kind>[A-Za-z]{1,40})$", views.search, name="fhir-search"),
]
