"""Addresses of oversight: indicators and what they are counted from."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
