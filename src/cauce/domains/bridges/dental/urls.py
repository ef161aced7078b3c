"""Address of the bridge, under /puentes/."""

from django.urls import path

from . import views

urlpatterns = [path("odontologia/<int:pk>/", views.dental, name="bridge-dental")]
