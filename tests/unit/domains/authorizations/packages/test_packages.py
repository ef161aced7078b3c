"""Requests captured without a network: exported, taken into the same queue, each with its fate."""

import base64
import hashlib
import io
import uuid

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile

from cauce.core.audit.log import sentence, verify
from cauce.core.audit.models import Event
from cauce.core.documents import seal, storage
from cauce.core.errors import NotAllowed
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Evidence, Professional, Request
from cauce.domains.authorizations.packages.kind import KIND, period_of
from cauce.domains.authorizations.queries.requests import queue
from cauce.domains.authorizations.rules.table import RULES
from cauce.interop.packages.actions import trust_key
from tests.factories.authorization_packages import PERIOD, bring, outcomes, pack, rules, wipe
from tests.factories.authorizations import typed
from tests.factories.packages import forge


def capture(scene, number=1, **changes):
    return actions.save_draft(
        by=scene.physician, at=scene.at, unit=scene.unit, typed=typed(number, **changes)
    )


def test_what_a_unit_captured_lands_in_the_common_queue_and_twice_is_once(scene):
    uids = {capture(scene, 1).uid, capture(scene, 2).uid}
    content = pack(scene)
    wipe()
    first = bring(scene, content, days=1)
    assert (first.state, outcomes(first)) == ("done", {"taken": 2})
    taken = Request.objects.order_by("pk")
    assert {r.uid for r in taken} == uids
    assert {(r.channel, r.state, r.requester, r.registered_by, r.submitted_at) for r in taken} == {
        ("package", "in_review", scene.physician, scene.coordination, scene.later(1))
    }
    assert set(queue(scene.reviewer, scene.later(1))) == set(taken)
    again = bring(scene, content, days=2)
    assert outcomes(again) == {"unchanged": 2}
    assert Request.objects.count() == 2
    event = Event.objects.filter(action="authorizations.request.take").first()
    assert "recibió en un paquete la solicitud SOL-2026-" in sentence(event)
    assert verify().whole


def test_the_same_content_is_the_same_package_and_only_what_waits_is_in_it(scene):
    capture(scene, 1)
    actions.cancel_request(by=scene.physician, at=scene.at, request=capture(scene, 2))
    scene.decided(3)
    scene.submitted(4)  # sent at the node, decided by nobody
    content = pack(scene)
    assert pack(scene, by=scene.desk) == content
    assert pack(scene, period="202606") != content
    assert outcomes(bring(scene, pack(scene, period="202606"))) == {}
    report = bring(scene, content).report
    assert [row["outcome"] for row in report] == ["kept", "kept"]
    assert {row["rule"] for row in report} == {"AP-111"}  # they are here already, and not from a package


def test_documents_come_along_and_are_inspected(scene):
    draft, pdf, whole = capture(scene), pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(whole)
    upload = SimpleUploadedFile("nota.pdf", whole.getvalue(), content_type="application/pdf")
    kept = actions.add_evidence(
        by=scene.physician, at=scene.at, request=draft, upload=upload, description="Nota"
    )
    content = pack(scene)
    storage.path_of(kept.sha256).unlink()
    wipe()
    assert outcomes(bring(scene, content)) == {"taken": 1}
    came = Evidence.objects.get()
    assert (came.description, came.original_name, came.pages) == ("Nota", "nota.pdf", 1)
    assert storage.path_of(came.sha256).read_bytes() == whole.getvalue()


def test_a_hostile_or_missing_document_refuses_its_request_alone(scene, tmp_path):
    capture(scene, 1)
    capture(scene, 2)
    capture(scene, 3)
    content = pack(scene)
    wipe()
    data = b"no es un PDF"
    sha = hashlib.sha256(data).hexdigest()

    def change(parts):
        for row, name in zip(parts["requests"], (sha, "0" * 64), strict=False):
            row["evidence"] = [{"sha256": name, "name": "x.pdf", "description": "x", "sequence": None}]
        parts["files"] = [{"sha256": sha, "chunk": 0, "data": base64.b64encode(data).decode()}]

    received = bring(scene, forge(content, tmp_path, change))
    assert outcomes(received) == {"taken": 1, "refused": 2}
    assert "AP-114" in rules(received)
    assert any(rule.startswith("DOC-") for rule in rules(received))


def test_what_breaks_a_rule_is_refused_with_it_and_comes_again_corrected(scene):
    good, bad = capture(scene, 1), capture(scene, 2, diagnosis="", items=[])
    content = pack(scene)
    actions.save_draft(
        by=scene.physician, at=scene.at, unit=scene.unit, typed=typed(2), request=bad, version=1
    )
    corrected = pack(scene)
    wipe()
    first = bring(scene, content)
    assert outcomes(first) == {"taken": 1, "refused": 1}
    refused = next(row for row in first.report if row["outcome"] == "refused")
    assert (refused["uid"], "AP-01" in refused["rule"]) == (str(bad.uid), True)
    assert typed(2)["patient"]["curp"] not in str(first.report)
    second = bring(scene, corrected)
    assert outcomes(second) == {"taken": 1, "unchanged": 1}
    late = bring(scene, content)
    assert (outcomes(late), rules(late)) == ({"kept": 2}, {"PK-23"})
    assert set(Request.objects.values_list("uid", flat=True)) == {good.uid, bad.uid}


def test_a_later_change_at_the_unit_does_not_change_what_was_sent(scene):
    draft = capture(scene)
    content = pack(scene)
    actions.save_draft(
        by=scene.physician, at=scene.at, unit=scene.unit, typed=typed(1, priority="urgent"), request=draft,
        version=1,
    )  # fmt: skip
    changed = pack(scene)
    wipe()
    bring(scene, content)
    received = bring(scene, changed)
    assert (outcomes(received), rules(received)) == ({"kept": 1}, {"AP-111"})
    assert Request.objects.get().priority == "standard"


