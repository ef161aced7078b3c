"""Pages of jobs: the list, one job with its progress, cancelling with confirmation."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from cauce.core.errors import NotFound

from .actions import cancel_job
from .models import Job
from .queries import require_access, visible_jobs
from .rules import RULES

PAGE = 50


def _job(request: HttpRequest, pk: int) -> Job:
    """The job, if the person may see it."""
    job = Job.objects.select_related("by", "place").filter(pk=pk).first()
    if job is None:
        missing = RULES["JOB-03"].problem(number=pk)
        raise NotFound(missing.message, rule=missing.rule, remedy=missing.remedy)
    require_access(request.user, job, request.now)
    return job


@login_required
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """The person's jobs, newest first; `?estado=` narrows."""
    jobs = visible_jobs(request.user, request.now)
    state = request.GET.get("estado", "")
    if state in Job.State.values:
        jobs = jobs.filter(state=state)
    page = Paginator(jobs, PAGE).get_page(request.GET.get("pagina"))
    return render(request, "jobs/list.html", {"page": page, "states": Job.State.choices, "state": state})


@login_required
@require_GET
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One job; the progress refreshes itself while it is active."""
    return render(request, "jobs/detail.html", {"job": _job(request, pk)})


@login_required
@require_GET
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment that refreshes itself; without HTMX, the whole page."""
    if not request.htmx:
        return redirect("jobs:detail", pk)
    return render(request, "jobs/_progress.html", {"job": _job(request, pk)})


@login_required
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask (GET) and cancel (POST)."""
    job = _job(request, pk)
    if request.method == "POST":
        cancel_job(by=request.user, at=request.now, job=job)
        return redirect("jobs:detail", pk)
    return render(request, "jobs/cancel.html", {"job": job})
