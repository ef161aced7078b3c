"""The bulletin: what it says is what the engine counts; issued with folio; its workbook is the sealed data."""

import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pikepdf
import pytest
from django.urls import reverse

from cauce.core.audit.log import history, sentence
from cauce.core.documents.models import IssuedDocument
from cauce.core.errors import Invalid, NotAllowed, NotNow
from cauce.core.jobs.models import Job
from cauce.core.periods.types import parse
from cauce.domains.oralhealth.actions import set_standard
from cauce.domains.oralhealth.actions.papers import issue_bulletin, request_bulletin, scope_of
from cauce.domains.oralhealth.bulletin import tables
from cauce.domains.oralhealth.bulletin.composing import STEPS, compose
from cauce.domains.oralhealth.bulletin.scope import Scope
from cauce.domains.oralhealth.models import Bulletin
from cauce.domains.oralhealth.queries.indicators import documents
from cauce.domains.oralhealth.queries.reading import read
from cauce.indicators.models import StoredResult

APRIL = datetime(2026, 4, 20, 17, tzinfo=UTC)


def quiet(_done, _total, _words):
    """Nobody looks at the progress."""


@pytest.fixture
def lively(panama, settings):
    """Three patients in March and one in February, nothing hidden."""
    settings.CAUCE_DISCLOSURE_THRESHOLD = 0
    for day, count in (("2026-02-10", 1), ("2026-03-14", 3)):
        sheet = panama.sheet(date=day)
        for n in range(count):
            panama.row(sheet, identity=f"{day}-{n}", sex=str(1 + n % 2))
    return panama


def made(scene, place, period="202603"):
    return compose(scope_of(place, period, APRIL), APRIL, quiet)


@pytest.mark.parametrize(
    ("who", "period"), [("panama", "202603"), ("chiriqui", "2026"), ("pedregal", "202603")]
)
def test_its_indicators_are_those_of_the_engine(lively, who, period):
    place = lively.places[who]
    data = made(lively, place, period).data
    assert [row["code"] for row in data["indicators"]] == list(documents())
    for row in data["indicators"]:
        document = documents()[row["code"]]
        expected = read(document, parse(row["period"]), place, APRIL).value
        shown = None if row["value"] is None else Decimal(row["value"])
        assert shown == expected.value
        assert row["value"] is not None or row["reason"]
        assert len(row["version"]) == 8


def test_the_period_before_and_the_standard_stand_beside(lively):
    set_standard(
        by=lively.national,
        at=lively.at,
        indicator="I-4",
        place=lively.panama,
        year=2026,
        value=Decimal(5),
        source="Norma",
    )
    (row,) = [r for r in made(lively, lively.panama).data["indicators"] if r["code"] == "I-4"]
    assert (row["numerator"], row["value"], row["before"], row["standard"]) == (3, "1.00", "1.00", "5.00")
    assert row["meets"] in ("SI", "NO")


def test_what_is_only_counted_by_year_says_so(lively):
    (row,) = [r for r in made(lively, lively.panama).data["indicators"] if r["code"] == "I-16"]
    assert row["period"] == "2026"


def test_its_tables_count_the_same_patients(lively):
    data = made(lively, lively.panama).data
    assert dict(data["summary"]["pairs"])["Pacientes atendidos"] == 3
    for name in ("programmes", "pyramid", "places"):
        assert data[name]["rows"][-1]["total"]
        assert 3 in data[name]["rows"][-1]["cells"]
    assert [row["texts"][0] for row in data["trend"]["rows"]] == ["feb 2026", "mar 2026", "Total"]
    assert made(lively, lively.pedregal).data["places"] is None


def test_the_delivery_tells_sent_from_sent_with_data(lively):
    data = made(lively, lively.panama).data["delivery"]
    assert data["heads"][:4] == ["Meses por entregar", "Entregados", "Con datos", "A tiempo"]
    assert data["rows"][-1]["cells"] == [3, 0, 0, 0, "0.0"]
    assert [row["texts"][0] for row in data["rows"][:-1]] == ["Región chiriqui", "Región veraguas"]


def test_a_month_that_has_not_ended_is_not_owed_yet(lively):
    scope = Scope(lively.panama, parse("2026"))
    assert scope.months(APRIL) == [202601, 202602, 202603, 202604]
    assert tables.delivery(scope, APRIL)["rows"][-1]["cells"][0] == 9


@pytest.mark.parametrize(
    ("month", "count", "expected"), [(202601, 1, 202512), (202603, 11, 202504), (202612, 0, 202612)]
)
def test_months_before(month, count, expected):
    assert tables.back(month, count) == expected


def test_small_counts_do_not_leave(lively, settings):
    settings.CAUCE_DISCLOSURE_THRESHOLD = 5
    data = made(lively, lively.panama).data
    assert data["pyramid"]["rows"][0]["cells"][0] == "*"
    (row,) = [r for r in data["indicators"] if r["code"] == "I-4"]
    assert row["value"] is None
    assert "oculto" in row["reason"]