def test_a_day_that_went_by_on_the_way_becomes_the_day_it_came(scene):
    capture(scene, desired_date="2026-05-22")
    capture(scene, 2, desired_date="2026-05-01")  # had gone by when it was captured
    content = pack(scene)
    wipe()
    received = bring(scene, content, days=9)
    assert outcomes(received) == {"taken": 1, "refused": 1}
    assert rules(received) == {"AP-110", "AP-21"}
    assert Request.objects.get().desired_date.isoformat() == "2026-05-29"


def test_what_somebody_else_asked_meanwhile_is_linked_and_explained(scene):
    capture(scene)
    content = pack(scene)
    wipe()
    other = scene.submitted(1, by=scene.colleague)
    assert outcomes(bring(scene, content)) == {"taken": 1}
    taken = Request.objects.exclude(pk=other.pk).get()
    assert (taken.duplicate_of, "sin red" in taken.duplicate_reason) == (other, True)


def test_who_asks_is_known_by_their_licence(scene):
    capture(scene)
    content = pack(scene)
    wipe()
    Professional.objects.filter(user=scene.physician).update(licence="99999999")
    received = bring(scene, content)
    assert (outcomes(received), rules(received)) == ({"refused": 1}, {"AP-28"})


def test_another_units_identifier_is_refused(scene):
    draft = capture(scene)
    content = pack(scene)
    Request.objects.filter(pk=draft.pk).update(unit=scene.issste_bc_2)
    received = bring(scene, content)
    assert (outcomes(received), rules(received)) == ({"refused": 1}, {"AP-112"})


def test_an_altered_a_foreign_and_a_newer_package_are_refused_whole(scene, tmp_path):
    capture(scene)
    content = pack(scene)
    wipe()
    stranger = Ed25519PrivateKey.generate()
    foreign = forge(content, tmp_path, lambda parts: None, key=stranger)
    newer = content.replace(b"CAUCE-PACKAGE 1 ", b"CAUCE-PACKAGE 9 ", 1)
    altered = content[:-40] + bytes([content[-40] ^ 1]) + content[-39:]
    for package, rule in ((altered, "PK-04"), (foreign, "PK-05"), (newer, "PK-03"), (content[:-9], "PK-02")):
        received = bring(scene, package)
        assert (received.state, received.problem["rule"]) == ("refused", rule)
    assert not Request.objects.exists()
    trust_key(by=scene.coordination, at=scene.at, public=seal.public_text(stranger), place=scene.issste_bc)
    assert outcomes(bring(scene, foreign)) == {"taken": 1}


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.pop("typed"),
        lambda row: row.update(version=0),
        lambda row: row.update(captured_at="2026-05-20T10:00:00"),
        lambda row: row.update(physician=[]),
        lambda row: row.update(evidence=[{"sha256": 1}]),
        lambda row: row.update(uid="x"),
    ],
)
def test_what_no_export_writes_refuses_the_package(scene, tmp_path, change):
    capture(scene)
    content = pack(scene)
    wipe()
    received = bring(scene, forge(content, tmp_path, lambda parts: change(parts["requests"][0])))
    assert (received.state, received.problem["rule"]) == ("refused", "PK-12")


def test_who_may_not_import_takes_nothing_in(scene):
    capture(scene)
    content = pack(scene)
    with pytest.raises(NotAllowed):
        bring(scene, content, by=scene.physician)
    with pytest.raises(NotAllowed):
        pack(scene, by=scene.reviewer)
    with pytest.raises(NotAllowed):
        actions.take_request(
            by=scene.physician, at=scene.at, unit=scene.unit, uid=uuid.uuid4(), typed=typed(1),
            requester=scene.physician, source=("package:x", "y"),
        )  # fmt: skip


def test_an_emergency_goes_as_one(scene):
    capture(scene, emergency=True, attended_at="2026-05-19T22:00:00-07:00")
    content = pack(scene)
    wipe()
    assert outcomes(bring(scene, content)) == {"taken": 1}
    assert Request.objects.get().emergency


@pytest.mark.parametrize(("written", "period"), [("2026-05", "202605"), (" 202612 ", "202612")])
def test_a_month_is_read(written, period):
    assert period_of(written) == period


def test_what_is_no_month_is_refused():
    for wrong in ("2026-13", "mayo", "٢٠٢٦٠٥"):
        with pytest.raises(ValueError, match="no es un mes") as refused:
            period_of(wrong)
        assert str(refused.value) == str(RULES["AP-113"].problem("month", value=wrong))


def test_the_pages_show_the_kind_and_each_fate(scene, client, frozen):
    capture(scene)
    client.force_login(scene.physician)
    page = client.get("/paquetes/")
    assert f'value="{KIND}"' in page.content.decode()
    assert "oralhealth.month" not in page.content.decode()  # nothing of this person's units
    exported = client.post("/paquetes/exportar/", {"kind": KIND, "place": scene.unit.pk, "period": "2026-05"})
    assert exported.status_code == 200, exported.content[:2000]
    content = exported.content
    wipe()
    received = bring(scene, content)
    client.force_login(scene.coordination)
    page = client.get(f"/paquetes/recibidos/{received.uid}/").content.decode()
    for words in (
        "Solicitudes de autorización capturadas sin red",
        "Solicitud",
        "Tomado",
        "IMG-RM",
        PERIOD[:4],
    ):
        assert words in page
    assert typed(1)["patient"]["curp"] not in page
