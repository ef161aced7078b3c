"""The reviewers' queue: what each sees, in which order, by which pages; claiming and giving back from the row."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import DeclaredInterest, Request
from cauce.domains.authorizations.policies import conflict_of
from cauce.domains.authorizations.queries import queue as queries
from cauce.domains.authorizations.queries.conflicts import conflicts_among, conflicts_of
from cauce.domains.authorizations.queries.queue import Asked, Which
from cauce.domains.authorizations.views.reviewing_queue import asked_of, key_of, key_text
from tests.factories.authorizations import typed

URL = reverse("authorizations:queue")
THERAPY = [{"service": "REHAB", "quantity": "3"}]


@pytest.fixture
def read(client_as, scene):
    """`read(person, **query)`: the queue's page as text."""

    def get(person="reviewer", **query):
        response = client_as(getattr(scene, person)).get(URL, query)
        assert response.status_code == 200, response.content.decode()[:2000]
        return response.content.decode()

    return get


def folios(user, at, **asked):
    rows, _following = queries.page(user, at, Asked(**asked))
    return [row.folio for row in rows]


def test_it_shows_what_waits_and_never_whose_it_is(scene, read):
    one = scene.submitted(1)
    page = read()
    assert one.folio in page
    assert "Resonancia magnética de columna lumbar" in page
    assert "Quedan 7" in page
    for secret in ("Número 1", "M54", typed(1)["patient"]["curp"], typed(1)["patient"]["nss"], "Dolor"):
        assert secret not in page


def test_soonest_due_first_and_breached_on_top(scene, read):
    late, urgent = scene.submitted(1), scene.submitted(2, priority="urgent")
    Request.objects.filter(pk=late.pk).update(due_at=scene.later(hours=-3))
    plain = scene.submitted(3)
    assert folios(scene.reviewer, scene.at) == [late.folio, urgent.folio, plain.folio]
    page = read()
    assert page.index(late.folio) < page.index(urgent.folio) < page.index(plain.folio)
    assert "Venció hace 3" in page
    assert folios(scene.reviewer, scene.at, which=Which.LATE) == [late.folio]


def test_speciality_and_region_decide_who_sees_it(scene):
    lumbar = scene.submitted(1)
    therapy = scene.submitted(2, items=THERAPY)
    assert folios(scene.reviewer, scene.at) == [lumbar.folio, therapy.folio]
    assert folios(scene.third, scene.at) == [lumbar.folio]
    assert folios(scene.elsewhere, scene.at) == []
    assert folios(scene.physician, scene.at) == []


def test_filters_and_orders(scene):
    lumbar, urgent = scene.submitted(1), scene.submitted(2, priority="urgent", items=THERAPY)
    who = scene.reviewer, scene.at
    assert folios(*who, speciality="ORTO") == [urgent.folio]
    assert folios(*who, priority="standard") == [lumbar.folio]
    assert folios(*who, category="imaging") == [lumbar.folio]
    assert folios(*who, folio=lumbar.folio) == [lumbar.folio]
    assert folios(*who, emergency=True) == []
    assert folios(*who, region=scene.issste_hgo.pk) == []
    assert folios(*who, region=scene.issste_bc.pk, order="ingreso") == [lumbar.folio, urgent.folio]


def test_paused_ones_are_apart_and_say_so(scene, read):
    one = scene.claimed(1)
    actions.ask_information(by=scene.reviewer, at=scene.at, request=one, question="¿Hay radiografía?")
    assert one.folio not in read()
    for part in ("pausa", "mias"):
        page = read(ver=part)
        assert one.folio in page
        assert "En pausa" in page
    assert "espera la respuesta del médico" in read(ver="pausa")
    assert "La tiene" in read("second", ver="pausa")


