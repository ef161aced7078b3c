"""Addresses of prior authorisation."""

from django.urls import URLPattern

app_name = "authorizations"
urlpatterns: list[URLPattern] = []
