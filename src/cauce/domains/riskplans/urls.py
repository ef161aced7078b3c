"""Addresses of the module; pages register here."""

from django.urls import URLPattern

app_name = "riskplans"
urlpatterns: list[URLPattern] = []
