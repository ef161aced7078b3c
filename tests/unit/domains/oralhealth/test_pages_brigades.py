"""The pages of school brigades and exams, through the door that a browser uses."""

import csv
import io
import uuid

import openpyxl
import pytest
from django.urls import reverse

from cauce.domains.oralhealth.actions import close_brigade, save_brigade, save_exam
from cauce.domains.oralhealth.models import Brigade, Exam
from cauce.domains.oralhealth.queries.epidemiology import next_key
from cauce.domains.oralhealth.rules.dmft_file import read_exams

HEAD = {"date": "2026-03-14", "school": "Escuela A", "group": "6.º A", "pupils": "3"}


@pytest.fixture
def brigade(panama):
    return save_brigade(
        by=panama.dentist, at=panama.at, facility=panama.pedregal, uid=uuid.uuid4(), typed=HEAD
    )


@pytest.fixture
def dentist(client_as, panama):
    return client_as(panama.dentist)


def examine(panama, brigade, person="001", **fields):
    typed = {"person": person, "age": "12", "sex": "1", "teeth": {"16": "1"}, **fields}
    return save_exam(
        by=panama.dentist, at=panama.at, facility=brigade.facility, day=brigade.date, brigade=brigade,
        typed=typed, uid=uuid.uuid4(), confirmed=True,
    )  # fmt: skip


def sent(**changes):
    return {"person": "001", "age": "12", "sex": "1", "group": "6.º A", "t16": "1", "accion": "siguiente",
            "uid": str(uuid.uuid4()), "version": "0", **changes}  # fmt: skip


def new(brigade):
    return reverse("oralhealth:new_exam", args=[brigade.uid])


def test_a_brigade_is_opened_once_however_often_it_is_sent(dentist, panama):
    form = dentist.get(reverse("oralhealth:new_brigade")).content.decode()
    assert panama.pedregal.name in form
    assert panama.hospital.name not in form
    data = {**HEAD, "facility": panama.pedregal.pk, "uid": str(uuid.uuid4())}
    answer = dentist.post(reverse("oralhealth:new_brigade"), data)
    assert answer.url == reverse("oralhealth:brigade", args=[Brigade.objects.get().uid])
    assert "Escuela A" in dentist.get(reverse("oralhealth:brigades")).content.decode()


def test_a_bad_head_comes_back_with_what_was_typed(dentist, panama):
    answer = dentist.post(
        reverse("oralhealth:new_brigade"), {**HEAD, "facility": panama.pedregal.pk, "pupils": "muchos"}
    )
    assert answer.status_code == 422
    assert 'value="muchos"' in answer.content.decode()
    assert "error-brigade.pupils" in answer.content.decode()


def test_a_head_changed_by_two_meets_its_conflict(dentist, brigade):
    address = reverse("oralhealth:brigade_head", args=[brigade.uid])
    assert dentist.post(address, {**HEAD, "version": "1", "pupils": "9"}).status_code == 302
    answer = dentist.post(address, {**HEAD, "version": "1", "pupils": "8"})
    assert answer.status_code == 422
    assert Brigade.objects.get().pupils == 9


def test_pupil_after_pupil_with_the_next_key(dentist, brigade):
    page = dentist.get(new(brigade)).content.decode()
    assert 'value="001"' in page
    assert page.count("<select") == 52 + 6
    answer = dentist.post(new(brigade), sent(), follow=True)
    page = answer.content.decode()
    assert "Alumno 001 guardado: CPOD 1 (C 1 · P 0 · O 0), ceod —" in page
    assert 'value="002"' in page
    assert 'value="6.º A"' in page
    Exam.objects.update(person="0099")
    assert next_key(brigade) == "0100"


