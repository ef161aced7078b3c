"""What Prometheus reads: requests by page, jobs by state, the audit chain's length, workers.

Counters live in the process (granian with threads is one process); with several processes set
PROMETHEUS_MULTIPROC_DIR, as prometheus-client documents. Labels hold page names, never addresses
with folios or people in them.
"""

import os
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

PROCESS = CollectorRegistry()
REQUESTS = Counter(
    "cauce_requests_total",
    "Requests by page, method and status",
    ["view", "method", "status"],
    registry=PROCESS,
)
LATENCY = Histogram(
    "cauce_request_seconds",
    "Time to answer by page",
    ["view"],
    registry=PROCESS,
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def count(view: str, method: str, status: int, seconds: float) -> None:
    """Note one answered request."""
    REQUESTS.labels(view, method, str(status)).inc()
    LATENCY.labels(view).observe(seconds)


class DatabaseFigures(Collector):
    """Figures read from the database when asked for: the same whatever process answers."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Jobs by state, age of the oldest waiting job, audit events, living workers, e-mail that waits."""
        from cauce.core.audit.models import ChainHead
        from cauce.core.jobs.models import Job, WorkerBeat
        from cauce.core.notifications.models import Notification

        from .health import WORKER_SILENCE

        jobs = GaugeMetricFamily("cauce_jobs", "Jobs by state", labels=["state"])
        counted = dict(Job.objects.values_list("state").annotate(n=Count("pk")))
        for state in Job.State.values:
            jobs.add_metric([state], counted.get(state, 0))
        yield jobs
        oldest = Job.objects.filter(state=Job.State.QUEUED).aggregate(at=Min("created_at"))["at"]
        waited = (self.at - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily("cauce_oldest_waiting_job_seconds", "Age of the oldest waiting job", waited)
        head = ChainHead.objects.filter(pk=1).values_list("sequence", flat=True).first() or 0
        yield GaugeMetricFamily("cauce_audit_events", "Length of the audit chain", head)
        alive = WorkerBeat.objects.filter(at__gte=self.at - WORKER_SILENCE).count()
        yield GaugeMetricFamily("cauce_workers", "Workers with a recent heartbeat", alive)
        pending = Notification.objects.filter(mail=Notification.Mail.PENDING).count()
        yield GaugeMetricFamily("cauce_mails_pending", "E-mails that wait to be sent", pending)


def exposition(at: datetime) -> bytes:
    """All metrics in Prometheus' text format."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        process = CollectorRegistry()
        MultiProcessCollector(process)
    else:
        process = PROCESS
    figures = CollectorRegistry()
    figures.register(DatabaseFigures(at))
    return generate_latest(process) + generate_latest(figures)
