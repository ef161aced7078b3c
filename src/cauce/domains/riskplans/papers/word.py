"""A composed paper as a Word document: the same tables and charts, and the comments where the analyst goes on writing."""

from io import BytesIO
from pathlib import Path

import vl_convert
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Row

from cauce.web.charts import picture

from . import blocks as b
from . import word_styles as look

SCALE = 2  # pixels of the picture for each of the chart's
SIZES = (look.CELLS, 15, 14, 13)  # half points
KEEP = 18  # rows of a table that stands whole on one page
FACTS = (Mm(40), Mm(50), Mm(40), Mm(42))


def write_docx(paper: b.Paper, path: Path, *, synthetic: bool) -> None:
    """Write the document. synthetic: its first page, and the foot of all, say that its data are invented."""
    document = Document()
    look.dress(document)
    core = document.core_properties
    core.title, core.author, core.language = paper.title, "Cauce", "es-CO"
    _coloured(document.add_paragraph().add_run(paper.issuer), look.ACCENT, 18).bold = True
    document.add_heading(paper.title, 0)
    _coloured(document.add_paragraph().add_run(paper.subtitle), look.QUIET, 22)
    if synthetic:
        warning = document.add_paragraph().add_run(_("Dato sintético: elaborado con datos inventados."))
        _coloured(warning, look.WARN, 20).bold = True
    for block in paper.blocks:
        WRITERS[block.kind](document, block)
    said = f"{paper.title} · {paper.subtitle}"
    look.foot(document, f"{_('Dato sintético')} · {said}" if synthetic else said)
    document.save(str(path))


def _heading(document: WordDocument, block: b.Heading) -> None:
    title = document.add_heading(block.text, block.level - 1)
    title.paragraph_format.page_break_before = block.new_page


def _facts(document: WordDocument, block: b.Facts) -> None:
    """Two pairs a line."""
    table = document.add_table(rows=0, cols=4)
    for n in range(0, len(block.pairs), 2):
        row = table.add_row()
        look.whole(row)
        for place, (label, value) in enumerate(block.pairs[n : n + 2]):
            _coloured(look.tight(row.cells[2 * place]).add_run(label), look.QUIET, 17)
            look.tight(row.cells[2 * place + 1]).add_run(value).font.size = look.half_points(19)
    look.columns(table, FACTS)
    if len(block.pairs) % 2:  # alone on its line: it may be long
        cells = table.rows[-1].cells
        cells[1].merge(cells[3])
    _gap(document)


def _table(document: WordDocument, block: b.Table) -> None:
    if block.titled:
        document.add_heading(block.title, 3)
    if not block.rows:
        document.add_paragraph(block.empty or _("Sin datos reportados."))
        return
    wants = block.widths, block.fluid, block.longest_words
    fitting = ((size, found) for size in SIZES if (found := look.widths_for(*wants, size)))
    size, widths = next(fitting, (SIZES[-1], [look.WIDTH // len(block.heads)] * len(block.heads)))
    table = document.add_table(rows=1, cols=len(block.heads))
    together = len(block.rows) <= KEEP
    _line(table.rows[0], block.heads, block.words, size, head=True, with_next=True)
    look.repeat(table.rows[0])
    for n, row in enumerate(block.rows, start=1):
        stays = together and (n < len(block.rows) or bool(block.foot))
        _line(table.add_row(), row, block.words, size, with_next=stays)
    if block.foot:
        _line(table.add_row(), block.foot, block.words, size, bold=True)
    look.columns(table, widths)
    _gap(document, block.note)


def _line(
    row: _Row,
    texts,
    words: int,
    size: int,
    *,
    head: bool = False,
    bold: bool = False,
    with_next: bool = False,
) -> None:
    look.whole(row)
    for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        run = look.tight(cell, right=number >= words, with_next=with_next).add_run(text)
        run.font.size, run.bold = look.half_points(size), head or bold
        if head:
            look.shade(cell)
            run.font.color.rgb = RGBColor(255, 255, 255)
        else:
            look.rule_below(cell)


def _gap(document: WordDocument, note: str = "") -> None:
    """What parts a table from what follows: its note, or a thin blank line."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(2)
    run = _coloured(paragraph.add_run(note), look.QUIET, 16 if note else 8)
    run.italic = True


def _chart(document: WordDocument, block: b.Chart) -> None:
    image = vl_convert.svg_to_png(_on_white(picture(block.figure.key, "light").decode()), scale=SCALE)
    shape = document.add_picture(BytesIO(image), width=look.WIDTH)
    shape._inline.docPr.set("descr", block.figure.alt)
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph(block.figure.title, style="Caption")


def _on_white(svg: str) -> str:
    """The picture on a white ground: where it is clear, its letters would get dark edges."""
    head, tag, rest = svg.partition(">")
    return f'{head}{tag}<rect width="100%" height="100%" fill="#ffffff"/>{rest}'


def _words(document: WordDocument, block: b.Words) -> None:
    if block.titled:
        document.add_heading(block.title, 3)
    if not block.text:
        run = document.add_paragraph().add_run(f"[{_('Por escribir')}: {block.hint}]")
        _coloured(run, look.WARN, 20).italic = True
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


def _coloured(run, colour: str, size: int):
    run.font.color.rgb, run.font.size = RGBColor.from_string(colour), look.half_points(size)
    return run


WRITERS = {
    "heading": _heading,
    "facts": _facts,
    "table": _table,
    "chart": _chart,
    "words": _words,
    "note": _note,
    "steps": _steps,
}
