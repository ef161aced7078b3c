"""Addresses of governance: services, criteria, variants, terms, people, signals, reads."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
