"""Addresses of people's administration and of API tokens."""

from django.urls import path

from .views import people, tokens

urlpatterns = [
    path("cuenta/claves/", tokens.tokens, name="tokens"),
    path("cuenta/claves/<int:pk>/revocar/", tokens.revoke, name="token-revoke"),
    path("personas/", people.listing, name="people"),
    path("personas/nueva/", people.create, name="person-create"),
    path("personas/<int:pk>/", people.person, name="person"),
    path("personas/<int:pk>/datos/", people.update, name="person-update"),
    path("personas/<int:pk>/papeles/", people.grant, name="person-grant"),
    path("personas/<int:pk>/papeles/<int:grant_pk>/revocar/", people.revoke, name="person-revoke"),
    path("personas/<int:pk>/<slug:act>/", people.act, name="person-act"),
]
