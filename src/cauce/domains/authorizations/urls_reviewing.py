"""Addresses of reviewing: queue, decisions, appeals, blind double reviews."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
