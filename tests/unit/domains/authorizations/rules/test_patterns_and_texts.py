"""Copies, duplicates, signals, privacy, criteria documents and the command line, by example."""

import json
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from cauce.domains.authorizations.cli import app
from cauce.domains.authorizations.rules import number, qr
from cauce.domains.authorizations.rules.criteria import BadCriteria, judge, parse
from cauce.domains.authorizations.rules.duplicates import Asked, find, repeats
from cauce.domains.authorizations.rules.privacy import Basis, Relation, basis_of, mask
from cauce.domains.authorizations.rules.signals import AskedFact, Kind, Limits, UseFact
from cauce.domains.authorizations.rules.signals import find as find_signals
from cauce.domains.authorizations.rules.similarity import COPIED, fingerprint, similarity, words
from tests.factories.authorizations import CRITERIA

DAY = date(2026, 5, 20)
TEXT = "Dolor lumbar de cuatro meses con irradiación a la pierna derecha y sin mejoría con tratamiento"


# --- Copies ---


def test_a_copy_is_seen_through_accents_case_figures_and_one_changed_word():
    changed = TEXT.replace("cuatro", "4").upper()
    assert similarity(TEXT, TEXT) == 1
    assert fingerprint("Edad 54, dolor.") == fingerprint("EDAD 61 dolor")
    assert similarity(TEXT * 5, (TEXT * 5).replace("derecha", "izquierda", 1)) > COPIED
    assert similarity(TEXT, "Fiebre de tres días con tos productiva y estertores en ambas bases") == 0
    assert 0 < similarity(TEXT, changed) < 1
    assert words("Niño: AÑO, vergüenza; 3 días") == ["niño", "año", "verguenza", "dias"]
    assert fingerprint("123") == ""
    assert similarity("dos palabras", "dos palabras") == 0


# --- Duplicates ---


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Asked("RM", "", DAY, DAY + timedelta(days=89)), True),
        (Asked("RM", "", DAY - timedelta(days=89), DAY), True),
        (Asked("RM", "", DAY + timedelta(days=90), DAY + timedelta(days=99)), False),
        (Asked("TAC", "", DAY, DAY), False),
    ],
)
def test_the_same_service_on_overlapping_days_repeats(other, same):
    new = Asked("RM", "", DAY, DAY + timedelta(days=89))
    assert repeats(new, other) is same
    assert repeats(other, new) is same


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [("left", "right", False), ("left", "both", True), ("left", "left", True), ("", "left", True)],
)
def test_the_side_counts(one, two, same):
    span = (DAY, DAY)
    assert bool(find([Asked("C", one, *span)], [Asked("C", two, *span)])) is same


# --- Signals ---


def asked(n, **changes):
    values = {
        "request": f"S{n}", "patient": n, "requester": 1, "service": "RM", "quantity": 1, "day": DAY,
        "urgent": False, "speciality": "RADIO", "fingerprint": f"f{n}",
    }  # fmt: skip
    return AskedFact(**(values | changes))


def kinds(facts, uses=()):
    return {finding.kind for finding in find_signals(facts, uses)}


def test_ordinary_asking_raises_nothing():
    assert (
        kinds([asked(n, requester=n % 4, urgent=n % 5 == 0, performer=n % 3 + 1) for n in range(80)]) == set()
    )


def test_each_pattern_is_seen():
    again = [asked(n, patient=7, day=DAY + timedelta(days=20 * n)) for n in range(3)]
    assert Kind.REPEATS in kinds(again)
    assert Kind.REPEATS not in kinds(
        [asked(n, patient=7, day=DAY + timedelta(days=60 * n)) for n in range(3)]
    )
    parts = [asked(n, patient=7, quantity=2, max_units=3, day=DAY + timedelta(days=n)) for n in range(2)]
    assert Kind.SPLIT in kinds(parts)
    peers = [asked(100 + n, requester=2, urgent=n % 10 == 0) for n in range(50)]
    assert Kind.URGENCY in kinds([asked(n, urgent=True) for n in range(12)] + peers)
    assert Kind.COPIED in kinds([asked(n, fingerprint="x") for n in range(5)])
    assert Kind.COPIED not in kinds([asked(n, patient=1, fingerprint="x") for n in range(5)])
    assert Kind.CONCENTRATION in kinds([asked(n, performer=9) for n in range(20)])
    late = UseFact("ST2-1", 3, DAY, DAY + timedelta(days=2), DAY + timedelta(days=1), "S1")
    assert kinds([], [late]) == {Kind.LATE_USE}
    on_time = UseFact("ST2-1", 3, DAY, DAY, DAY)
    assert kinds([], [on_time]) == set()


def test_a_finding_says_its_numbers_and_its_requests():
    (found,) = [
        f for f in find_signals([asked(n, performer=9) for n in range(20)], []) if f.kind == "concentration"
    ]
    assert found.facts == {"unit": 9, "count": 20, "total": 20}
    assert len(found.requests) == 20
    assert find_signals([asked(n, performer=9) for n in range(20)], [], Limits(share_least=21)) == []


