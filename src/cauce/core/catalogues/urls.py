"""Addresses of the catalogues."""

from django.urls import path

from .views import browse, entry, history

app_name = "catalogues"
urlpatterns = [
    path("", history.listing, name="list"),
    path("<slug:code>/", browse.browse, name="browse"),
    path("<slug:code>/publicaciones/", history.releases, name="releases"),
    path("<slug:code>/publicaciones/<int:number>/", history.release, name="release"),
    path("<slug:code>/concepto/<int:pk>/", entry.entry, name="entry"),
    path("<slug:code>/concepto/<int:pk>/alterno/<int:alias_pk>/quitar/", entry.remove, name="remove_alias"),
]
