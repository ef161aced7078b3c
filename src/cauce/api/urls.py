"""Addresses of the API."""

from django.urls import path

from .api import api
from .docs import docs

urlpatterns = [path("docs", docs, name="api-docs"), path("", api.urls)]
