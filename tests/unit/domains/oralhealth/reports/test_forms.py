"""Formularios 2, 3 and 4 on paper: what they say, when they are issued, and by whom they are agreed."""

from decimal import Decimal

import pikepdf
import pytest
from django.urls import reverse

from cauce.core.audit.log import history, sentence
from cauce.core.documents.models import IssuedDocument
from cauce.core.errors import Invalid, NotAllowed, NotNow
from cauce.domains.oralhealth.actions import (
    agree_month,
    compare_month,
    consolidate_month,
    set_standard,
    write_analysis,
)
from cauce.domains.oralhealth.actions.printed_forms import issue_form
from cauce.domains.oralhealth.models import PARTIES, Consolidation
from cauce.domains.oralhealth.reports.forms import WORDS, _hundredths, form_data
from tests.factories.panama import MONTH

WHO = {"direccion-medica": "director", "planificacion": "planner", "reges": "reges", "jefe-clinica": "chief"}


@pytest.fixture
def month(panama, reviewed):
    """Pedregal's March, consolidated."""
    return consolidate_month(
        by=panama.reges, at=panama.at, facility=panama.pedregal, month=MONTH, confirmed=True
    )


@pytest.fixture
def agreed(panama, month):
    """…and agreed by the four parties, one with a comment."""
    for party, _label in PARTIES:
        comment = "Revisado con el equipo." if party == "reges" else ""
        agree_month(
            by=panama.users[WHO[party]],
            at=panama.at,
            facility=panama.pedregal,
            month=MONTH,
            party=party,
            comment=comment,
        )
    return Consolidation.objects.get(pk=month.pk)


def test_formulario_2_has_its_three_sheets(panama, agreed):
    data = form_data(2, agreed)
    (line,) = data["professionals"]
    assert (line["patients"], data["professionals_total"]["patients"]) == (2, 2)
    assert data["professionals_total"]["chair_hours"] == line["chair_hours"]
    assert sum(age["both"][0] for age in data["ages"]) == data["total"]["patients"] == 2
    assert [b["title"] for b in data["breakdowns"]][:2] == [
        "Programa (casilla 13)",
        "Tipo de atención (casilla 11)",
    ]
    codes = {row["code"]: row["unit"] for group in data["activities"] for row in group["rows"]}
    assert codes["07"] == "paciente"
    assert data["facility"]["code"] == panama.pedregal.code
    assert data["month"] == "marzo de 2026"


def test_its_parties_are_those_of_the_agreement_with_who_and_when(panama, agreed):
    parties = {p["role"]: p for p in form_data(2, agreed)["parties"]}
    assert len(parties) == len(PARTIES)
    reges = parties["Registros y Estadísticas de Salud (REGES)"]
    assert reges["name"] == panama.reges.display_name
    assert reges["place"].startswith("Acordó en el sistema el 20/03/2026")
    assert reges["comment"] == "Revisado con el equipo."


@pytest.mark.parametrize(
    ("number", "parties"),
    [
        (2, set(WHO)),
        (3, {"planificacion", "jefe-clinica", "reges"}),
        (4, {"planificacion", "direccion-medica", "jefe-clinica"}),
    ],
)
def test_each_form_is_signed_by_whom_the_manual_names(number, parties):
    assert set(WORDS[number][1]) == parties  # p. 77-78


def test_without_everybodys_agreement_there_is_only_the_preliminary(panama, month):
    with pytest.raises(NotNow) as refused:
        issue_form(by=panama.reges, at=panama.at, consolidation=month, number=2)
    assert refused.value.rule == "OH-334"
    assert "Dirección médica" in str(refused.value)
    assert {p["place"] for p in form_data(2, month)["parties"]} == {"Pendiente de acuerdo"}


def test_agreed_it_is_issued_once_however_often_it_is_asked_for(panama, agreed):
    first = issue_form(by=panama.reges, at=panama.at, consolidation=agreed, number=2)
    again = issue_form(by=panama.chief, at=panama.at, consolidation=agreed, number=2)
    assert first == again
    with pikepdf.open(first.path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert len(pdf.pages) >= 3
    assert any("emitió el Formulario 2 de marzo de 2026" in sentence(e) for e in history(agreed))


def test_formularios_3_and_4_print_what_was_written(panama, agreed):
    for number in (3, 4):
        with pytest.raises(Invalid) as refused:
            issue_form(by=panama.planner, at=panama.at, consolidation=agreed, number=number)
        assert refused.value.problems[0].rule == "OH-335"
    write_analysis(by=panama.planner, at=panama.at, consolidation=agreed, text="Sube la primera vez.")
    set_standard(
        by=panama.national,
        at=panama.at,
        indicator="I-2",
        place=panama.panama,
        year=2026,
        value=Decimal(40),
        source="Norma",
    )
    compare_month(
        by=panama.planner, at=panama.at, consolidation=agreed, indicator="I-2", value=Decimal(50), direction="up",
        conclusion="Se alcanza.", feedback="Mantener.",
    )  # fmt: skip
    third = issue_form(by=panama.planner, at=panama.at, consolidation=agreed, number=3)
    assert third.data["text"] == "Sube la primera vez."
    assert third.data["management"][0]["cells"] == [2, None, None]
    fourth = issue_form(by=panama.planner, at=panama.at, consolidation=agreed, number=4)
    (row,) = fourth.data["comparisons"]
    assert (row["value"], row["standard"], row["meets"]) == ("50.00", "40.00", "SI")


def test_an_outdated_month_is_not_issued(panama, agreed):
    agreed.outdated = True
    agreed.save()
    with pytest.raises(NotNow) as refused:
        issue_form(by=panama.reges, at=panama.at, consolidation=agreed, number=2)
    assert refused.value.rule == "OH-336"


def test_only_who_issues_papers_at_the_facility(panama, agreed):
    for person in (panama.dentist, panama.surgeon, panama.other_region):
        with pytest.raises(NotAllowed):
            issue_form(by=person, at=panama.at, consolidation=agreed, number=2)


@pytest.mark.parametrize(("text", "hundredths"), [("6.50", 650), ("7", 700), ("0.25", 25), ("10.5", 1050)])
def test_hours_are_added_exactly(text, hundredths):
    assert _hundredths(text) == hundredths


def test_the_months_page_prints_and_issues(client_as, panama, agreed):
    reges = client_as(panama.reges)
    code = panama.pedregal.code
    page = reges.get(reverse("oralhealth:consolidated", args=[code, MONTH])).content.decode()
    assert "Formularios en papel" in page
    preview = reges.get(reverse("oralhealth:form_preview", args=[code, MONTH, 2]))
    assert preview.content.startswith(b"%PDF")
    assert not IssuedDocument.objects.exists()
    after = reges.post(reverse("oralhealth:form_issue", args=[code, MONTH, 2]), follow=True).content.decode()
    folio = IssuedDocument.objects.get().folio
    assert f"Formulario 2 emitido: {folio}" in after
    refused = reges.post(
        reverse("oralhealth:form_issue", args=[code, MONTH, 3]), follow=True
    ).content.decode()
    assert "El mes no tiene análisis" in refused
    assert reges.get(reverse("oralhealth:form_preview", args=[code, MONTH, 4])).status_code == 422
    assert reges.get(reverse("oralhealth:form_preview", args=[code, MONTH, 5])).status_code == 404
    other = client_as(panama.other_region)
    assert other.get(reverse("oralhealth:form_preview", args=[code, MONTH, 2])).status_code == 403
    dentist = client_as(panama.dentist)
    assert dentist.post(reverse("oralhealth:form_issue", args=[code, MONTH, 2])).status_code == 403
