"""Addresses of the jobs pages."""

from django.urls import path

from . import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("<int:pk>/", views.job_detail, name="detail"),
    path("<int:pk>/avance/", views.job_progress, name="progress"),
    path("<int:pk>/cancelar/", views.job_cancel, name="cancel"),
]
