"""Templates keep to the content policy: no script, no style and no handler inline, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

import cauce

ROOT = Path(cauce.__file__).parent
TEMPLATES = sorted(path for path in ROOT.rglob("templates/**/*.html"))
FORBIDDEN = {
    "inline style attribute": r"<[^>]+\sstyle\s*=",
    "style element": r"<style\b",
    "inline script": r"<script(?![^>]*\bsrc=)[^>]*>",
    "event handler": r"<[^>]+\son[a-z]+\s*=\s*[\"']",
    "address elsewhere": r"(?:src|href)\s*=\s*[\"'](?:https?:)?//",
    "javascript address": r"javascript:",
    "htmx that needs eval": r"hx-(?:on|vals\s*=\s*[\"']js:)",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_inline_and_nothing_from_elsewhere(path):
    text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = {what for what, pattern in FORBIDDEN.items() if re.search(pattern, text, re.IGNORECASE)}
    assert found == set()


def test_there_are_templates_to_check():
    assert len(TEMPLATES) > 20
