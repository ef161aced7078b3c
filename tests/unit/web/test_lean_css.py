"""Bootstrap without what no page uses: what is used stays, whole and in order."""

import re

import pytest
from django.contrib.staticfiles import finders

from cauce.web.lean_css import NAME, SOURCE, blocks, lean


@pytest.mark.parametrize(
    ("css", "words", "kept"),
    [
        (".a{x:1}.b{x:2}", {"a"}, ".a{x:1}"),
        (".a,.b{x:1}", {"b"}, ".b{x:1}"),
        (".a .b{x:1}", {"a"}, ""),
        ("h1,.h1{x:1}", set(), "h1{x:1}"),
        (".btn-primary{x:1}.btm{x:2}", {"btn-"}, ".btn-primary{x:1}"),
        ("@media print{.a{x:1}.b{x:2}}", {"b"}, "@media print{.b{x:2}}"),
        ("@media print{.a{x:1}}", set(), ""),
        ("@keyframes k{0%{x:1}to{x:2}}", set(), "@keyframes k{0%{x:1}to{x:2}}"),
        (".a:not(.gone){x:1}", {"a"}, ".a:not(.gone){x:1}"),
        ("a:is(.b,.c){x:1}", {"b", "c"}, "a:is(.b,.c){x:1}"),
        ('@charset "UTF-8";/*! who */:root{--x:1}', set(), ":root{--x:1}"),
    ],
)
def test_a_rule_stays_when_its_classes_are_used(css, words, kept):
    assert lean(css, words) == kept


def test_what_is_served_is_much_smaller_and_holds_what_pages_use():
    with (
        open(finders.find(NAME), encoding="utf-8") as served,
        open(finders.find(SOURCE), encoding="utf-8") as whole,
    ):
        mine, theirs = served.read(), whole.read()
    assert len(mine) < len(theirs) / 2
    for name in (
        "btn-primary",
        "btn-outline-secondary",
        "form-control",
        "form-check-input",
        "visually-hidden",
        "card",
    ):
        assert re.search(rf"\.{name}[\s,{{:.>]", mine), name


def test_every_class_of_bootstrap_written_in_a_template_is_served():
    """Read naively from class attributes: the other way round from how the file was made."""
    from cauce.web.lean_css import PACKAGE

    with (
        open(finders.find(NAME), encoding="utf-8") as served,
        open(finders.find(SOURCE), encoding="utf-8") as whole,
    ):
        mine, theirs = (
            set(re.findall(r"\.([A-Za-z][\w-]*)", re.sub(r"/\*.*?\*/", "", f.read())))
            for f in (served, whole)
        )
    html = " ".join(file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.html"))
    written = {name for value in re.findall(r'class="([^"]*)"', html) for name in value.split()}
    assert (written & theirs) - mine == set()


def test_blocks_are_parted_at_the_top_level_only():
    assert list(blocks("a{b:1}@media x{c{d:2}}")) == [("a", "b:1"), ("@media x", "c{d:2}")]
