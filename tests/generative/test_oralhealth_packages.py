"""Any sequence of exports and imports converges: the newest package that arrived decides, in whatever order.

A node writes at random (new days and rows, corrections, rows taken off, days sent) and exports now and then; the
region gets the packages in any order, any number of times. In the end it holds what the newest of those says.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cauce.domains.oralhealth.actions import remove_row, send_sheet
from cauce.domains.oralhealth.models import PatientRow, Sheet
from cauce.interop.packages.models import IssuedPackage, ReceivedPackage
from tests.factories.packages import bring, pack, records_of, wipe
from tests.factories.panama import make_panama

DAYS = st.integers(1, 4).map(lambda n: f"2026-03-{10 + n}")
STEPS = st.one_of(
    st.tuples(st.just("row"), DAYS, st.integers(1, 5)),
    st.tuples(st.just("correct"), st.integers(0, 5), st.integers(20, 60)),
    st.tuples(st.just("remove"), st.integers(0, 5), st.just(0)),
    st.tuples(st.just("send"), st.integers(0, 3), st.just(0)),
    st.tuples(st.just("export"), st.just(0), st.just(0)),
)


@pytest.fixture
def panama(db):
    return make_panama()


def write(panama, step) -> None:
    """One step of the node, if it is possible."""
    verb, first, second = step
    if verb == "row":
        sheet = Sheet.objects.filter(date=first).first() or panama.sheet(date=first)
        if sheet.state == "open":
            panama.row(sheet, identity=f"8-{first[-2:]}-{second}", completed="1" if second == 5 else "")
        return
    if verb == "send":
        sheets = list(Sheet.objects.filter(state="open"))
        if first < len(sheets):
            send_sheet(by=panama.dentist, at=panama.at, sheet=sheets[first], confirmed=True)
        return
    rows = list(PatientRow.objects.filter(sheet__state="open").order_by("pk"))
    if first >= len(rows):
        return
    row = rows[first]
    if verb == "correct":
        typed = {"identity": row.identity, "age": str(second), "completed": "1" if row.completed else ""}
        panama.row(row.sheet, uid=row.uid, version=row.version, **typed)
    else:
        remove_row(by=panama.dentist, at=panama.at, sheet=row.sheet, uid=row.uid, version=row.version)


def lived(panama, steps) -> list[tuple[int, bytes, dict]]:
    """The node's packages by number, each with what it says."""
    found = []
    for step in [*steps, ("export", 0, 0)]:
        if step[0] != "export":
            write(panama, step)
            continue
        content = pack(panama)
        number = IssuedPackage.objects.first().number
        if not found or found[-1][0] != number:
            found.append((number, content, records_of(panama.pedregal)))
    return found


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=1, max_size=14), st.data())
def test_any_order_of_packages_ends_alike(panama, steps, data):
    from django.db import transaction

    with transaction.atomic():
        packages = lived(panama, steps)
        order = data.draw(st.lists(st.sampled_from(range(len(packages))), min_size=1, max_size=5))
        wipe(panama.pedregal)
        for n in order:
            received = bring(panama, packages[n][1])
            assert (received.state, received.counts["refused"]) == ("done", 0)
        before = records_of(panama.pedregal)
        assert before == packages[max(order)][2]
        again = bring(panama, packages[max(order)][1])
        assert set(again.counts.values()) == {0, again.counts["unchanged"]}
        assert records_of(panama.pedregal) == before
        ReceivedPackage.objects.all().delete()
        transaction.set_rollback(True)
