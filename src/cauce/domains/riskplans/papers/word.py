"""A composed paper as a Word document: the same tables and charts, and the comments where the analyst goes on writing."""

from io import BytesIO
from pathlib import Path

import vl_convert
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from cauce.web.charts import picture

from . import blocks as b

WIDTH = Mm(170)
SCALE = 2  # pixels of the picture for each of the chart's
SHADE = "0B5563"


def write_docx(paper: b.Paper, path: Path, *, synthetic: bool) -> None:
    """Write the document. synthetic: it says on its first page that its data are invented."""
    document = Document()
    _page(document)
    core = document.core_properties
    core.title, core.author, core.language = paper.title, "Cauce", "es-CO"
    document.add_heading(paper.title, 0)
    document.add_paragraph(paper.subtitle)
    if synthetic:
        document.add_paragraph().add_run(_("Dato sintético: elaborado con datos inventados.")).bold = True
    for block in paper.blocks:
        WRITERS[block.kind](document, block)
    document.save(str(path))


def _page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(216), Mm(279)
    section.left_margin = section.right_margin = Mm(22)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10)


def _heading(document: WordDocument, block: b.Heading) -> None:
    if block.new_page:
        document.add_page_break()
    document.add_heading(block.text, block.level - 1)


def _facts(document: WordDocument, block: b.Facts) -> None:
    table = document.add_table(rows=0, cols=2)
    for label, value in block.pairs:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    document.add_paragraph()


def _table(document: WordDocument, block: b.Table) -> None:
    document.add_heading(block.title, 3)
    if not block.rows:
        document.add_paragraph(block.empty or _("Sin datos reportados."))
        return
    table = document.add_table(rows=1, cols=len(block.heads), style="Table Grid")
    _line(table.rows[0], block.heads, block.words, head=True)
    _repeat(table.rows[0])
    for row in block.rows:
        _line(table.add_row(), row, block.words)
    if block.foot:
        _line(table.add_row(), block.foot, block.words, bold=True)
    note = document.add_paragraph(block.note)
    for run in note.runs:
        run.italic, run.font.size = True, Pt(8)


def _line(row, texts, words: int, *, head: bool = False, bold: bool = False) -> None:
    for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(8), head or bold
        if number >= words:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if head:
            _shade(cell)
            run.font.color.rgb = RGBColor(255, 255, 255)


def _shade(cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:fill", SHADE)):
        shade.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row) -> None:
    """The header stands again on each page that the table reaches."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _chart(document: WordDocument, block: b.Chart) -> None:
    image = vl_convert.svg_to_png(picture(block.figure.key, "light").decode(), scale=SCALE)
    shape = document.add_picture(BytesIO(image), width=WIDTH)
    shape._inline.docPr.set("descr", block.figure.alt)
    document.add_paragraph(block.figure.title, style="Caption")


def _words(document: WordDocument, block: b.Words) -> None:
    document.add_heading(block.title, 3)
    if not block.text:
        document.add_paragraph().add_run(f"[{_('Por escribir')}: {block.hint}]").italic = True
    for line in filter(None, (text.strip() for text in block.text.splitlines())):
        document.add_paragraph(line)


def _note(document: WordDocument, block: b.Note) -> None:
    document.add_paragraph().add_run(block.text).bold = block.strong


def _steps(document: WordDocument, block: b.Steps) -> None:
    for text in block.lines:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text.strip())
        run.font.size, run.bold = Pt(8), not text.startswith(" ")


WRITERS = {
    "heading": _heading,
    "facts": _facts,
    "table": _table,
    "chart": _chart,
    "words": _words,
    "note": _note,
    "steps": _steps,
}
