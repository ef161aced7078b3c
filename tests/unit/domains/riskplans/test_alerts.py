"""Early warning of many ESE at once: what is told of each is what its own page tells; sorting, filters, files."""

import csv
import io

import pytest
from django.urls import reverse

from cauce.domains.riskplans.models import Evaluation, QuarterReport
from cauce.domains.riskplans.queries.alerts import alerts_of
from cauce.domains.riskplans.queries.scoring import (
    Scoring,
    earlier_evaluations,
    latest_evaluation,
    outlook_of,
    scoring_of,
)
from tests.factories.colombia import QUARTER
from tests.factories.many_ese import STATES, add_ese


@pytest.fixture
def many(colombia):
    colombia.uvr()
    add_ese(colombia, len(STATES) + 3)
    return colombia


@pytest.fixture
def evaluator(client_as, colombia):
    return client_as(colombia.evaluator)


def found_reports() -> list[QuarterReport]:
    return list(QuarterReport.objects.filter(period=QUARTER).select_related("plan__hospital__unit__parent"))


def names(answer) -> list[str]:
    return [row.report.plan.hospital.unit.name for row in answer.context["rows"]]


def one_by_one(report: QuarterReport):
    evaluation = latest_evaluation(report)
    scoring = scoring_of(report, evaluation)
    if not isinstance(scoring, Scoring):
        return None, None, False
    outlook = outlook_of(report, scoring.scored, earlier_evaluations(report))
    return scoring.scored, outlook, evaluation is not None


def test_all_at_once_tells_what_one_by_one_tells(many):
    found = alerts_of(found_reports(), QUARTER)
    assert [(a.scored, a.outlook, a.official) for a in found] == [one_by_one(a.report) for a in found]
    assert {alert.official for alert in found} == {True, False}
    assert any(alert.scored is None for alert in found)


def test_the_quarters_before_bend_the_projection_of_all_at_once_too(many):
    stored = Evaluation.objects.filter(total__isnull=False).first()
    report = stored.report
    for period, total in (("2025Q4", "10"), ("2026Q2", "20"), ("2026Q3", "90.5")):
        other = QuarterReport.objects.create(
            plan=report.plan, plan_version=report.plan_version, period=period, state="evaluated", due_at=many.at,
            saved_at=many.at, saved_by=many.officer,
        )  # fmt: skip
        stored.pk, stored.report, stored.total = None, other, total
        stored.save()
    last = QuarterReport.objects.filter(pk=other.pk).select_related("plan__hospital__unit__parent")
    (alert,) = alerts_of(list(last), "2026Q3")
    assert (alert.scored, alert.outlook, True) == one_by_one(alert.report)
    assert alert.outlook.projected != alert.scored.total


def test_sorted_over_all_ese_not_inside_a_page(evaluator, many, monkeypatch):
    monkeypatch.setattr("cauce.domains.riskplans.views.warnings.PER_PAGE", 4)
    url, seen = reverse("riskplans:warnings"), []
    for number in (1, 2, 3):
        answer = evaluator.get(url, {"orden": "-proyectado", "pagina": number})
        seen += [row.projected for row in answer.context["rows"]]
    known = [value for value in seen if value is not None]
    assert len(seen) == len(found_reports())
    assert known == sorted(known, reverse=True)
    assert seen[: len(known)] == known  # what cannot be computed goes last


VALUES = {
    "puntaje": lambda row: row.total,
    "pierde": lambda row: row.worst[1],
    "senales": lambda row: len(row.flags),
    "ese": lambda row: row.report.plan.hospital.unit.name,
    "territorio": lambda row: row.place,
}


def test_each_header_sorts_both_ways(evaluator, many):
    for order, sign in ((order, sign) for order in VALUES for sign in ("", "-")):
        rows = evaluator.get(reverse("riskplans:warnings"), {"orden": sign + order}).context["rows"]
        values = [VALUES[order](row) for row in rows if row.outlook or order in ("ese", "territorio")]
        assert values == sorted(values, reverse=bool(sign))


FILTERS = [
    ({"territorio": "Choco"}, lambda row: row.place == "Choco"),
    ({"nivel": "2"}, lambda row: row.report.plan.hospital.level == 2),
    ({"resultado": "faltan"}, lambda row: row.total is None),
    ({"resultado": "cumple"}, lambda row: row.scored is not None and row.scored.compliant),
    ({"resultado": "no"}, lambda row: row.scored is not None and not row.scored.compliant),
    ({"resultado": "proyecta-no"}, lambda row: row.falls_short),
    ({"senal": "alguna"}, lambda row: bool(row.flags)),
    ({"senal": "collection_under_committed"}, lambda row: "Recaudo corto" in row.flags),
]


def test_filters_leave_what_they_say(evaluator, many):
    url = reverse("riskplans:warnings")
    every = evaluator.get(url).context["rows"]
    for asked, keeps in FILTERS:
        kept = evaluator.get(url, asked).context["rows"]
        assert kept, asked
        assert {row.report.pk for row in kept} == {row.report.pk for row in every if keeps(row)}, asked


def test_the_files_hold_what_the_filters_leave_in_their_order(evaluator, many):
    asked = {"orden": "-puntaje", "resultado": "no"}
    shown = names(evaluator.get(reverse("riskplans:warnings"), asked))
    answer = evaluator.get(reverse("riskplans:warnings_file", args=["csv"]), asked)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [line["ESE"] for line in lines] == shown
    assert all(line["Cumple"] == "NO" for line in lines)
    assert {line["Evaluado"] for line in lines} == {"NO"}
    assert "En revisión del territorio" in {line["Estado del informe"] for line in lines}
    book = evaluator.get(reverse("riskplans:warnings_file", args=["xlsx"]), asked)
    assert b"".join(book.streaming_content)[:2] == b"PK"
    assert evaluator.get(reverse("riskplans:warnings_file", args=["odt"])).status_code == 404


def test_a_territory_sees_and_downloads_only_its_own(client_as, many):
    client = client_as(many.other_territory)
    answer = client.get(reverse("riskplans:warnings"))
    assert {row.place for row in answer.context["rows"]} == {"Choco"}
    file = client.get(reverse("riskplans:warnings_file", args=["csv"]))
    assert "Tolima" not in b"".join(file.streaming_content).decode()
    empty = client.get(
        reverse("riskplans:warnings"),
        {"nivel": "2", "resultado": "no", "senal": "budget_recognised_over_final"},
    ).content.decode()
    assert "Ninguna ESE con estos filtros" in empty
