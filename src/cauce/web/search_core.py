"""What the core lets one find: papers by folio, and help topics."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from cauce.core.accounts.access import can
from cauce.core.catalogues.text import normalise
from cauce.core.documents.models import IssuedDocument

from . import help
from .navigation import menu_for
from .search import Hit


def papers(user: Any, text: str, at: datetime) -> Iterator[Hit]:
    """Issued papers whose folio holds the text, at places where the person may read that kind."""
    if not any(c.isdigit() for c in text):
        return
    found = IssuedDocument.objects.filter(folio__icontains=text.replace(" ", "")).select_related("place")
    for paper in found.order_by("-issued_at")[:200]:
        if can(user, paper.kind_of_paper.read, paper.place, at):
            detail = f"{paper.title} · {paper.get_state_display()}"
            yield Hit(paper.folio, detail, reverse("documents:verify", args=[paper.folio]))


def pages(user: Any, text: str, at: datetime) -> Iterator[Hit]:
    """Pages of the person's own menu, by the words of their label or module."""
    words = normalise(text).split()
    for group in menu_for(user, at):
        for item in group.items:
            if all(word in normalise(f"{item.label} {group.label}") for word in words):
                yield Hit(item.label, group.label, item.url)


def topics(user: Any, text: str, at: datetime) -> Iterator[Hit]:
    """Help topics of the shell and of the person's programmes (/ayuda/ has everybody's)."""
    _mine, others = help.by_person(user, at)
    not_theirs = {topic.module for _label, found in others for topic in found}
    for found in help.search(text, limit=100):
        if found.topic.module in not_theirs:
            continue
        url = reverse("help-topic", args=[found.topic.module, found.topic.key])
        yield Hit(str(found.topic.title), found.excerpt, url)
