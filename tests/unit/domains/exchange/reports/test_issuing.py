"""The final version: sealed, numbered, superseded on reopening; the preliminary one: never official."""

import io
import json

import pikepdf
import pypdfium2
import pytest

from cauce.core.documents import canonical, keys, seal
from cauce.core.documents.models import IssuedDocument
from cauce.core.errors import NotAllowed
from cauce.domains.exchange.actions import finalise_declaration, reopen_declaration
from cauce.domains.exchange.reports.declaration import declaration_data
from cauce.domains.exchange.reports.issuing import final_version, preliminary_report
from tests.factories.people import PASSWORD
from tests.factories.tagging import problems_of


def pages_of(content) -> list[str]:
    pdf = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range() for page in pdf]


def squeezed(pages) -> str:
    return " ".join(" ".join(pages).split())


@pytest.fixture
def finalise(world):
    def run(declaration, **options):
        return finalise_declaration(
            by=world.head, at=world.now, declaration=declaration, answer=True, password=PASSWORD, **options
        )

    return run


@pytest.fixture
def document(filled, finalise) -> IssuedDocument:
    return final_version(finalise(filled))


def test_folio_version_and_seal(document, filled):
    assert document.folio.startswith("CAU-EX-2026-000001-")
    assert (document.version, document.is_current, document.subject) == (1, True, filled)
    assert document.data_sha256 == canonical.digest(document.data)
    assert seal.holds(document.seal["seal"], document.folio, document.data_sha256, keys.public_keys())


def test_embedded_data_equal_the_rows_and_what_the_database_keeps(document, filled, world):
    filled.refresh_from_db()
    with pikepdf.open(document.path) as pdf:
        embedded = json.loads(pdf.attachments["datos.json"].get_file().read_bytes())
        stamp = json.loads(pdf.attachments["sello.json"].get_file().read_bytes())
    assert embedded == document.data == declaration_data(filled, world.now)
    assert stamp == document.seal


def test_the_final_version_says_what_it_must(document):
    pages = pages_of(document.path)
    text = squeezed(pages)
    assert len(pages) == document.pages
    for n, page in enumerate(pages, 1):
        assert f"Página {n} de {len(pages)}" in page
    for words in (document.folio, "Versión 1", "1,200", "Falta de personal", "Firmas de los representantes"):
        assert words in text
    for role in ("Titular de la Delegación", "Responsable del registro"):
        assert role in text
    assert "Sin Validez Oficial" not in text


def test_the_preliminary_report_is_marked_on_every_page_and_has_no_signatures(filled, world):
    pages = pages_of(preliminary_report(filled, world.now))
    assert all("Sin Validez Oficial" in page for page in pages)
    text = squeezed(pages)
    assert "Nombre y firma" not in text
    assert "Folio" not in text
    assert not IssuedDocument.objects.exists()


@pytest.mark.parametrize("answer", [True, False])
def test_tagging_of_final_and_preliminary(answer, declaration, filled, finalise, world, tmp_path):
    if not answer:
        declaration.lines.all().delete()
        filled.answer = False
        filled.save()
    (tmp_path / "p.pdf").write_bytes(preliminary_report(filled, world.now))
    assert problems_of(tmp_path / "p.pdf") == []
    assert problems_of(final_version(finalise(filled)).path) == []


def test_has_none_final_and_preliminary(declaration, finalise, world):
    declaration.answer = False
    declaration.save()
    assert "se aceptará de conformidad la inexistencia" in squeezed(
        pages_of(preliminary_report(declaration, world.now))
    )
    text = squeezed(pages_of(final_version(finalise(declaration)).path))
    assert "se acepta de conformidad la inexistencia de oferta y/o demanda de servicios médicos" in text
    assert "Firmas de los representantes" in text


def test_reopening_withdraws_it_and_the_next_one_is_version_two(document, filled, finalise, world):
    reopen_declaration(
        by=world.coordinator, at=world.now, declaration=filled, reason="Corregir un dato de la unidad"
    )
    document.refresh_from_db()
    assert document.state == IssuedDocument.State.SUPERSEDED
    assert document.path.exists()
    assert final_version(filled) is None
    second = final_version(finalise(filled))
    assert (second.version, second.folio[:18]) == (2, "CAU-EX-2026-000002")


def test_only_who_finalises_may_issue(filled, world):
    from cauce.domains.exchange.reports.issuing import issue_final_version

    with pytest.raises(NotAllowed):
        issue_final_version(by=world.editor, at=world.now, declaration=filled)


def test_a_synthetic_unit_labels_the_paper(filled, finalise, world):
    world.issste_bc_1.synthetic = True
    world.issste_bc_1.save()
    document = final_version(finalise(filled))
    assert document.synthetic
    assert all("Dato sintético" in page for page in pages_of(document.path))


def test_in_a_demonstration_the_rows_of_real_units_are_labelled_too(filled, world, settings):
    settings.CAUCE_ENV = "demo"
    assert "Dato sintético" in squeezed(pages_of(preliminary_report(filled, world.now)))


def test_an_act_that_fails_leaves_no_row_and_no_hole_in_the_folios(filled, finalise, monkeypatch):
    monkeypatch.setattr("cauce.domains.exchange.actions.finalising.record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        finalise(filled)
    monkeypatch.undo()
    assert not IssuedDocument.objects.exists()
    filled.refresh_from_db()
    assert final_version(finalise(filled)).folio.startswith("CAU-EX-2026-000001-")


def test_same_rows_same_instant_same_bytes(document, filled):
    from cauce.core.documents import actions
    from cauce.domains.exchange.reports.issuing import TEMPLATE

    again = actions._compose(
        document.folio,
        document.title,
        1,
        document.issued_at,
        document.data,
        TEMPLATE,
        document.seal,
        document.synthetic,
        "MX",
        {},
    )
    assert io.BytesIO(again).getvalue() == document.path.read_bytes()