# --- Privacy ---


@pytest.mark.parametrize(
    ("ties", "basis"),
    [
        ({}, None),
        ({"is_requester": True, "audits": True}, Basis.REQUESTER),
        ({"holds": True, "may_claim": True}, Basis.REVIEWER),
        ({"has_appeal": True, "decided": True}, Basis.APPEAL),
        ({"has_double": True, "may_claim": True}, Basis.DOUBLE),
        ({"writes_at_unit": True, "coordinates": True}, Basis.UNIT),
        ({"may_claim": True}, Basis.QUEUE),
        ({"coordinates": True, "audits": True}, Basis.COORDINATION),
        ({"audits": True}, Basis.AUDIT),
    ],
)
def test_the_nearest_reason_to_look_counts(ties, basis):
    assert basis_of(Relation(**ties)) == basis


def test_a_masked_identifier_is_short():
    assert mask("XEXX710314MBCAAX08") == "XEXX…08"
    assert mask("123") == "…"


# --- Criteria documents ---


def test_a_criteria_document_explains_itself_line_by_line():
    judgement = judge(parse(CRITERIA), {"age_years": 61, "diagnosis": "M54.5", "quantity": 1})
    assert judgement.outcome == "approve"
    assert [line.text for line in judgement.lines] == [
        "Mayor de 50 años con dolor lumbar y documentos: se cumple.",
        "Menor de 18 años: no se cumple.",
        "Más de una unidad: no se cumple.",
    ]
    doubtful = judge(parse(CRITERIA), {"diagnosis": "M54.5", "quantity": 1})
    assert doubtful.outcome == "review"
    assert "falta: edad en años" in doubtful.lines[1].text


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (("then: approve", "then: deny"), "clauses.1.then"),
        (("fact: quantity", "fact: salario"), "clauses.3.when.fact"),
        (("more_than: 1", "more_than: uno"), "clauses.3.when.more_than"),
        (("more_than: 1", "starts_with: [M]"), "clauses.3.when"),
        (("id: b", "id: a"), "clauses"),
        (("services: [IMG-RM]", "services: []"), "services"),
        (("    question: ¿Por qué hacen falta dos estudios?\n", ""), "clauses.3.question"),
        (("title:", "titulo:"), "$.titulo"),
    ],
)
def test_a_wrong_document_names_the_place(change, path):
    with pytest.raises(BadCriteria) as refused:
        parse(CRITERIA.replace(*change))
    assert path in {issue.path for issue in refused.value.issues}


@pytest.mark.parametrize(
    "text", ["", "[1, 2]", "a: [", "!!python/object:os.system {}", "x" * 200_000, "&a [*a]"]
)
def test_what_is_no_document_is_refused(text):
    with pytest.raises(BadCriteria):
        parse(text)


# --- Command line ---

RUN = CliRunner()
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def test_check_number_answers_with_its_exit_code():
    printed = str(number.make("ST2", 2026, 12_344))
    assert RUN.invoke(app, ["check-number", printed]).exit_code == 0
    assert RUN.invoke(app, ["check-number", printed.lower().replace("-", " ")]).exit_code == 0
    told = RUN.invoke(app, ["check-number", printed, "--json"])
    assert json.loads(told.stdout)["sequence"] == 12_345
    for wrong in (
        printed[:-1] + ("A" if printed[-1] != "A" else "B"),
        "",
        "hola",
        str(number.make("SOL", 2026, 5)),
    ):
        answer = RUN.invoke(app, ["check-number", wrong])
        assert answer.exit_code == 1
        assert answer.stderr
    lookalike = RUN.invoke(app, ["check-number", printed.replace("2026", "2O26"), "--json"])
    assert json.loads(lookalike.stdout)["suggestion"] == printed


def test_verify_qr_needs_only_the_public_key(tmp_path):
    pem = tmp_path / "pub.pem"
    pem.write_text(qr.public_pem(KEY))
    payload = qr.Payload(
        str(number.make("ST2", 2026, 7)), "IMG-RM", "left", 2, DAY, DAY + timedelta(days=9), "BC1"
    )
    text = qr.sign(payload, KEY)
    told = RUN.invoke(app, ["verify-qr", text, "--key", str(pem)])
    assert told.exit_code == 0
    assert payload.number in told.stdout
    assert json.loads(RUN.invoke(app, ["verify-qr", text, "--key", str(pem), "--json"]).stdout)["units"] == 2
    assert RUN.invoke(app, ["verify-qr", text.replace(":2:", ":9:"), "--key", str(pem)]).exit_code == 1
    assert RUN.invoke(app, ["verify-qr", "hola", "--key", str(pem)]).exit_code == 1
    assert RUN.invoke(app, ["verify-qr", text, "--key", str(tmp_path / "no.pem")]).exit_code == 2
    pem.write_text("no es una llave")
    assert RUN.invoke(app, ["verify-qr", text, "--key", str(pem)]).exit_code == 2
