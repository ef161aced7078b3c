"""What the page says of the machines is all of the tables, and nothing else."""

import pytest

from cauce.core.operations.reference.states import machines as documented
from cauce.domains.authorizations.presenting_flow import machines, who_may
from cauce.domains.authorizations.rules.act_words import ACT_LABELS, AUDIENCE_LABELS
from cauce.domains.authorizations.rules.states import MACHINES, Audience
from cauce.domains.authorizations.rules.table import RULES
from tests.unit.domains.authorizations.pages.governing import url


def test_every_act_and_audience_has_words():
    for key, (_states, table) in MACHINES.items():
        assert set(ACT_LABELS[key]) == {row.act for row in table}
    assert set(AUDIENCE_LABELS) == set(Audience)


def test_the_chart_has_every_row_of_the_tables_once():
    for machine in machines():
        table = MACHINES[machine.key][1]
        drawn = {
            (s.act, source, source if s.target in s.sources else s.target)
            for s in machine.steps
            for source in s.sources
        }
        assert drawn == {(row.act, row.source, row.target) for row in table}
        chart = machine.chart
        assert len(chart["rows"]) == len(machine.steps)
        assert len(chart["heads"]) == len(MACHINES[machine.key][0])
        for step, row in zip(machine.steps, chart["rows"], strict=True):
            assert len(row["dots"]) == len(step.sources)
            assert bool(row["tips"]) == (step.target not in step.sources)


def test_no_denial_belongs_to_the_system():
    for machine in machines():
        for step in machine.steps:
            if step.target == "denied":
                assert step.who != who_may("")


@pytest.mark.django_db
def test_the_page_has_every_rule_and_finds_one(scene, client_as):
    client = client_as(scene.reviewer)
    page = client.get(url("flow")).content.decode()
    assert all(f'id="{rule}"' in page for rule in RULES)
    found = client.get(f"{url('flow')}?q=modulo+nada").content.decode()
    assert "Ninguna regla coincide" in found
    one = client.get(f"{url('flow')}?q=AP-96").content.decode()
    assert one.count('scope="row" id="AP-') == 1


def test_the_generated_reference_draws_the_same_machines():
    found = {name: rows for module, name, rows in documented() if module == "authorizations"}
    assert {name: len(rows) for name, rows in found.items()} == {
        key: len(table) for key, (_states, table) in MACHINES.items()
    }
