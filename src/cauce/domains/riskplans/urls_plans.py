"""Addresses of plans, quarterly reports, reviews, evaluations, the catalogue."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
