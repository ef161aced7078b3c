"""The cédula of a pair of institutions: one page whatever it holds, and its figures."""

import io
import json

import pikepdf
import pytest

from cauce.domains.exchange.models import Proposal
from cauce.domains.exchange.reports.pair_sheet import pair_data, pair_sheet
from tests.factories.catalogues import EntryFactory
from tests.factories.declared import declare
from tests.factories.places import OrgUnitFactory


def test_says_what_the_pair_would_do(world, run):
    data = pair_data(run, world.issste, world.imss, run.proposals.all())
    assert (data["patients"], data["proposals"], data["mean_dkm"]) == (10, 2, 44)
    assert data["units"] == [2, 1]
    assert data["causes"] == [
        {"name": "Falta de equipo", "patients": 4},
        {"name": "Falta de personal", "patients": 6},
    ]
    assert data["products"]["rows"] == [{"name": "Apendicectomía", "total": 10, "proposals": 2}]
    assert [row["total"] for row in data["routes"]["rows"]] == [6, 4]


@pytest.fixture
def crowded(world, run_match):
    """Thirty pairs of units and products with the longest names there are, in every state."""
    world.issste.name = world.imss.name = "Instituto " + "de Seguridad y Servicios Sociales " * 4
    world.issste.save()
    world.imss.save()
    for n in range(30):
        area = world.issste_bc_1.area
        where = {"area": area, "latitude": 32 + n / 100, "longitude": -115.0}
        label = "Colecistectomía laparoscópica con exploración " * 6 + str(n)
        product = EntryFactory(label=label, parent=world.speciality, since=2)
        for entity, quantity in ((world.issste_bc, "surplus"), (world.imss_bc, "shortage")):
            unit = OrgUnitFactory(parent=entity, name="HOSPITAL GENERAL DE ZONA CON MEDICINA " * 4, **where)
            declare(world, unit, product, **{quantity: 9_999_999 - n}, cause=("staff", "service")[n % 2])
    run = run_match()
    states = ["accepted", "supply_accepted", "demand_accepted", "superseded", "proposed"]
    for proposal, state in zip(run.proposals.all(), states * 6, strict=True):
        at = {"supply_accepted_at": world.now, "demand_accepted_at": world.now}
        Proposal.objects.filter(pk=proposal.pk).update(state=state, **at)
    return run


def test_is_always_one_page_with_its_data_inside(world, crowded):
    content = pair_sheet(crowded, world.issste, world.imss, crowded.proposals.all(), world.now)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 1
        inside = json.loads(pdf.attachments["datos.json"].get_file().read_bytes())
    assert inside == pair_data(crowded, world.issste, world.imss, crowded.proposals.all())
    assert inside["products"]["others"] == 22
    shown = sum(row["total"] for row in inside["products"]["rows"])
    assert shown + inside["products"]["others_patients"] == inside["patients"]
