"""Addresses of the audit log."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.log, name="audit-log"),
    path("csv/", views.log_csv, name="audit-csv"),
]
