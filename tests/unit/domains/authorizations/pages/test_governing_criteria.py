"""Criteria through their pages: reading, writing with problems by line, trying on the past, publishing, withdrawing."""

import pytest

from cauce.core.jobs.models import Job
from cauce.domains.authorizations.models import CriteriaVersion, Request
from tests.factories.authorizations import CRITERIA, SINCE, TODAY
from tests.unit.domains.authorizations.pages.governing import publish, through, url

STRICTER = CRITERIA.replace("at_least: 50", "at_least: 60")


@pytest.fixture
def top(client_as, scene):
    return client_as(scene.top)


def sent(scene, text=CRITERIA, **changes):
    whole = {
        "text": text,
        "place": scene.sector.code,
        "valid_from": "2026-05-20",
        "note": "",
        "accion": "revisar",
    }
    return whole | changes


def test_without_criteria_the_page_says_what_happens(scene, top):
    page = top.get(url("criteria")).content.decode()
    assert "Todavía no hay criterios publicados" in page
    assert "nunca niega" in page


def test_a_version_is_told_in_words_for_everybody(scene, client_as):
    version = publish(scene)
    page = client_as(scene.physician).get(url("criteria_version", version.pk)).content.decode()
    for words in ("Edad en años es 50 o más", "Diagnóstico CIE-10 empieza por M54", "se autoriza sin esperar",
                  "¿Por qué hacen falta dos estudios?", "pasa a revisión de un especialista"):  # fmt: skip
        assert words in page
    assert "Escribir la siguiente versión" not in page


def test_problems_are_led_to_their_lines(scene, top):
    answer = top.post(url("criteria_editor"), sent(scene, CRITERIA.replace("then: approve", "then: deny")))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#linea-9"' in page
    assert 'id="linea-9" class="wrong"' in page
    broken = top.post(url("criteria_editor"), sent(scene, "criteria: [sin cerrar"))
    assert broken.status_code == 422
    assert not CriteriaVersion.objects.exists()


def test_reviewing_shows_the_words_and_what_changes(scene, top):
    publish(scene)
    page = top.post(url("criteria_editor"), sent(scene, STRICTER)).content.decode()
    assert "Edad en años es 60 o más" in page
    assert page.count('class="diff-new"') == page.count('class="diff-gone"') == 1
    same = top.post(url("criteria_editor"), sent(scene)).content.decode()
    assert "Dice lo mismo que la versión vigente" in same


def test_publishing_is_asked_for_and_keeps_the_text_with_plain_line_ends(scene, top):
    whole = sent(scene, CRITERIA.replace("\n", "\r\n"), accion="publicar", note="Primera")
    answer = through(top, url("criteria_editor"), whole)
    version = CriteriaVersion.objects.get()
    assert answer.url == url("criteria_version", version.pk)
    assert (version.text, version.note, version.place) == (CRITERIA.strip() + "\n", "Primera", scene.sector)


def test_an_earlier_day_than_the_last_version_is_refused_on_the_form(scene, top):
    publish(scene, valid_from=TODAY)
    answer = top.post(
        url("criteria_editor"), sent(scene, STRICTER, accion="publicar", valid_from="2026-01-02")
    )
    assert (answer.status_code, "no puede empezar antes" in answer.content.decode()) == (422, True)
    assert CriteriaVersion.objects.count() == 1


def test_a_region_reads_but_does_not_publish_over_the_nations_document(scene, client_as):
    publish(scene)
    coordination = client_as(scene.coordination)
    whole = sent(scene, STRICTER, accion="publicar", place=scene.issste_bc.code)
    answer = coordination.post(url("criteria_editor"), whole)
    assert answer.status_code == 422
    assert CriteriaVersion.objects.count() == 1


def test_withdrawing_is_a_last_version(scene, top):
    version = publish(scene)
    answer = through(
        top, url("criteria_withdraw", version.pk), {"valid_from": "2026-05-20", "note": "Sustituido"}
    )
    assert answer.status_code == 302
    assert CriteriaVersion.objects.get(number=2).withdrawn
    assert "Retirado" in top.get(url("criteria")).content.decode()


def test_the_editor_hands_its_text_to_the_trial(scene, top):
    page = top.post(url("dry_run"), sent(scene, STRICTER, accion="ensayar")).content.decode()
    assert 'value="2025-05-21"' in page
    assert "at_least: 60" in page
    assert not Job.objects.exists()


def trial(top, scene, after_commit, text=STRICTER, **changes):
    whole = {"text": text, "place": scene.sector.code, "since": SINCE.isoformat(), "until": TODAY.isoformat()}
    with after_commit():
        return top.post(url("dry_run"), whole | changes)


def test_a_trial_counts_what_changes_from_what_to_what_and_writes_nothing(scene, top, after_commit):
    publish(scene)
    for number, quantity in ((1, 1), (2, 2), (3, 1)):
        scene.submitted(number, items=[{"service": "IMG-RM", "quantity": quantity}])
    before = list(Request.objects.order_by("pk").values_list("state", "outcome", "version"))
    answer = trial(top, scene, after_commit)
    job = Job.objects.get()
    assert answer.url == url("dry_run_result", job.pk)
    assert (job.result["items"], job.result["changed"], job.result["against"]) == (3, 2, 0)
    assert job.result["moves"] == [["approve", "review", 2], ["ask", "ask", 1]]
    assert job.result["services"] == [["IMG-RM", "approve", "review", 2], ["IMG-RM", "ask", "ask", 1]]
    assert list(Request.objects.order_by("pk").values_list("state", "outcome", "version")) == before
    page = top.get(answer.url).content.decode()
    assert "Lo que cambiaría" in page
    lines = b"".join(top.get(f"{answer.url}?formato=csv").streaming_content).decode().splitlines()
    assert len(lines) == 3
    assert "Se autoriza,Pasa a revisión" in lines[1]
    assert not CriteriaVersion.objects.exclude(number=1).exists()


def test_a_trial_warns_of_approvals_that_people_denied(scene, top, after_commit):
    scene.decided(1, "denied", items=[{"service": "IMG-RM", "quantity": 1}])
    answer = trial(top, scene, after_commit, CRITERIA)
    assert Job.objects.get().result["against"] == 1
    assert "El criterio contradice resoluciones" in top.get(answer.url).content.decode()


def test_a_service_that_the_new_version_leaves_out_changes_too(scene, top, after_commit):
    publish(scene)
    scene.submitted(1, items=[{"service": "IMG-RM", "quantity": 1}])
    trial(top, scene, after_commit, CRITERIA.replace("[IMG-RM]", "[QT]"))
    assert Job.objects.get().result["moves"] == [["approve", "review", 1]]


def test_a_broken_document_or_span_is_not_tried(scene, top, after_commit):
    assert trial(top, scene, after_commit, "criteria: x").status_code == 422
    assert trial(top, scene, after_commit, until="2025-12-31").status_code == 422
    assert trial(top, scene, after_commit, place="NADA").status_code == 422
    assert not Job.objects.exists()


def test_a_trial_is_shown_to_who_publishes_there_only(scene, top, client_as, after_commit):
    trial(top, scene, after_commit)
    address = url("dry_run_result", Job.objects.get().pk)
    assert client_as(scene.coordination).get(address).status_code == 403  # it is the sector's
    assert client_as(scene.watcher).get(address).status_code == 403
