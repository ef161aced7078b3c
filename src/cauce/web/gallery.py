"""Invented examples for the gallery of components."""

from typing import Any

from django.http import HttpRequest


def examples(request: HttpRequest) -> dict[str, Any]:
    """Context of the gallery page."""
    return {}