def test_it_is_issued_tagged_with_its_charts_and_replaced_by_the_next(lively):
    first = issue_bulletin(
        by=lively.national, at=APRIL, place=lively.panama, made=made(lively, lively.panama)
    )
    second = issue_bulletin(
        by=lively.national, at=APRIL, place=lively.panama, made=made(lively, lively.panama)
    )
    first.refresh_from_db()
    assert (first.state, second.version) == ("superseded", 2)
    assert first.superseded_by == second
    with pikepdf.open(second.path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "datos.json" in pdf.attachments
    assert {p["name"] for p in second.data["pictures"]} >= {"tendencia", "piramide", "produccion"}
    kept = StoredResult.objects.filter(period="202603", indicator="I-4").first()
    assert (kept.value, kept.place) == ("1.00", lively.panama)
    assert kept.definition_version[:8] in {row["version"] for row in second.data["indicators"]}
    assert any("emitió el boletín" in sentence(event) for event in history(Bulletin.objects.get()))


def test_the_same_data_make_the_same_paper_twice(lively):
    one, two = made(lively, lively.panama), made(lively, lively.panama)
    assert one.data == two.data
    assert one.files == two.files


@pytest.mark.parametrize(
    ("rule", "place", "period"),
    [("OH-330", "panama", "2026Q1"), ("OH-330", "panama", "x"), ("OH-331", "panama", "2030")],
)
def test_what_is_no_bulletin_is_refused(lively, rule, place, period):
    with pytest.raises(Invalid) as refused:
        request_bulletin(by=lively.national, at=APRIL, place=lively.places[place], period=period)
    assert refused.value.problems[0].rule == rule


def test_another_kind_of_place_has_none(lively, world):
    with pytest.raises(Invalid) as refused:
        scope_of(world.issste_bc, "202603", APRIL)
    assert refused.value.problems[0].rule == "OH-332"


def test_without_anything_recorded_there_is_none(lively):
    with pytest.raises(NotNow) as refused:
        issue_bulletin(
            by=lively.national, at=APRIL, place=lively.veraguas, made=made(lively, lively.veraguas)
        )
    assert refused.value.rule == "OH-333"


def test_only_for_ones_own_places(lively):
    with pytest.raises(NotAllowed):
        request_bulletin(by=lively.regional, at=APRIL, place=lively.panama, period="202603")
    with pytest.raises(NotAllowed):
        request_bulletin(by=lively.dentist, at=APRIL, place=lively.pedregal, period="202603")


def test_asked_for_on_the_page_a_job_makes_it(client_as, lively, after_commit):
    client = client_as(lively.regional)
    sent = {"lugar": "CHIRIQUI", "tipo": "mes", "mes": "2026-03", "anio": "2026"}
    with after_commit():
        answer = client.post(reverse("oralhealth:bulletin_ask"), sent)
    job = Job.objects.get()
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    job.refresh_from_db()
    assert (job.state, job.progress_total) == ("done", STEPS)
    document = IssuedDocument.objects.get()
    assert job.result["folio"] == document.folio
    page = client.get(reverse("oralhealth:bulletins")).content.decode()
    assert document.folio in page
    assert "Vigente" in page
    shown = client.get(reverse("oralhealth:bulletin", args=[document.folio])).content.decode()
    assert "I-19. " in shown
    assert f"/verificar/{document.folio}/" in shown
    pdf = client.get(reverse("oralhealth:bulletin_pdf", args=[document.folio]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    book = client.get(reverse("oralhealth:bulletin_xlsx", args=[document.folio]))
    content = b"".join(book.streaming_content)
    assert zipfile.is_zipfile(io.BytesIO(content))
    sheets = openpyxl.load_workbook(io.BytesIO(content))
    assert sheets.sheetnames[:2] == ["Boletín", "Indicadores"]
    values = {row[0]: row[6] for row in sheets["Indicadores"].iter_rows(min_row=2, values_only=True)}
    assert values["I-4"] == 1


def test_who_works_below_reads_it_and_who_works_elsewhere_does_not(client_as, lively):
    issued = issue_bulletin(
        by=lively.regional, at=APRIL, place=lively.chiriqui, made=made(lively, lively.chiriqui)
    )
    address = reverse("oralhealth:bulletin", args=[issued.folio])
    assert client_as(lively.dentist).get(address).status_code == 200
    assert client_as(lively.national).get(address).status_code == 200
    assert client_as(lively.other_region).get(address).status_code == 404
    page = client_as(lively.dentist).get(reverse("oralhealth:bulletins")).content.decode()
    assert issued.folio in page
    assert "Emitir un boletín" not in page


def test_a_wrong_period_comes_back_beside_its_field(client_as, lively):
    sent = {"lugar": "CHIRIQUI", "tipo": "anio", "anio": "veinte"}
    answer = client_as(lively.regional).post(reverse("oralhealth:bulletin_ask"), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="error-periodo"' in page
    assert 'value="veinte"' in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_its_pages_are_accessible(page, sign_in, lively, check_axe):
    issued = issue_bulletin(
        by=lively.regional, at=APRIL, place=lively.chiriqui, made=made(lively, lively.chiriqui)
    )
    sign_in(lively.regional)
    for address in (reverse("oralhealth:bulletins"), reverse("oralhealth:bulletin", args=[issued.folio])):
        page.goto(address)
        check_axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
