"""Addresses of the shell."""

from django.urls import path, re_path

from .views import account, charts, gallery, help, home, pages, preferences, search

urlpatterns = [
    path("", home.home, name="home"),
    path("buscar/", search.search, name="search"),
    path("ayuda/", help.index, name="help"),
    path("ayuda/manual/", help.manual, name="manual"),
    path("ayuda/manual/<slug:name>.png", help.manual_picture, name="manual-picture"),
    path("ayuda/manual/<slug:name>/", help.manual, name="manual-page"),
    path("ayuda/<slug:module>/<slug:key>/", help.topic, name="help-topic"),
    path("accesibilidad/", pages.accessibility, name="accessibility"),
    path("cuenta/", account.account, name="account"),
    path("cuenta/tema/", preferences.set_theme, name="theme"),
    re_path(r"^graficas/(?P<key>[0-9a-f]{64})-(?P<theme>light|dark)\.svg$", charts.chart, name="chart"),
    path("ui/", gallery.gallery, name="gallery"),
]
