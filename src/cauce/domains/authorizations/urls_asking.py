"""Addresses of asking for a service: drafts, evidence, emergencies, paper, appeals filed."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
