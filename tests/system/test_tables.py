"""Every rule has a test that names it; every model has a decision on audit."""

import re
from pathlib import Path

import pytest
from django.apps import apps

import cauce
from cauce.core.audit.decisions import DECISIONS, decision_for
from cauce.core.documents.verdicts import TABLE as VERDICTS
from cauce.core.documents.verdicts import Outcome
from cauce.core.operations.reference.discover import import_everything
from cauce.core.rules import TABLES

from .scope import covered

import_everything()
RULES = sorted(
    (rule.id, table) for table, rules in TABLES.items() if covered(table) for rule in rules.values()
)
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("*.py"))
GOOD_NEWS = {row.rule for row in VERDICTS.values() if row.outcome == Outcome.ACCEPTED}  # nothing to mend
NAMED = set(re.findall(r"\b[A-Z]+(?:-[A-Z]+)*-\d+[a-z]?\b", TESTS))


@pytest.mark.parametrize(("rule", "table"), RULES)
def test_every_rule_has_a_test_that_names_it(rule, table):
    assert rule in NAMED


@pytest.mark.parametrize(("rule", "table"), RULES)
def test_every_rule_says_what_is_wrong_and_what_to_do_and_where_it_comes_from(rule, table):
    found = TABLES[table][rule]
    assert len(found.message) > 10
    assert found.remedy or rule in GOOD_NEWS
    assert found.source


SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in Path(cauce.__file__).parent.rglob("*.py"))
VERDICT_IDS = {row.rule for row in VERDICTS.values()}  # that table is keyed by what was seen, not by its ids


@pytest.mark.parametrize(("rule", "table"), [r for r in RULES if r[0] not in VERDICT_IDS])
def test_no_rule_is_idle(rule, table):
    """Its id stands in the table, and again where the rule is broken."""
    assert SOURCE.count(f'"{rule}"') > 1


LABELS = [m._meta.label for m in apps.get_models(include_auto_created=True) if covered(m._meta.label)]


@pytest.mark.parametrize("label", LABELS)
def test_every_model_has_a_decision_on_audit(label):
    assert decision_for(label)


def test_no_decision_speaks_of_a_model_that_is_gone():
    modules = {config.label for config in apps.get_app_configs()}
    gone = [label for label in DECISIONS if label.split(".")[0] in modules and covered(label)]
    assert sorted(set(gone) - set(LABELS)) == []
