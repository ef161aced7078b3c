"""The generated reference: complete, repeatable, and told apart from what is outdated."""

import pytest

from cauce.core.accounts.permissions import Permission
from cauce.core.operations import reference
from cauce.core.operations.reference import settings as settings_page
from cauce.core.rules import TABLES
from cauce.domains.exchange.rules.proposals import ProposalState
from cauce.domains.exchange.rules.states import State


@pytest.mark.parametrize("name", list(reference.PAGES))
def test_each_page_is_the_same_twice(name):
    assert reference.content(name) == reference.content(name)


def test_what_differs_is_found_and_built_again(tmp_path):
    assert reference.build(tmp_path) == list(reference.PAGES)
    assert reference.outdated(tmp_path) == []
    (tmp_path / "rules.md").write_text("changed by hand")
    (tmp_path / "states.md").unlink()
    assert sorted(reference.outdated(tmp_path)) == ["rules.md", "states.md"]


def test_the_pages_hold_everything():
    states, permissions = reference.content("states.md"), reference.content("permissions.md")
    assert all(str(state.value) in states for state in [*State, *ProposalState])
    assert all(f"`{permission.value}`" in permissions for permission in Permission)
    rules = reference.content("rules.md")
    assert all(f"`{rule}`" in rules for table in TABLES.values() for rule in table)


def test_every_setting_is_explained_and_none_that_is_gone():
    names = [name for name, _kind, _default in settings_page.read()]
    assert sorted(set(names)) == sorted(settings_page.ABOUT)
