"""Own fields through their pages: rows, order, removal, the locked core, the preview, publishing."""

import pytest

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.checking import preview
from cauce.domains.authorizations.models import VariantVersion
from cauce.domains.authorizations.presenting_variants import Draft, key_from, rows_sent
from tests.factories.authorizations import AT, SINCE, typed
from tests.unit.domains.authorizations.pages.governing import FIELD, through, url


@pytest.fixture
def coordination(client_as, scene):
    return client_as(scene.coordination)


def publish(scene, fields=(FIELD,)):
    return actions.publish_variant(
        by=scene.coordination, at=AT, place=scene.issste_bc, title="BC", fields=list(fields), valid_from=SINCE
    )


def row(number, label, kind="text", **more):
    whole = {"label": label, "type": kind, "key": "", "options": "", "help": "", "order": str(number)} | more
    return {f"{name}-{number}": value for name, value in whole.items()}


def sent(scene, *rows, act="ver", **changes):
    whole = {
        "place": scene.issste_bc.code,
        "title": "Baja California",
        "valid_from": "2026-05-20",
        "accion": act,
    }
    for one in rows:
        whole |= one
    return whole | changes


TURNO = row(1, "Turno", "choice", options="Matutino\nVespertino", required="on", help="Al que acude")


def test_the_empty_list_says_that_the_form_is_the_same_everywhere(scene, coordination):
    page = coordination.get(url("variants")).content.decode()
    assert "Nadie pide campos propios todavía" in page


def test_seeing_how_it_looks_shows_the_core_locked_and_writes_nothing(scene, coordination):
    page = coordination.post(url("variant_editor"), sent(scene, TURNO)).content.decode()
    assert "Como lo verá el médico" in page
    assert "<option>Vespertino</option>" in page
    assert "Al que acude" in page
    assert "CURP" in page.partition("Como lo verá")[2]
    assert not VariantVersion.objects.exists()


def test_a_published_field_is_asked_from_its_day_on_and_old_requests_stay(scene, coordination):
    before = scene.submitted(1)
    answer = through(coordination, url("variant_editor"), sent(scene, TURNO, act="publicar"))
    version = VariantVersion.objects.get()
    assert answer.url == url("variant", version.pk)
    assert version.fields == [FIELD | {"help": "Al que acude"}]
    asked = preview(typed(2), scene.unit, AT, requester=scene.physician)
    assert ("AP-29", "extra.turno") in {(p.rule, p.place) for p in asked.problems}
    before.refresh_from_db()
    assert (before.state, before.extra, before.variants) == ("in_review", {}, [])


def test_fields_are_ordered_removed_and_added(scene, coordination):
    publish(scene)
    page = coordination.get(
        f"{url('variant_editor')}?desde={VariantVersion.objects.get().pk}"
    ).content.decode()
    assert 'value="Turno"' in page
    rows = (
        TURNO | {"order-1": "2"},
        row(2, "Número de cama", "number", order="1"),
        row(3, "Sobra", **{"remove": "on"}),
    )
    through(coordination, url("variant_editor"), sent(scene, *rows, act="publicar"))
    kept = VariantVersion.objects.get(number=2).fields
    assert [f["key"] for f in kept] == ["numero_de_cama", "turno"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (row(1, "Justificación", key="justification"), "núcleo obligatorio"),
        (row(1, "Curp"), "núcleo obligatorio"),
        (row(1, "Turno", "choice", options="uno"), "opciones distintas"),
        (row(1, "Turno", "archivo"), "el tipo es uno de"),
        ({}, "debe haber de 1"),
    ],
)
def test_what_a_variant_may_not_do_is_said_on_its_row(scene, coordination, wrong, said):
    for act in ("ver", "publicar"):
        answer = coordination.post(url("variant_editor"), sent(scene, wrong, act=act))
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not VariantVersion.objects.exists()


def test_a_region_does_not_write_for_another(scene, coordination):
    answer = coordination.post(
        url("variant_editor"), sent(scene, TURNO, act="publicar", place=scene.issste_hgo.code)
    )
    assert (answer.status_code, "no es un lugar a su alcance" in answer.content.decode()) == (422, True)


def test_more_rows_keep_what_was_typed(scene, coordination):
    page = coordination.post(url("variant_editor"), sent(scene, TURNO, act="agregar")).content.decode()
    assert page.count('name="label-') == 4
    assert 'value="Turno"' in page


def test_everybody_reads_a_version(scene, client_as):
    page = client_as(scene.physician).get(url("variant", publish(scene).pk)).content.decode()
    assert "extra.turno" in page
    assert "Escribir la siguiente versión" not in page


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Turno", "turno"),
        ("Número de cama", "numero_de_cama"),
        ("2.ª opción", "campo_2_a_opcion"),
        ("¿?", "campo_"),
    ],
)
def test_a_key_is_made_from_the_name(label, key):
    assert key_from(label) == key


def test_rows_without_anything_are_left_out():
    assert rows_sent(row(1, "") | row(2, "Cama")) == [Draft(1, label="Cama", order="1")]
