"""The manual (docs/manual, Markdown) as pages of the product: chapters, guides by role, and their pictures."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

COVER = "README"


@dataclass(frozen=True, slots=True)
class Guide:
    """One file of the manual: its name without ending, its first heading, and its Markdown without it."""

    name: str
    title: str
    text: str

    @property
    def url(self) -> str:
        """Its address in the product."""
        return reverse("manual") if self.name == COVER else reverse("manual-page", args=[self.name])


def folder() -> Path:
    """Where the manual is; it may be missing in a bare installation."""
    return Path(settings.CAUCE_MANUAL_DIR)


def guides() -> list[Guide]:
    """Every file of the manual, the cover first, the rest by title."""
    found = [guide for path in folder().glob("*.md") if (guide := find(path.stem))]
    return sorted(found, key=lambda guide: (guide.name != COVER, guide.title))


def find(name: str) -> Guide | None:
    """The guide of that name, or None."""
    path = folder() / f"{name}.md"
    if not re.fullmatch(r"[A-Za-z0-9-]+", name) or not path.is_file():
        return None
    text = re.sub(r"^<!--.*?-->\s*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    title, _, rest = text.removeprefix("# ").partition("\n")
    return Guide(name, title.strip(), rest.strip())


def picture(name: str) -> Path | None:
    """The file of a picture of the manual, or None."""
    path = folder() / "img" / f"{name}.png"
    return path if re.fullmatch(r"[a-z0-9-]+", name) and path.is_file() else None


@lru_cache(maxsize=64)
def html(text: str) -> SafeString:
    """A guide's Markdown as HTML; raw HTML in it is shown as text, never obeyed."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    for token in (inner for outer in tokens for inner in (outer, *(outer.children or ()))):
        _lead_home(token)
    return mark_safe(reader.renderer.render(tokens, reader.options, {}))  # noqa: S308  html is off


def _lead_home(token: Token) -> None:
    """Links between files and to pictures become addresses of the product; tables look like ours."""
    if token.type == "table_open":
        token.attrSet("class", "data")
    if token.type == "image":
        name = Path(str(token.attrGet("src"))).stem
        token.attrSet("src", reverse("manual-picture", args=[name]))
        token.attrSet("loading", "lazy")
    target = str(token.attrGet("href") or "") if token.type == "link_open" else ""
    if match := re.fullmatch(r"([A-Za-z0-9-]+)\.md(#.*)?", target):
        name, anchor = match[1], match[2] or ""
        url = reverse("manual") if name == COVER else reverse("manual-page", args=[name])
        token.attrSet("href", url + anchor)
