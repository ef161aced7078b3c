"""The consolidated month and the indicators for other systems: complete, equal when read back, guarded."""

import io
import json
from copy import deepcopy

import openpyxl
import pytest
from django.urls import reverse
from typer.testing import CliRunner

from cauce.core.audit.log import sentence
from cauce.core.audit.models import Event
from cauce.core.errors import Invalid, NotAllowed, NotNow
from cauce.core.organisations.models import UnitCode
from cauce.core.periods.types import parse
from cauce.domains.oralhealth.actions import consolidate_month
from cauce.domains.oralhealth.actions.interchange import export_indicators, export_month
from cauce.domains.oralhealth.cli import app
from cauce.domains.oralhealth.interchange.codes import categories, elements
from cauce.domains.oralhealth.interchange.mapping import figures_of, values_of
from cauce.domains.oralhealth.models import Consolidation
from cauce.domains.oralhealth.rules.examples import ADMIN, PROMOTION
from cauce.interop.adx import document as adx
from cauce.interop.dhis2 import data_values as dhis2
from cauce.interop.values import MISSING
from tests.factories.panama import MONTH
from tests.unit.interop.adx_structure import problems


@pytest.fixture
def month(panama):
    """A consolidated month with patients, activities, promotion and administrative rows."""
    import uuid

    from cauce.domains.oralhealth.actions import review_sheet, save_admin, save_promotion, send_sheet

    sheet = panama.sheet()
    panama.row(sheet, programme="7")
    panama.row(sheet, identity="8-2", sex="1", age="08", programme="2", completed="1", referral="1RD")
    who = {"by": panama.dentist, "at": panama.at, "sheet": sheet, "confirmed": True}
    save_promotion(**who, typed=PROMOTION, uid=uuid.uuid4())
    save_admin(**who, typed=ADMIN, uid=uuid.uuid4())
    send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    review_sheet(by=panama.chief, at=panama.at, sheet=sheet)
    return consolidate_month(
        by=panama.reges, at=panama.at, facility=panama.pedregal, month=MONTH, confirmed=True
    )


def without_people(figures: dict) -> dict:
    """The figures as they may leave: of the professionals only the sums."""
    told = deepcopy(figures)
    lines = told.pop("professionals")
    told["professionals"] = {
        "sheets": sum(line["sheets"] for line in lines),
        "chair_hours": f"{sum(float(line['chair_hours']) for line in lines):.2f}",
        "days": sum(line["days"] for line in lines),
    }
    return told


def test_every_figure_goes_out_and_comes_back(month):
    values = values_of(month.figures)
    assert figures_of(values) == without_people(month.figures)
    assert any(MISSING in v.categories.values() for v in values)  # a technique without another code
    assert not any("Odontóloga" in str(v) for v in values)


@pytest.mark.parametrize(
    ("form", "read"), [("adx", adx.read), ("dhis2", dhis2.read_json), ("csv", dhis2.read_csv)]
)
def test_a_month_is_read_back_equal(panama, month, form, read):
    content = export_month(by=panama.regional, at=panama.at, place=panama.pedregal, month=MONTH, form=form)
    if form == "adx":
        assert problems(content) == []
    (found,) = read(content)
    assert (found.unit, found.period) == ("0808130801", "202603")
    assert figures_of(found.values) == without_people(month.figures)


