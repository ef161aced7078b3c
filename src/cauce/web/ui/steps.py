"""Where one is: breadcrumbs, stepper, tabs, job progress, history."""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from .library import register, render


@register.simple_tag
def crumbs(*pairs: str) -> SafeString:
    """`{% crumbs "Inicio" url "Tablero" url2 "Paso 3" %}`: label, address, …; the last is this page."""
    items = [(pairs[i], pairs[i + 1] if i + 1 < len(pairs) else "") for i in range(0, len(pairs), 2)]
    return render("crumbs", items=items)


@register.simple_tag
def stepper(step: int, title: str = "", total: int = 9) -> SafeString:
    """ "Paso 3 de 9" with a bar."""
    return render("stepper", step=step, title=title, total=total, numbers=range(1, total + 1))


@register.simple_tag
def tabs(items: Iterable[tuple[str, str]], current: str, label: str = "") -> SafeString:
    """Links as tabs. items: (label, address); current: the address of this page."""
    return render("tabs", items=list(items), current=current, label=label)


@register.simple_tag
def job_progress(job: Any, poll_url: str = "") -> SafeString:
    """A job's progress; polls `poll_url` each two seconds while it runs (and says how to refresh without JS).

    job: attributes `title, done, total, message, state` (running | done | failed | cancelled | waiting).
    """
    return render("job", job=job, poll_url=poll_url)


@register.simple_tag
def history(events: Iterable[Any]) -> SafeString:
    """Audit events, newest first: when, who, what, and the reason given."""
    from cauce.core.audit.log import sentence

    return render("history", entries=[(event, sentence(event)) for event in events])
