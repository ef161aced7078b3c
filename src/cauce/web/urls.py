"""Addresses of the shell."""

from django.urls import path

from .views import account, gallery, help, home, pages, preferences, search

urlpatterns = [
    path("", home.home, name="home"),
    path("buscar/", search.search, name="search"),
    path("ayuda/", help.index, name="help"),
    path("accesibilidad/", pages.accessibility, name="accessibility"),
    path("cuenta/", account.account, name="account"),
    path("cuenta/tema/", preferences.set_theme, name="theme"),
    path("ui/", gallery.gallery, name="gallery"),
]
