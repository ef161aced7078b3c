"""Receiving a file: streamed to disk, stopped at the limit, and handed on as a path.

Django reads the body before any page runs, so the limit is kept at two earlier doors: the middleware answers
when the announced size is already too much, and the handler stops writing at the first byte over the limit.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from cauce.core.errors import Invalid, Refusal

from . import storage
from .envelope import TooLarge, copy_limited, too_large
from .inspection_rules import MAX_BYTES, Finding

# A multipart body is larger than its file: boundaries, field names and the CSRF token.
ENVELOPE = 256 * 1024


View = TypeVar("View", bound=Callable[..., Any])


def accepts(limit: int) -> Callable[[View], View]:
    """Decorate a view that takes larger files than a document: up to `limit` bytes."""

    def mark(view: View) -> View:
        view.upload_limit = limit  # type: ignore[attr-defined]
        return view

    return mark


def own_limit(request: HttpRequest) -> int | None:
    """What the address's view `accepts`; None when it takes documents only."""
    try:
        match = getattr(request, "resolver_match", None) or resolve(request.path_info)
    except Resolver404:
        return None
    return getattr(match.func, "upload_limit", None)


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Streams to a temporary file and keeps at most one byte more than the limit. The rest is read and
    dropped, so that the form still arrives whole and the page can say why."""

    limit = MAX_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.request is not None and (own := own_limit(self.request)):
            self.limit = own

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = self.limit + 1 - start
        if room > 0:
            self.file.write(raw_data[:room])


class UploadLimitMiddleware:
    """Refuses a request whose announced size no upload of ours can have, before its body is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        over = announced.isdigit() and int(announced) > MAX_BYTES + ENVELOPE
        if over and int(announced) > (own_limit(request) or MAX_BYTES) + ENVELOPE:
            return _too_large_page(request, int(announced))
        return self.get_response(request)


def _too_large_page(request: HttpRequest, size: int) -> HttpResponse:
    refusal = refusal_of(too_large(size))
    if request.path.startswith("/api/"):
        return JsonResponse({"errors": [p.as_dict() for p in refusal.problems]}, status=413)
    return render(request, "web/refusal.html", {"refusal": refusal}, status=413)


@contextmanager
def as_path(upload: Any) -> Iterator[Path]:
    """The upload as a file on disk: a Path as it is, an UploadedFile's temporary file, else a copy.

    Raises Invalid (DOC-02) when it is over the limit.
    """
    if isinstance(upload, Path):
        yield upload
        return
    if upload.size > MAX_BYTES:
        raise refusal_of(too_large(upload.size))
    if hasattr(upload, "temporary_file_path"):
        upload.flush()
        yield Path(upload.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile(dir=storage.temporary_folder(), suffix=".part") as file:
        try:
            copy_limited(upload.chunks(), cast(BinaryIO, file))
        except TooLarge as error:
            raise refusal_of(too_large(error.size)) from error
        file.flush()
        yield Path(file.name)


def refusal_of(finding: Finding) -> Refusal:
    """The refusal of a finding, for the person."""
    return Invalid([finding.problem])


def name_of(upload: Any) -> str:
    """The name the sender gave, without folders, at most 255 characters."""
    return Path(str(getattr(upload, "name", "") or "archivo.pdf")).name[-255:]
