"""Facilities, institutions and indicators over FHIR: right shapes, right people, right numbers."""

import pytest
from django.test import Client

from cauce.domains.oralhealth.models import Population
from cauce.interop.fhir.outcomes import of_problems
from cauce.interop.fhir.registry import REGISTRY, Operation, register_operation
from cauce.interop.fhir.shapes import checked, received


def ids(bundle) -> list[str]:
    return [entry["resource"]["id"] for entry in bundle.get("entry", [])]


def texts(outcome) -> str:
    return " ".join(issue["diagnostics"] for issue in outcome["issue"])


def test_metadata_is_for_everybody_and_tells_what_there_is(db, frozen):
    answer = Client().get("/fhir/metadata")
    statement = checked(answer.json())
    told = {r["type"]: r for r in statement["rest"][0]["resource"]}
    assert {"Location", "Organization", "Measure", "MeasureReport"} <= set(told)
    assert {p["name"] for p in told["MeasureReport"]["searchParam"]} >= {"_id", "_count", "measure", "period"}
    assert statement["fhirVersion"] == "4.0.1"


@pytest.mark.parametrize("path", ["Location", "Location/unit-1", "MeasureReport", "Claim/$unknown"])
def test_without_a_key_one_is_told_to_bring_one(db, frozen, path):
    answer = Client().get(f"/fhir/{path}")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["issue"][0]["code"] == "login"
    wrong = Client(headers={"Authorization": "Bearer cauce_x"}).get(f"/fhir/{path}")
    assert wrong.status_code == 401


def test_a_session_reads_but_does_not_write(client_as, panama):
    client = client_as(panama.regional)
    assert client.get("/fhir/Location").status_code == 200
    assert client.post("/fhir/Claim/$unknown", "{}", content_type="application/json").status_code == 401


def test_a_facility_as_a_location(fhir_as, panama):
    call, unit = fhir_as(panama.regional), panama.pedregal
    type(unit).objects.filter(pk=unit.pk).update(latitude=8.4, longitude=-82.4, synthetic=True)
    status, found = call(f"Location/unit-{unit.pk}")
    assert (status, found["name"], found["status"]) == (200, unit.name, "active")
    assert {"use": "official", "system": "urn:cauce:oralhealth:facility", "value": "0808130801"} in found[
        "identifier"
    ]
    assert found["position"] == {"longitude": -82.4, "latitude": 8.4}
    assert found["meta"]["tag"][0]["display"] == "Dato sintético"
    status, owner = call(found["managingOrganization"]["reference"])
    assert (status, owner["partOf"]["reference"]) == (200, f"Organization/unit-{panama.chiriqui.pk}")
    assert call(owner["extension"][0]["valueReference"]["reference"])[1]["name"] == "Ministerio de Salud"


def test_what_is_out_of_reach_does_not_exist(fhir_as, panama):
    call = fhir_as(panama.other_region)
    theirs = f"Location/unit-{panama.pedregal.pk}", f"Organization/unit-{panama.chiriqui.pk}"
    for path in (*theirs, "Location/x", "Location/unit-99999999"):
        status, outcome = call(path)
        assert (status, outcome["issue"][0]["code"]) == (404, "not-found")
    assert ids(call("Location")[1]) == [f"unit-{panama.santiago.pk}"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("0808130801", 1),
        ("urn:cauce:oralhealth:facility|0808130801", 1),
        ("urn:cauce:unit|0808130801", 1),
        ("urn:other|0808130801", 0),
        ("|0808130801", 0),
        ("nada", 0),
        ("0808130801,0406010501", 2),
        ("a\0b", None),
    ],
)
def test_search_by_identifier(fhir_as, panama, value, found):
    status, bundle = fhir_as(panama.national)("Location", identifier=value)
    assert (status, bundle.get("total")) == ((200, found) if found is not None else (400, None))


