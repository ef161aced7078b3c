"""The manual is the help, written as Markdown; its pictures exist."""

import re
from pathlib import Path

import pytest

from cauce.web import help, manual

FOLDER = Path(__file__).resolve().parents[3] / "docs/manual"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Uno.</p><p>Dos <strong>fuerte</strong>.</p>", "Uno.\n\nDos **fuerte**."),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<p>x</p><ul><li>a</li><li>b</li></ul><p>y</p>", "x\n\n- a\n- b\n\ny"),
        ("<ol><li>a</li></ol><ul><li>b</li></ul>", "1. a\n\n- b"),
        ("<h2>T</h2><p>x</p>", "### T\n\nx"),
        ("<dl><dt>A</dt><dd>b</dd></dl>", "**A**: b"),
    ],
)
def test_the_marks_of_the_help_become_markdown(html, text):
    assert manual.markdown(html) == text


@pytest.mark.parametrize("topic", help.topics(), ids=lambda topic: f"{topic.module}/{topic.key}")
def test_no_word_of_the_help_is_lost(topic):
    words = re.findall(r"\w+", topic.plain)
    assert (
        re.findall(r"\w+", re.sub(r"^\d+\. ", "", manual.markdown(topic.body), flags=re.MULTILINE)) == words
    )


def test_the_manual_is_what_the_help_says():
    assert manual.outdated(FOLDER) == []


def test_every_picture_of_the_manual_exists():
    named = {
        name
        for file in FOLDER.glob("*.md")
        for name in re.findall(r"\]\((img/[^)]+)\)", file.read_text("utf-8"))
    }
    assert named
    assert [name for name in named if not (FOLDER / name).exists()] == []
