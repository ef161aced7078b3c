"""Addresses of printed reports, charts, the national consolidated."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