def test_pages_follow_each_other(fhir_as, panama):
    call, seen, path = fhir_as(panama.national), [], "Organization?_count=2"
    while path:
        _status, bundle = call(path)
        seen += ids(bundle)
        links = {link["relation"]: link["url"] for link in bundle["link"]}
        path = links.get("next", "").partition("/fhir/")[2]
    assert seen[:2] == ["inst-MINSA", "inst-CSS"]
    assert len(seen) == len(set(seen)) == bundle["total"] == 8
    assert "previous" in links
    assert ids(call("Organization", _count=0)[1]) == []
    assert ids(call("Organization", identifier="urn:cauce:oralhealth:institution|CSS")[1]) == ["inst-CSS"]
    assert ids(call("Organization", name="caja")[1]) == ["inst-CSS"]
    assert len(ids(call("Organization", partof=f"Organization/unit-{panama.chiriqui.pk}")[1])) == 2
    two = ["inst-MINSA", f"unit-{panama.chiriqui.pk}"]
    assert ids(call("Organization", _id=",".join(two))[1]) == two


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("Patient", 404, "not-supported"),
        ("Location?colour=red", 400, "not-supported"),
        ("Location?_count=many", 400, "invalid"),
        ("Location?_format=xml", 406, "not-supported"),
        ("MeasureReport?period=ayer", 400, "invalid"),
        ("MeasureReport?reporter=Patient/1", 400, "invalid"),
    ],
)
def test_what_cannot_be_answered_says_why(fhir_as, panama, path, status, code):
    found, outcome = fhir_as(panama.national)(path)
    assert (found, outcome["issue"][0]["code"]) == (status, code)


@pytest.fixture
def figures(panama, settings):
    """Six patients in Pedregal, and a population."""
    settings.CAUCE_DISCLOSURE_THRESHOLD = 5
    sheet = panama.sheet()
    for n in range(6):
        panama.row(sheet, identity=f"8-{n}", sex="1" if n == 0 else "2", age=f"{30 + n}")
    Population.objects.create(
        kind="responsibility", year=2026, place=panama.pedregal, persons=60, source="x", sex="2", age=30
    )
    return panama


def test_the_documents_as_measures(fhir_as, panama):
    call = fhir_as(panama.national)
    status, bundle = call("Measure")
    assert (status, bundle["total"], ids(bundle)[0]) == (200, 19, "I-1")
    status, one = call("Measure/I-4")
    assert one["group"][0]["population"][0]["code"]["coding"][0]["code"] == "numerator"
    assert ids(call("Measure", identifier="I-7")[1]) == ["I-7"]
    assert call("Measure/I-99")[0] == 404


def test_a_report_of_one_indicator(fhir_as, figures):
    call = fhir_as(figures.regional)
    reporter = f"unit-{figures.chiriqui.pk}"
    status, report = call(f"MeasureReport/I-1.{reporter}.202603")
    assert (status, report["status"], report["period"]) == (
        200,
        "complete",
        {"start": "2026-03-01", "end": "2026-03-31"},
    )
    (group,) = report["group"]
    assert group["population"][0]["count"] == 6
    by_sex = next(s for s in group["stratifier"] if s["code"][0]["coding"][0]["code"] == "sex")
    masked = [s for s in by_sex["stratum"] if "extension" in s["measureScore"]]
    assert len(masked) == 2  # one man is too few, and the women would give him away
    assert masked[0]["measureScore"]["extension"][0]["valueCode"] == "masked"


def test_reports_are_searched(fhir_as, figures):
    call = fhir_as(figures.regional)
    reporter = f"Organization/unit-{figures.pedregal.pk}"
    status, bundle = call("MeasureReport", measure="I-1", reporter=reporter, period="2026-03")
    assert (status, ids(bundle)) == (200, [f"I-1.unit-{figures.pedregal.pk}.202603"])
    _status, all_ = call("MeasureReport", period="2026", _count=500)
    assert all_["total"] == len(ids(all_)) == 19
    assert call("MeasureReport", identifier=f"I-1.{figures.pedregal.code}.2026Q1")[1]["total"] == 1
    assert call("MeasureReport", _id=f"I-1.unit-{figures.santiago.pk}.202603")[1]["total"] == 0
    assert call("MeasureReport", measure="I-99")[1]["total"] == 0
    for wrong in (
        "I-1.x.202603",
        f"I-1.unit-{figures.pedregal.pk}.x999",
        f"I-1.unit-{figures.pedregal.pk}.20260314",
    ):
        assert call(f"MeasureReport/{wrong}")[0] == 404


