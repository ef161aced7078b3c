"""Addresses of the notices."""

from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("leer/", views.notice_read, name="read"),
    path("<int:pk>/", views.notice_open, name="open"),
    path("preferencias/", views.preferences, name="preferences"),
]