def test_what_is_impossible_is_named_at_its_tooth_and_nothing_typed_is_lost(dentist, brigade):
    answer = dentist.post(new(brigade), sent(t15="0", t55="A"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#exam.teeth.55"' in page
    assert 'id="error-exam.teeth.55"' in page
    assert 'aria-describedby="error-exam.teeth.55" aria-invalid="true"' in page
    assert not Exam.objects.exists()


def test_what_surprises_is_asked_and_confirmed(dentist, brigade):
    data = sent(t18="0")
    page = dentist.post(new(brigade), data).content.decode()
    assert "Confirmar y guardar" in page
    dentist.post(new(brigade), {**data, "confirmar": "1"})
    assert Exam.objects.get().warnings == "OE-11"


def test_marking_sound_is_an_act_that_asks_for_the_age(dentist, brigade):
    """OE-28"""
    page = dentist.post(new(brigade), sent(accion="sanos", age="")).content.decode()
    assert "Escriba primero la edad" in page
    page = dentist.post(new(brigade), sent(accion="sanos")).content.decode()
    assert page.count('<option value="0" selected>') == 27  # 28 without the decayed 16
    assert '<option value="1" selected>' in page
    assert not Exam.objects.exists()


def test_the_count_is_told_while_the_chart_is_filled(dentist, brigade):
    address = reverse("oralhealth:count_exam", args=[brigade.uid])
    page = dentist.post(address, sent(t26="3", t15="0", t55="A")).content.decode()
    assert "CPOD 2 (C 1 · P 0 · O 1)" in page
    assert "Los dientes 55 y 15" in page
    assert not Exam.objects.exists()


def test_an_exam_changed_by_two_is_settled_tooth_by_tooth(dentist, brigade, panama):
    exam = examine(panama, brigade, teeth={"16": "1", "26": "0"})
    address = reverse("oralhealth:exam", args=[brigade.uid, exam.uid])
    first = sent(t16="3", t26="0", version="1", accion="guardar")
    assert dentist.post(address, first).status_code == 302
    answer = dentist.post(address, sent(t16="1", t26="4", version="1", accion="guardar"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Diente 16" in page
    assert 'name="version" value="2"' in page
    settled = sent(
        t16="1", t26="4", version="2", accion="guardar", **{"choose-t16": "theirs", "choose-t26": "mine"}
    )
    assert dentist.post(address, settled).status_code == 302
    assert dict(Exam.objects.get().teeth.values_list("tooth", "crown")) == {"16": "3", "26": "4"}


def test_an_exam_is_taken_off(dentist, brigade, panama):
    exam = examine(panama, brigade)
    address = reverse("oralhealth:remove_exam", args=[brigade.uid, exam.uid])
    dentist.post(address, {"version": "9"})
    assert Exam.objects.exists()
    dentist.post(address, {"version": "1"})
    assert not Exam.objects.exists()


def test_the_page_shows_the_indexes_and_closes_the_brigade(dentist, brigade, panama, client_as):
    address = reverse("oralhealth:brigade", args=[brigade.uid])
    assert "Todavía no se examina a nadie" in dentist.get(address).content.decode()
    for person, teeth in (("1", {"16": "1", "26": "1"}), ("2", {"16": "0"})):
        examine(panama, brigade, person, teeth=teeth)
    page = dentist.get(address).content.decode()
    assert "n/3 = 0.67, hacia arriba: 1" in page
    act = reverse("oralhealth:brigade_act", args=[brigade.uid])
    assert "Marque la confirmación" in dentist.post(act, {"accion": "cerrar"}, follow=True).content.decode()
    dentist.post(act, {"accion": "cerrar", "confirmar": "1"})
    assert Brigade.objects.get().closed_at
    assert dentist.get(new(brigade)).status_code == 409
    head = client_as(panama.chief)
    head.post(act, {"accion": "reabrir", "motivo": "Faltó un alumno"})
    assert Brigade.objects.get().closed_at is None


def test_who_reads_and_who_examines(client_as, panama, brigade):
    for user, read, write in (("director", 200, 403), ("other_region", 403, 403), ("chief", 200, 200)):
        client = client_as(getattr(panama, user))
        assert client.get(reverse("oralhealth:brigade", args=[brigade.uid])).status_code == read
        assert client.get(new(brigade)).status_code == write
    assert (
        "Escuela A" not in client_as(panama.other_region).get(reverse("oralhealth:brigades")).content.decode()
    )


def test_the_csv_is_what_the_command_takes(dentist, brigade, panama):
    examine(panama, brigade, "001", teeth={"16": "1", "55": "B"})
    examine(panama, brigade, "002", age="", sex="", group="6.º B", teeth={"16": "0"})
    answer = dentist.get(reverse("oralhealth:brigade_csv", args=[brigade.uid]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    exams = read_exams(enumerate(csv.reader(io.StringIO(text)), start=1))
    assert [(e.id, e.age, e.sex, e.group, e.cpod.total, e.ceod and e.ceod.total) for e in exams] == [
        ("001", 12, "1", "", 1, 1), ("002", None, "", "6.º B", 0, None),
    ]  # fmt: skip


def test_the_xlsx_has_figures_and_exams(dentist, brigade, panama):
    examine(panama, brigade, "001")
    answer = dentist.get(reverse("oralhealth:brigade_xlsx", args=[brigade.uid]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["Índices", "Exámenes"]
    assert [c.value for c in book["Índices"][2]][:5] == ["Todos", None, "CPOD", 1, 1]
    assert book["Exámenes"].max_row == 2


def test_a_closed_brigade_can_still_be_read_and_downloaded(dentist, brigade, panama):
    examine(panama, brigade)
    close_brigade(by=panama.dentist, at=panama.at, brigade=brigade, confirmed=True)
    page = dentist.get(reverse("oralhealth:brigade", args=[brigade.uid])).content.decode()
    assert "Cerrada" in page
    assert "Examinar a un alumno" not in page
    assert dentist.get(reverse("oralhealth:brigade_csv", args=[brigade.uid])).status_code == 200
