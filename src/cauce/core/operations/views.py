"""Addresses for machines: alive, ready, metrics."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST

from .health import readiness
from .metrics import exposition


@require_GET
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers; it asks nothing of the database."""
    return JsonResponse({"ok": True})


@require_GET
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when every vital check passes, else 503; `checks` says which."""
    checks = readiness(request.now)
    fine = all(check.ok for check in checks if check.vital)
    body = {
        "ok": fine,
        "checks": {check.name: {"ok": check.ok, "detail": check.detail} for check in checks},
    }
    return JsonResponse(body, status=200 if fine else 503)


@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; closed unless a token or addresses are configured."""
    if not _may_read_metrics(request):
        return HttpResponse(
            _("Métricas cerradas: defina CAUCE_METRICS_TOKEN o CAUCE_METRICS_IPS."), status=403
        )
    return HttpResponse(exposition(request.now), content_type=CONTENT_TYPE_LATEST)


def _may_read_metrics(request: HttpRequest) -> bool:
    token = settings.CAUCE_METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if token and constant_time_compare(given, f"Bearer {token}"):
        return True
    return request.META.get("REMOTE_ADDR") in settings.CAUCE_METRICS_IPS
