"""Addresses of the two operations, under /fhir/."""

from django.urls import path

from . import views

app_name = "authorizations_fhir"
urlpatterns = [
    path("Claim/$submit", views.submit, name="submit"),
    path("Claim/$inquire", views.inquire, name="inquire"),
]
