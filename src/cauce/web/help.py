"""Help in the product: topics a module registers, shown beside the page, in /ayuda/ and in search.

A topic is one small template with plain prose in the source's words (`<module>/help/<key>.html`), so that
an institution's writer can correct it without touching a page.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import unescape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django_stubs_ext import StrPromise

from cauce.core.accounts.access import works_in
from cauce.core.catalogues.text import normalise


@dataclass(frozen=True, slots=True)
class Topic:
    """One help text. module and key name its address and template; title is what people read."""

    module: str
    key: str
    title: "str | StrPromise"

    @property
    def template(self) -> str:
        """Where its text is."""
        return f"{self.module}/help/{self.key}.html"

    @property
    def body(self) -> str:
        """The text as HTML."""
        return render_to_string(self.template)

    @property
    def plain(self) -> str:
        """The text without marks, for search and excerpts."""
        text = re.sub(r"\s+", " ", unescape(strip_tags(self.body.replace("<", " <"))))
        return re.sub(r" (?=[.,;:)»])", "", text).strip()


@dataclass(frozen=True, slots=True)
class Found:
    """A topic that holds what was asked, with the sentence where it does."""

    topic: Topic
    excerpt: str


Chapter = tuple[str | StrPromise, tuple[Topic, ...]]  # a module's label and its topics
_MODULES: dict[str, Chapter] = {}


def register(module: str, label: "str | StrPromise", titles: "Mapping[str, str | StrPromise]") -> None:
    """Add a module's topics. titles: key → title, in reading order."""
    _MODULES[module] = (label, tuple(Topic(module, key, title) for key, title in titles.items()))


def modules() -> Iterable[Chapter]:
    """(label, topics) of each module, in order of registration."""
    return _MODULES.values()


def by_person(user: Any, at: datetime) -> "tuple[list[Chapter], list[Chapter]]":
    """(what the person works with: the shell, their programmes, the tools; the programmes of others), as `modules`."""
    mine: list[Chapter] = []
    others: list[Chapter] = []
    for chapter in _MODULES.values():
        (mine if _concerns(chapter, user, at) else others).append(chapter)
    return sorted(mine, key=_place), others


def _concerns(chapter: "Chapter", user: Any, at: datetime) -> bool:
    module = chapter[1][0].module
    return module not in settings.CAUCE_MODULES or works_in(user, module, at)


def _place(chapter: "Chapter") -> int:
    """The shell first, then the programmes, then the tools."""
    module = chapter[1][0].module
    return 0 if module == "web" else 1 if module in settings.CAUCE_MODULES else 2


def topics() -> list[Topic]:
    """Every topic."""
    return [topic for _label, found in _MODULES.values() for topic in found]


def find(module: str, key: str) -> Topic | None:
    """The topic, or None."""
    return next((topic for topic in topics() if (topic.module, topic.key) == (module, str(key))), None)


def search(text: str, limit: int = 20) -> list[Found]:
    """Topics that hold every word asked, accent-blind; those with it in the title first."""
    words = normalise(text).split()
    if not words:
        return []
    hits = []
    for topic in topics():
        title, whole = normalise(str(topic.title)), _searchable(topic)
        if all(word in whole for word in words):
            hits.append((not all(word in title for word in words), topic))
    hits.sort(key=lambda hit: hit[0])
    return [Found(topic, _excerpt(topic, words[0])) for _rank, topic in hits[:limit]]


@cache
def _searchable(topic: Topic) -> str:
    return normalise(f"{topic.title} {topic.plain}")


def _excerpt(topic: Topic, word: str) -> str:
    """The first sentence that holds the word, else the first of the text."""
    sentences = re.split(r"(?<=[.:;])\s", topic.plain)
    return next((s for s in sentences if word in normalise(s)), sentences[0])
