"""The module's source of indicators: its facts, documents and words, and the months that go to the snapshot."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from cauce.core.accounts.models import User
from cauce.core.jobs.models import Job
from cauce.indicators import keeping
from cauce.indicators.sources import Source, register

from .country import month_of, today
from .facts_engine import FACTS, VIEWS
from .freshness import EXAMS, HOSPITAL, MODULE, changed, changed_year, moved, writing
from .models import (
    Brigade,
    Exam,
    Facility,
    FacilityMonth,
    HospitalMonth,
    PopulationLoad,
    Resource,
    RinseRegister,
    Sheet,
)
from .queries.dimensions import label_of, labels_of, name_of_dimension, order_of
from .queries.indicators import documents
from .rules.states import MonthState


def months_over(at: datetime) -> list[int]:
    """Months before the current one that have something to count."""
    current = month_of(today(at))
    found: set[int] = set()
    for model in (Sheet, HospitalMonth, Exam):
        months = model._default_manager.filter(month__lt=current).order_by().values_list("month", flat=True)
        found |= set(months.distinct())
    return sorted(found)


def close_if_whole(month: int, *, by: User, at: datetime) -> Job | None:
    """When every facility that wrote in the month has closed it, its snapshot is queued; otherwise the schedule's
    next sweep writes it."""
    closed = FacilityMonth.objects.filter(month=month, state=MonthState.LOCKED).values("facility")
    if (
        month >= month_of(today(at))
        or Sheet.objects.filter(month=month).exclude(facility__in=closed).exists()
    ):
        return None
    return keeping.start(SOURCE, [month], by=by, at=at)


SOURCE = Source(
    module=MODULE,
    facts=FACTS,
    tables=VIEWS,
    documents=documents,
    months=months_over,
    label_of=label_of,
    dimension_of=name_of_dimension,
    order_of=order_of,
    labels_of=labels_of,
)


def connect() -> None:
    """Register the source and listen to what no single action owns; when the app is ready."""
    from django.db.models.signals import post_delete, post_save, pre_save

    register(SOURCE)
    for name, signal in (("save", post_save), ("delete", post_delete)):
        signal.connect(_facility_changed, sender=Facility, dispatch_uid=f"oralhealth-facility-{name}")
    handlers = {Exam: _form_changed, HospitalMonth: _form_changed, Brigade: _brigade_changed}
    handlers |= dict.fromkeys((RinseRegister, Resource, PopulationLoad), _year_changed)
    for model, handler in handlers.items():
        for name, signal in (("save", pre_save), ("delete", post_delete)):
            signal.connect(handler, sender=model, dispatch_uid=f"oralhealth-{model.__name__}-{name}")


def _facility_changed(sender: Any, **_kwargs: Any) -> None:
    moved()


def _form_changed(sender: type[Model], instance: Any, **_kwargs: Any) -> None:
    """An exam or a hospital's month: the month that it leaves, and the one that it is in.

    Who writes them in bulk sends no signal and calls `freshness.writing` itself.
    """
    before = sender._default_manager.filter(pk=instance.pk).values_list("month", flat=True)
    for month in {instance.month, *before}:
        writing(month, EXAMS if sender is Exam else HOSPITAL)
        changed(month, instance.facility)


def _brigade_changed(sender: Any, instance: Brigade, **_kwargs: Any) -> None:
    """Its exams follow its day."""
    before = Brigade.objects.filter(pk=instance.pk).values_list("date", flat=True)
    for month in {month_of(day) for day in (instance.date, *before)}:
        writing(month, EXAMS)
        changed(month, instance.facility)


def _year_changed(sender: Any, instance: Any, **_kwargs: Any) -> None:
    """A yearly figure: rinses, resources, a population."""
    changed_year(instance.year, instance.place if sender is PopulationLoad else instance.facility)
