"""Addresses of numbers: papers, look-up, consumption, the public tracking page."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
