"""No page of the module asks the database once more for each ESE: as many questions for n as for 3n."""

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cauce.domains.riskplans.models import Evaluation, QuarterReport
from tests.factories.many_ese import STATES, add_ese

# who → (address, parameters, query) of what they open
PAGES = {
    "evaluator": [
        ("home", "", {}),
        ("home", "", {"faltan": "1"}),
        ("hospitals", "", {}),
        ("plans", "", {}),
        ("reports", "", {}),
        ("warnings", "", {}),
        ("warnings_file", "csv", {}),
        ("catalogue", "", {}),
        ("hospital", "code", {}),
        ("plan", "plan", {}),
        ("version", "version", {}),
        ("report", "report", {}),
        ("send", "report", {}),
        ("matrix", "report", {}),
        ("section", "report flujo", {}),
        ("review_section", "report flujo", {}),
        ("review_section", "report medidas", {}),
        ("score", "report", {}),
        ("simulate", "report", {"recaudos": "90"}),
        ("evaluation", "evaluation", {}),
    ],
    "ministry": [
        ("home", "", {}),
        ("follow_ups", "", {}),
        ("national", "", {}),
        ("national", "", {"periodo": "2026", "orden": "-uvr"}),
        ("national_file", "csv", {"periodo": "2026"}),
        ("annuals", "", {}),
        ("annual", "year", {}),
        ("siho", "", {}),
    ],
    "territory": [("home", "", {}), ("warnings", "", {}), ("follow_up", "tolima period", {})],
    "national_officer": [("home", "", {})],
}


def test_as_many_queries_for_three_times_the_ese(colombia, client_as):
    colombia.uvr()
    add_ese(colombia, len(STATES), homes=("tolima",))
    closed = Evaluation.objects.get(state="closed")
    report: QuarterReport = closed.report
    values = {
        "code": report.plan.hospital.code, "plan": report.plan_id, "version": report.plan_version_id, "report": report.pk,
        "evaluation": closed.pk, "tolima": colombia.tolima.code, "period": report.period, "year": "2026April",
    }  # fmt: skip
    clients = {who: client_as(colombia.users[who]) for who in PAGES}

    def counts() -> list[tuple[str, str, str, int]]:
        found = []
        for who, (name, parameters, query) in ((who, page) for who, pages in PAGES.items() for page in pages):
            cache.clear()
            url = reverse(f"riskplans:{name}", args=[values.get(key, key) for key in parameters.split()])
            with CaptureQueriesContext(connection) as queries:
                assert clients[who].get(url, query).status_code == 200, url
            found.append((who, name, str(query), len(queries)))
        return found

    few = counts()
    add_ese(colombia, 2 * len(STATES), homes=("tolima",))
    assert [pair for pair in zip(few, counts(), strict=True) if pair[1] > pair[0]] == []
