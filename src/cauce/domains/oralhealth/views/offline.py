"""The small worker that opens a sheet's page without a line. It must live at the module's own address."""

from pathlib import Path
from typing import Any

from django.http import HttpResponse

from .common import page

SCRIPT = Path(__file__).parents[1] / "static" / "oralhealth" / "worker.js"


@page
def worker(request: Any) -> HttpResponse:
    """The script, never cached: a browser asks at each visit whether it changed."""
    answer = HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
