"""Addresses of reviewing: queue, decisions, appeals, blind double reviews."""

from django.urls import URLPattern, path

from .views import reviewing, reviewing_evidence, reviewing_queue

urlpatterns: list[URLPattern] = [
    path("revision/", reviewing_queue.queue, name="queue"),
    path("revision/<uuid:uid>/", reviewing.review, name="review"),
    path("revision/<uuid:uid>/documentos/<int:pk>/", reviewing_evidence.evidence, name="review_evidence"),
]
