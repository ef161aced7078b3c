"""Pages of the notices: unread or all, mark as read, open what a notice speaks of, preferences."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cauce.core.errors import NotFound

from .actions import mark_read, set_preference
from .models import Notification, Preference
from .rules import RULES

PAGE = 50


@login_required
@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """Unread notices, or all with `?ver=todos`."""
    notices = Notification.objects.filter(user=request.user)
    everything = request.GET.get("ver") == "todos"
    if not everything:
        notices = notices.filter(read_at__isnull=True)
    page = Paginator(notices, PAGE).get_page(request.GET.get("pagina"))
    return render(request, "notifications/list.html", {"page": page, "everything": everything})


@login_required
@require_POST
def notice_read(request: HttpRequest) -> HttpResponse:
    """Mark one (`id`) or all as read."""
    wanted = [int(value) for value in request.POST.getlist("id") if value.isdigit()]
    mark_read(by=request.user, at=request.now, ids=wanted or None)
    return redirect("notifications:list")


@login_required
@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read and go to what the notice speaks of."""
    notice = Notification.objects.filter(user=request.user, pk=pk).first()
    if notice is None:
        missing = RULES["NOTICE-02"].problem()
        raise NotFound(missing.message, rule=missing.rule, remedy=missing.remedy)
    mark_read(by=request.user, at=request.now, ids=[pk])
    inside = notice.url.startswith("/") and not notice.url.startswith("//")
    return redirect(notice.url if inside else "notifications:list")


@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """How the person wants e-mail."""
    if request.method == "POST":
        set_preference(by=request.user, at=request.now, email=request.POST.get("email", ""))
        messages.success(request, _("Preferencia guardada."))
        return redirect("notifications:preferences")
    current = Preference.objects.filter(user=request.user).first()
    context = {"choices": Preference.Email.choices, "current": current.email if current else "now"}
    return render(request, "notifications/preferences.html", context)