def test_what_cannot_be_computed_says_so(fhir_as, panama):
    _status, report = fhir_as(panama.national)(f"MeasureReport/I-4.unit-{panama.panama.pk}.2026")
    assert report["group"][0]["measureScore"]["extension"][0]["valueCode"] == "not-applicable"


def test_a_small_count_alone_is_masked(fhir_as, panama, settings):
    settings.CAUCE_DISCLOSURE_THRESHOLD = 5
    panama.row(panama.sheet())
    _status, report = fhir_as(panama.regional)(f"MeasureReport/I-1.unit-{panama.chiriqui.pk}.202603")
    (group,) = report["group"]
    assert group["measureScore"]["extension"][0]["valueCode"] == "masked"
    assert "count" not in group["population"][0]


def test_who_reads_no_indicators_reads_no_reports(fhir_as, panama):
    from tests.factories import UserFactory

    call = fhir_as(UserFactory())
    assert call("MeasureReport")[0] == call("Measure")[0] == 403
    assert call("Location")[1]["total"] == 0


@pytest.fixture
def echo():
    """An operation of a module, as issue 4's is."""

    def run(request, body):
        return 200, received(body, "Location")

    def broken(request, body):
        raise RuntimeError("x")

    for name, function in (("echo", run), ("break", broken)):
        register_operation(Operation("Location", name, "Prueba", function))
    yield
    for name in ("echo", "break"):
        del REGISTRY.operations["Location", name]


def test_operations(fhir_as, panama, echo, frozen):
    from cauce.core.accounts.actions import create_token

    call = fhir_as(panama.regional)
    assert call("Location/$echo", "post", {"resourceType": "Location"})[0] == 403  # a key that only reads
    _token, secret = create_token(by=panama.regional, at=frozen, name="prueba", read_only=False)
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def post(body, name="echo", kind="application/fhir+json"):
        answer = client.post(f"/fhir/Location/${name}", body, content_type=kind)
        return answer.status_code, answer.json()

    assert post('{"resourceType": "Location", "name": "x"}')[0] == 200
    for body, status, at in (
        ("no", 400, None),
        ("[]", 400, None),
        ('{"resourceType": "Patient"}', 400, "Location"),
        ('{"resourceType": "Location", "position": {"latitude": "x"}}', 400, "Location.position.latitude"),
    ):
        found, outcome = post(body)
        assert (found, (outcome["issue"][0].get("expression") or [None])[0]) == (status, at)
    assert post("{}", kind="text/plain")[0] == 415
    assert post("{}", name="nothing")[0] == 404
    assert post("{}", name="break")[0] == 500
    assert client.get("/fhir/Location/$echo").status_code == 405
    told = Client().get("/fhir/metadata").json()["rest"][0]["resource"]
    (locations,) = [one for one in told if one["type"] == "Location"]
    assert {one["name"] for one in locations["operation"]} == {"echo", "break"}


def test_our_problems_become_issues(panama):
    from cauce.core.errors import Problem

    outcome = checked(of_problems([Problem("OH-18", "rows.1.sex", "No.", "Sí.", "warning")]))
    assert outcome["issue"][0] | {"details": None} == {
        "severity": "warning",
        "code": "business-rule",
        "diagnostics": "No. Sí.",
        "expression": ["rows.1.sex"],
        "details": None,
    }


def test_too_many_requests_are_refused(client_as, panama, settings):
    from django.core.cache import cache

    cache.clear()
    settings.CAUCE_API_RATE = "2/m"
    client = client_as(panama.regional)
    statuses = [client.get("/fhir/Location").status_code for _ in range(4)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    cache.clear()
