"""Addresses of the imports."""

from django.urls import path

from . import views

app_name = "imports"
urlpatterns = [
    path("", views.listing, name="list"),
    path("nueva/<str:kind>/", views.new, name="new"),
    path("plantilla/<str:kind>.csv", views.template, name="template"),
    path("<int:pk>/", views.review, name="review"),
]
