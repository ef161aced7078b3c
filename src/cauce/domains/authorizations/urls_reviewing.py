"""Addresses of reviewing: queue, decisions, appeals, blind double reviews."""

from django.urls import URLPattern, path

from .views import (
    reviewing,
    reviewing_appeals,
    reviewing_double,
    reviewing_queue,
)

urlpatterns: list[URLPattern] = [
    path("revision/", reviewing_queue.queue, name="queue"),
    path("revision/<uuid:uid>/", reviewing.review, name="review"),
    path("recursos/", reviewing_appeals.appeals, name="appeals"),
    path("recursos/<int:pk>/", reviewing_appeals.appeal, name="appeal"),
    path("segundas-opiniones/", reviewing_double.double_reviews, name="double_reviews"),
    path("segundas-opiniones/<int:pk>/", reviewing_double.double_review, name="double_review"),
]
