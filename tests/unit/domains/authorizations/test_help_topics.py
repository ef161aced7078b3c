"""The help of prior authorisation: every topic has its text, stands beside a page, and says what the product is not."""

import re
from pathlib import Path

import pytest

from cauce.domains import authorizations
from cauce.domains.authorizations.help import TITLES, topics
from cauce.web import help as web_help

TEMPLATES = Path(authorizations.__file__).parent / "templates" / "authorizations"
PANELS = {
    key
    for path in TEMPLATES.rglob("*.html")
    for key in re.findall(r'help_panel "authorizations" "([a-z-]+)"', path.read_text(encoding="utf-8"))
}


def test_every_topic_has_its_text_and_every_text_its_topic():
    assert set(topics()) == set(TITLES)
    assert {path.stem for path in (TEMPLATES / "help").glob("*.html")} == set(TITLES)


@pytest.mark.parametrize("key", sorted(PANELS))
def test_a_page_never_asks_for_a_topic_that_is_not_there(key):
    assert web_help.find("authorizations", key) is not None


def test_it_says_that_it_is_not_the_form_st_2_of_imss():
    assert "no es el ST-2 del IMSS" in web_help.find("authorizations", "recorrido").plain
