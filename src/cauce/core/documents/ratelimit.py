"""A simple limit per address for public pages, kept in Django's cache.

Folios are numbered in order, so the page must not be a way to walk through them quickly.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def limited(name: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Answer 429 after settings.CAUCE_PUBLIC_PER_MINUTE requests of one address within a minute."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _count(name, request) > settings.CAUCE_PUBLIC_PER_MINUTE:
                response = render(request, "documents/too_many.html", status=429)
                response["Retry-After"] = "60"
                return response
            return view(request, *args, **kwargs)

        return run

    return decorate


def _count(name: str, request: HttpRequest) -> int:
    """How many requests this address has made in this minute, this one included."""
    minute = int(request.now.timestamp()) // 60  # type: ignore[attr-defined]
    key = f"limit:{name}:{_address(request)}:{minute}"
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key)
    except ValueError:  # evicted between the two calls
        return 1


def _address(request: HttpRequest) -> str:
    """Who asks. Behind a proxy, the last hop it wrote itself; what the sender wrote before is not believed."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return request.META.get("REMOTE_ADDR", "")