def test_pages_follow_each_other_without_gap_or_repetition(scene, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    made = [scene.submitted(n).folio for n in range(1, 6)]
    same = Request.objects.values_list("due_at", flat=True)[0]
    Request.objects.update(due_at=same)  # equal terms: the key decides
    seen, after = [], None
    while True:
        rows, after = queries.page(scene.reviewer, scene.at, Asked(after=after))
        seen += [row.folio for row in rows]
        if after is None:
            break
        after = key_of(key_text(after))
    assert seen == made


def test_the_next_page_is_linked_with_its_filters(scene, read, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 1)
    scene.submitted(1), scene.submitted(2)
    page = read(prioridad="standard")
    assert "Siguientes" in page
    assert "prioridad=standard&amp;tras=" in page
    assert "Al principio" in read(tras=key_text((scene.at, 1)))


@pytest.mark.parametrize("text", ["", "x", "2026-05-20~1", "2026-05-20T10:00:00+00:00~x", "9999~~", "~1"])
def test_a_key_that_is_none_is_left_out(text):
    assert key_of(text) is None


def test_an_address_with_nonsense_is_the_plain_queue():
    query = {"ver": "x", "region": "x", "prioridad": "x", "categoria": "x", "orden": "x", "tras": "x"}
    assert asked_of(query) == Asked()


def test_a_count_reads_no_more_than_it_says(scene, monkeypatch, read):
    monkeypatch.setattr(queries, "COUNTED", 1)
    monkeypatch.setattr("cauce.domains.authorizations.views.reviewing_queue.COUNTED", 1)
    scene.submitted(1), scene.submitted(2), scene.submitted(3)
    assert queries.counted(queries.work_of(scene.reviewer, scene.at, Which.FREE)) == 2
    assert "1+" in read()


def test_the_page_takes_few_queries_however_many_rows(scene, client_as, django_assert_max_num_queries):
    for number in range(1, 8):
        scene.submitted(number)
    client = client_as(scene.reviewer)
    with django_assert_max_num_queries(45):
        client.get(URL)


def test_claiming_from_the_row_opens_it_and_giving_back_returns_it(scene, client_as):
    one = scene.submitted(1)
    client = client_as(scene.reviewer)
    response = client.post(URL, {"tomar": one.uid})
    assert response.url == reverse("authorizations:review", args=[one.uid])
    assert folios(scene.reviewer, scene.at, which=Which.MINE) == [one.folio]
    assert folios(scene.second, scene.at) == []
    client.post(URL, {"liberar": one.uid})
    assert folios(scene.second, scene.at) == [one.folio]


def test_what_another_took_first_is_said(scene, client_as):
    one = scene.claimed(1)
    response = client_as(scene.third).post(URL, {"tomar": one.uid})
    assert response.status_code == 409
    assert "AP-44" in response.content.decode()


@pytest.mark.parametrize("sent", [{"tomar": "x"}, {"liberar": "x"}, {}])
def test_nonsense_sent_claims_nothing(scene, client_as, sent):
    assert client_as(scene.reviewer).post(URL, sent).status_code == 404


def test_a_conflict_is_said_in_the_row(scene, read):
    one = scene.submitted(1)
    for person in (scene.physician, scene.reviewer):
        actions.set_team_member(by=scene.top, at=scene.at, unit=scene.unit, team="Columna", person=person)
    page = read()
    assert one.folio in page
    assert "AP-41" in page
    assert f'name="tomar" value="{one.uid}"' not in page


def test_conflicts_of_many_are_those_of_one(scene):
    made = [scene.submitted(n) for n in (1, 2)] + [scene.submitted(3, items=THERAPY)]
    since = scene.later(-1)
    rows = [
        {"person": scene.physician},
        {"patient": made[1].patient},
        {"unit": scene.unit},
        {"service_code": "REHAB"},
        {"unit": scene.issste_bc_2},
        {"service_code": "QT", "until_at": scene.at},
    ]
    team = {"unit": scene.unit, "team": "Columna"}
    for fields in rows:
        if fields == rows[-1]:  # and last, without an interest that matters, of the same team
            for one in (scene.physician, scene.second):
                actions.set_team_member(by=scene.top, at=since, **team, person=one)
        DeclaredInterest.objects.all().delete()
        declared = {"since_at": since, "declared_at": since, "declared_by": scene.reviewer}
        DeclaredInterest.objects.create(user=scene.reviewer, description="x", **(declared | fields))
        for person in (scene.reviewer, scene.second, scene.physician):
            many = conflicts_of(person, made, scene.at)
            among = [conflicts_among([person], one, scene.at).get(person.pk, "") for one in made]
            assert [many.get(one.pk, "") for one in made] == among
            assert among == [conflict_of(person, one, scene.at) for one in made]
    decided = scene.decided(4)
    assert conflicts_of(scene.reviewer, [decided], scene.at, level=2) == {decided.pk: "AP-43"}
    people = [scene.reviewer, scene.second, scene.physician]
    found = conflicts_among(people, decided, scene.at, level=2)
    assert found == {scene.reviewer.pk: "AP-43", scene.second.pk: "AP-41", scene.physician.pk: "AP-40"}


def test_the_file_has_the_rows_of_the_page_and_no_patient(scene, client_as):
    one = scene.submitted(1)
    client = client_as(scene.reviewer)
    text = b"".join(client.get(URL, {"formato": "csv"})).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Folio"] for row in rows] == [one.folio]
    assert "Resonancia" in rows[0]["Servicios"]
    assert "Número 1" not in text
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(URL, {"formato": "xlsx"}))))
    assert book.active.max_row == 2


@pytest.mark.parametrize("part", list(Which))
def test_an_empty_part_says_why(read, part):
    assert 'class="empty"' in read(ver=part.value)


def test_a_reviewer_without_specialities_is_told(scene, read):
    scene.reviewer.review_specialities.all().delete()
    assert "no tiene especialidades" in read()


@pytest.mark.parametrize("person", ["physician", "desk", "centre", "coordination", "top", "watcher"])
def test_only_reviewers_have_a_queue(scene, client_as, person):
    assert client_as(getattr(scene, person)).get(URL).status_code == 403


def test_due_in_a_day_is_marked_in_words(scene, read):
    one = scene.submitted(1)
    Request.objects.filter(pk=one.pk).update(due_at=scene.at + timedelta(hours=5, minutes=20))
    assert "Quedan 5\u00a0h 20\u00a0min" in read()


@pytest.mark.parametrize("person", ["third", "second"])
@pytest.mark.parametrize("part", list(Which))
def test_no_part_of_the_queue_reads_the_whole_table(scene, person, part):
    """An index serves each: with a million requests the page stays quick."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # an empty table is read whole otherwise
    who = getattr(scene, person), scene.at
    plan = queries.matching(*who, Asked(which=part)).values_list("pk")[:51].explain()
    assert "Seq Scan on authorizations_request" not in plan
    assert "SCAN authorizations_request" not in plan