def test_a_month_as_a_spreadsheet(panama, month):
    content = export_month(by=panama.regional, at=panama.at, place=panama.pedregal, month=MONTH, form="xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert len(rows) == 1 + len(values_of(month.figures))
    assert rows[1][:6] == ("SB_PACIENTES", "Pacientes", "0808130801", "202603", None, 2)


def test_all_facilities_of_a_region_in_one_document(panama, month):
    other = Consolidation.objects.get(pk=month.pk)
    other.month.pk = other.pk = None
    other.month.facility = panama.hospital
    other.month.save()
    other.month = other.month
    other.save()
    content = export_month(by=panama.regional, at=panama.at, place=panama.chiriqui, month=MONTH, form="adx")
    assert [one.unit for one in adx.read(content)] == ["0406010501", "0808130801"]
    event = Event.objects.get(action="oralhealth.month.export")
    assert "exportó el mes de marzo de 2026 de 2 instalaciones (adx)" in sentence(event)


def test_codes_of_another_system(panama, month):
    who = {"by": panama.regional, "at": panama.at, "place": panama.pedregal, "month": MONTH, "form": "dhis2"}
    with pytest.raises(Invalid) as refused:
        export_month(**who, system="dhis2")
    assert refused.value.rule == "OH-168"
    UnitCode.objects.create(unit=panama.pedregal, system="dhis2", value="Rp268JB6Ne4")
    assert json.loads(export_month(**who, system="dhis2"))["orgUnit"] == "Rp268JB6Ne4"


def test_what_cannot_be_exported_says_why(panama, month):
    who = {"by": panama.regional, "at": panama.at, "place": panama.pedregal}
    for given, rule in (
        ({"month": MONTH, "form": "pdf"}, "OH-169"),
        ({"month": 202613, "form": "adx"}, "OH-130"),
        ({"month": 202604, "form": "adx"}, "OH-124"),
    ):
        with pytest.raises((Invalid, NotNow)) as refused:
            export_month(**who, **given)
        assert refused.value.rule == rule
    with pytest.raises(NotAllowed):
        export_month(**{**who, "by": panama.other_region}, month=MONTH, form="adx")
    period = parse("202603")
    with pytest.raises(NotAllowed):
        export_indicators(
            by=panama.other_region, at=panama.at, place=panama.pedregal, period=period, form="adx"
        )


@pytest.mark.parametrize(("form", "read"), [("adx", adx.read), ("dhis2", dhis2.read_json)])
def test_indicators_are_read_back(panama, month, form, read, settings):
    settings.CAUCE_DISCLOSURE_THRESHOLD = 0
    who = {"by": panama.regional, "at": panama.at, "period": parse("202603"), "form": form}
    (found,) = read(export_indicators(**who, place=panama.chiriqui))
    told = {value.element: value.value for value in found.values}
    assert (found.unit, found.data_set, told["SB_I_1_NUM"]) == ("CHIRIQUI", "SB_INDICADORES", 2)
    event = Event.objects.get(action="oralhealth.indicators.export")
    assert "exportó los indicadores de 202603" in sentence(event)


def test_small_counts_do_not_leave(panama, month, settings):
    settings.CAUCE_DISCLOSURE_THRESHOLD = 3
    who = {"by": panama.regional, "at": panama.at, "place": panama.chiriqui, "period": parse("202603")}
    with pytest.raises(NotNow) as refused:
        export_indicators(**who, form="dhis2")
    assert refused.value.rule == "OH-170"


def test_nothing_to_compute_says_so(panama):
    who = {"by": panama.regional, "at": panama.at, "place": panama.chiriqui, "period": parse("202603")}
    with pytest.raises(NotNow) as refused:
        export_indicators(**who, form="adx")
    assert refused.value.rule == "OH-170"


def test_the_table_of_codes_is_whole():
    codes = [element.code for element in elements()]
    assert len(set(codes)) == len(codes) == 52
    assert all(name in categories() for element in elements() for name in element.fields)
    assert all(len(code) <= 50 and code.isascii() for code in codes)  # DHIS2's limit


@pytest.mark.parametrize("strange", ["element", "category", "missing"])
def test_strange_codes_are_refused(month, strange):
    from dataclasses import replace

    first, *_rest = [v for v in values_of(month.figures) if v.categories]
    wrong = {
        "element": replace(first, element="X"),
        "category": replace(first, categories={"luna": "1"}),
        "missing": replace(first, categories={}),
    }[strange]
    with pytest.raises(ValueError):
        figures_of([wrong])


def test_downloads_from_the_pages(client_as, panama, month, settings):
    settings.CAUCE_DISCLOSURE_THRESHOLD = 0
    region = client_as(panama.regional)
    address = reverse("oralhealth:month_export", args=[panama.pedregal.code, MONTH])
    assert (
        address
        in region.get(reverse("oralhealth:consolidated", args=[panama.pedregal.code, MONTH])).content.decode()
    )
    answer = region.get(address, {"formato": "adx"})
    assert answer.headers["Content-Type"] == "application/adx+xml"
    assert "salud-bucal-0808130801-202603-adx.xml" in answer.headers["Content-Disposition"]
    assert region.get(address, {"formato": "pdf"}).status_code == 302
    assert client_as(panama.other_region).get(address).status_code == 403
    assert region.get(reverse("oralhealth:month_export", args=["nada", MONTH])).status_code == 404
    months = region.get(reverse("oralhealth:months"), {"mes": "2026-03"}).content.decode()
    assert reverse("oralhealth:month_export", args=["CHIRIQUI", MONTH]) in months
    of_indicators = reverse("oralhealth:indicators_export", args=["CHIRIQUI", "202603"])
    assert region.get(of_indicators).headers["Content-Type"] == "application/json"
    board = region.get(reverse("oralhealth:indicators"), {"periodo": "202603"}).content.decode()
    assert of_indicators in board
    assert region.get(reverse("oralhealth:indicators_export", args=["CHIRIQUI", "x"])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_command(panama, month, tmp_path, settings):
    settings.CAUCE_DISCLOSURE_THRESHOLD = 0
    call, out = CliRunner().invoke, tmp_path / "x.xml"
    base = ["export", "--month", "2026-03", "--as", "regional", "--format"]
    assert call(app, [*base, "adx", "-o", str(out)]).exit_code == 0
    assert problems(out.read_bytes()) == []
    told = call(app, [*base, "dhis2"])
    assert json.loads(told.stdout)["orgUnit"] == "0808130801"
    assert call(app, [*base, "dhis2", "--indicators"]).exit_code == 0
    assert call(app, [*base, "pdf"]).exit_code == 2
    assert call(app, [*base, "adx", "--place", "nada"]).exit_code == 2
    assert call(app, [*base[:2], "2026-04", *base[3:], "adx"]).exit_code == 1
    assert call(app, ["export", "--as", "regional", "--format", "adx"]).exit_code == 2
    assert (
        call(
            app, ["export", "--as", "regional", "--format", "adx", "--indicators", "--period", "x"]
        ).exit_code
        == 2
    )
