import json

import pikepdf
import pypdfium2
import pytest

from cauce.core.documents import typeset
from cauce.core.documents.canonical import canonical_json
from tests.factories.papers import sample_data, sample_meta
from tests.factories.tagging import elements, problems_of

PLAIN = typeset.BASE / "plain.typ"
FOLIO = "CAU-EX-2023-000123-K"


def text_of(content: bytes) -> str:
    pdf = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in pdf)


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    path = tmp_path_factory.mktemp("typeset") / "paper.pdf"
    path.write_bytes(typeset.compile(PLAIN, sample_data(120), sample_meta(FOLIO)))
    return path


def test_the_embedded_json_equals_the_data(paper):
    with pikepdf.open(paper) as pdf:
        embedded = pdf.attachments["datos.json"].get_file().read_bytes()
        assert pdf.attachments["datos.json"].get_file().mime_type == "application/json"
        assert pdf.Root.AF[0].AFRelationship == "/Data"
    assert embedded == canonical_json(sample_data(120))
    assert json.loads(embedded) == sample_data(120)


def test_same_data_same_bytes_other_date_other_bytes(paper):
    again = typeset.compile(PLAIN, sample_data(120), sample_meta(FOLIO))
    later = sample_meta(FOLIO, date=sample_meta().date.replace(year=2024))
    assert again == paper.read_bytes()
    assert typeset.compile(PLAIN, sample_data(120), later) != again


def test_child_process_gives_the_same_bytes(paper):
    assert typeset.compile(PLAIN, sample_data(120), sample_meta(FOLIO), rows=9_999) == paper.read_bytes()


def test_archive_and_accessibility_are_declared(paper):
    with pikepdf.open(paper) as pdf:
        xmp = pdf.open_metadata()
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "B")
        assert xmp["pdfuaid:part"] == "1"
        assert xmp["dc:title"] == "Reporte de Excedentes y/o Faltantes"
        assert str(pdf.Root.Lang) == "es-MX"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_tags_tell_headings_tables_and_figures(paper):
    assert problems_of(paper) == []
    with pikepdf.open(paper) as pdf:
        found = [(kind, kids, str(element.get("/Alt", ""))) for kind, element, kids in elements(pdf)]
    kinds = [kind for kind, _kids, _alt in found]
    assert kinds.count("/H1") == 1
    assert "/H2" in kinds
    tables = [kids for kind, kids, _alt in found if kind == "/Table"]
    assert len(tables) == 3, "120 rows in chunks of 50"
    assert all(kids[0] == "/THead" for kids in tables)
    figures = [alt for kind, _kids, alt in found if kind == "/Figure"]
    assert figures
    assert all(FOLIO in alt for alt in figures)


def test_the_tag_check_itself_finds_what_is_wrong(paper, tmp_path):
    """An untagged line over the page, a figure without text and a skipped heading are all found."""
    with pikepdf.open(paper) as pdf:
        pdf.pages[0].contents_add(b"0 0 m 9 9 l S")
        for kind, element, _kids in elements(pdf):
            if kind == "/Figure":
                del element["/Alt"]
            if kind == "/H2":
                element.S = pikepdf.Name.H4
        pdf.save(tmp_path / "bad.pdf")
    found = " ".join(problems_of(tmp_path / "bad.pdf"))
    for words in ("outside tags", "without alternative text", "heading /H4"):
        assert words in found


def test_every_font_is_embedded(paper):
    with pikepdf.open(paper) as pdf:
        descriptors = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        assert descriptors
        assert all("/FontFile2" in d or "/FontFile3" in d for d in descriptors)
        assert all("SourceSansPro" in str(d.FontName) for d in descriptors)


def test_pages_numbers_and_spanish_forms(paper):
    text = text_of(paper.read_bytes())
    assert "Página 1 de 3" in text
    assert "Página 3 de 3" in text
    assert "12 de marzo de 2023, 18:05 h" in text
    assert "4,433" in text
    assert "Apendicectomía" in text


def test_colombia_separates_thousands_with_points():
    assert "4.433" in text_of(typeset.compile(PLAIN, sample_data(120), sample_meta(FOLIO, country="CO")))


def test_watermark_is_on_every_page_and_outside_the_tags():
    content = typeset.compile(PLAIN, sample_data(120), sample_meta("", watermark="Sin Validez Oficial"))
    pdf = pypdfium2.PdfDocument(content)
    assert len(pdf) > 1
    assert all("Sin Validez Oficial" in page.get_textpage().get_text_range() for page in pdf)


def test_a_template_that_does_not_compile_says_where(tmp_path):
    bad = tmp_path / "bad.typ"
    bad.write_text('#import "_cauce.typ": *\n#show: paper\n#data.nada\n')
    with pytest.raises(typeset.TypesetError, match="nada"):
        typeset.compile(bad, {"a": 1}, sample_meta())
    with pytest.raises(typeset.TypesetError, match="nada"):
        typeset.compile(bad, {"a": 1}, sample_meta(), rows=9_999)


def test_signature_blocks_never_split():
    """Whatever the length before them, role and place of each signer stand on one page, whole."""
    for rows in range(20, 44, 3):
        people = [{"role": f"Cargo {n}", "place": f"Lugar {n}"} for n in range(6)]
        content = typeset.compile(PLAIN, sample_data(rows, signatures=people), sample_meta(FOLIO))
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
        for n in range(6):
            both = [f"Cargo {n}" in text and f"Lugar {n}" in text for text in pages]
            assert sum(both) == 1
        heading = next(i for i, text in enumerate(pages) if "Firmas" in text)
        assert "Cargo 0" in pages[heading]


def test_counting_rows():
    assert typeset.count_rows({"a": [{"b": [1, 2]}, {"b": [[1], [2]]}]}) == 4
