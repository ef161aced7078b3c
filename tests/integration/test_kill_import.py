"""kill -9 while importing units and a catalogue: everything of the file, or nothing of it; then it can be repeated."""

import pytest
from django.utils import timezone

from cauce.core.audit.log import verify
from cauce.core.audit.models import Event
from cauce.core.catalogues.models import Entry, Release
from cauce.core.imports.models import Import
from cauce.core.organisations.models import OrgUnit, UnitCode
from tests.factories import make_world

from .systems import cauce_process, kill, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

ACTIONS = "cauce.core.imports.actions"
KINDS = "cauce.core.imports.kinds"
UNITS = [f"BCIST{number:06d}" for number in range(900001, 900301)]
PRODUCTS = [f"P{number}" for number in range(300)]


@pytest.fixture
def files(tmp_path) -> dict[str, list[str]]:
    """kind → arguments of `cauce import` with a file of 300 rows."""
    units, catalogue = tmp_path / "unidades.csv", tmp_path / "catalogo.csv"
    rows = [f"{code},Unidad {code},ISSSTE,02,1" for code in UNITS]
    units.write_text("\n".join(["clues,nombre,institución,entidad,nivel", *rows]), "utf-8")
    rows = ["G,grupo,,Cirugía", *(f"{code},producto,G,Producto {code}" for code in PRODUCTS)]
    catalogue.write_text("\n".join(["clave,tipo,concepto superior,nombre", *rows]), "utf-8")
    who = ["--as", "admin"]
    return {
        "units": ["import", "units", str(units), *who],
        "catalogue": ["import", "catalogue", "prueba", str(catalogue), "--name", "Prueba", *who],
    }


def imported(kind: str) -> int:
    """How many rows of the file are there, with all that belongs to them."""
    if kind == "units":
        found = OrgUnit.objects.filter(code__in=UNITS)
        assert UnitCode.objects.filter(unit__in=found).count() == found.count()
        assert not found.filter(path__startswith="pending").exists()
        return found.count()
    assert Release.objects.filter(catalogue__code="prueba", published_at__isnull=True).count() == 0
    return Entry.objects.filter(catalogue__code="prueba", code__in=PRODUCTS).count()


def assert_whole(kind: str, rows: int) -> None:
    assert imported(kind) == rows
    assert Event.objects.filter(action="imports.apply").count() == (1 if rows else 0)
    assert Import.objects.filter(state="applied").count() == (1 if rows else 0)
    assert verify().whole


@pytest.mark.parametrize(
    ("kind", "moment", "rows"),
    [
        ("units", "apply_units", 0),
        ("units", "_record", 0),
        ("units", "run_import", 300),
        ("catalogue", "apply_catalogue", 0),
        ("catalogue", "_record", 0),
        ("catalogue", "run_import", 300),
    ],
)
def test_killed_while_importing(files, tmp_path, kind, moment, rows):
    make_world(timezone.now())
    mark = tmp_path / "reached"
    module = KINDS if moment.startswith("apply") else ACTIONS
    stop = {"CAUCE_TEST_STOP_AFTER": f"{module}:{moment}", "CAUCE_TEST_MARK": mark}
    process = cauce_process(*files[kind], **stop)
    wait_for(mark.exists, f"{moment} was reached")
    kill(process)
    assert_whole(kind, rows)
    assert cauce_process(*files[kind]).wait(60) == 0
    assert_whole(kind, 300)
