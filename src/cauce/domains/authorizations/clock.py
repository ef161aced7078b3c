"""A request's clock: segments in the database, the due instant kept beside them, and the times at the end."""

from datetime import datetime

from .models import ClockSegment, InfoRequest, Request
from .rules.clocks import Kind, Pause, Spent, Term, due_at, spent
from .terms import term_for


def start(request: Request, at: datetime) -> None:
    """Begin to run: the term in force is kept with the request. The caller saves it."""
    term = term_for(Kind.ANSWER, request.unit, at, request.priority)
    request.clock = term.as_dict()
    request.due_at = due_at(at, term)


def open_first(request: Request, at: datetime) -> None:
    """The first segment, once the request has its row."""
    ClockSegment.objects.create(request=request, paused=False, starts_at=at)


def pause(request: Request, at: datetime, info: InfoRequest) -> None:
    """Stop: until it is answered the due instant is the latest that the cap allows. The caller saves the request."""
    _close(request, at)
    ClockSegment.objects.create(request=request, paused=True, starts_at=at, info_request=info)
    _recompute(request)


def resume(request: Request, at: datetime) -> None:
    """Run again. The caller saves the request."""
    _close(request, at)
    ClockSegment.objects.create(request=request, paused=False, starts_at=at)
    _recompute(request)


def stop(request: Request, at: datetime) -> None:
    """The end: gross and net time. The caller saves the request."""
    _close(request, at)
    time = time_of(request, at)
    request.gross_seconds = int(time.gross.total_seconds())
    request.net_seconds = min(int(time.net.total_seconds()), request.gross_seconds)


def time_of(request: Request, until: datetime) -> Spent:
    """Gross and net time from the submission to `until`."""
    assert request.submitted_at is not None  # noqa: S101  a sent request
    return spent(request.submitted_at, until, Term.from_dict(request.clock), pauses_of(request))


def pauses_of(request: Request) -> list[Pause]:
    """The stops so far."""
    found = request.segments.filter(paused=True).values_list("starts_at", "ends_at")
    return [Pause(begin, end) for begin, end in found]


def _recompute(request: Request) -> None:
    if request.submitted_at and request.clock:
        request.due_at = due_at(request.submitted_at, Term.from_dict(request.clock), pauses_of(request))


def _close(request: Request, at: datetime) -> None:
    ClockSegment.objects.filter(request=request, ends_at__isnull=True).update(ends_at=at)
