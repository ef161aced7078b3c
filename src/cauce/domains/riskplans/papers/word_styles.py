"""How the Word document looks: page, typefaces, colours, tables and the foot of each page."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Length, Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

WIDTH = Mm(172)
ACCENT, QUIET, WARN, RULE = "0B5563", "5B6B73", "8A4B00", "C9D3D6"
FACE = "Arial"  # every office suite has it, or one of its widths
SIZES = {"Title": 40, "Heading 1": 28, "Heading 2": 23, "Heading 3": 20}  # half points, as Word counts type
LEAST = Mm(22)  # of a column of long words
CELLS = 16  # half points of the text in tables
DIGIT = 556  # thousandths of the type's size: Arial's figures are all as wide


def dress(document: WordDocument) -> None:
    """Letter size with the styles of Cauce's papers."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(216), Mm(279)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(20)
    normal = document.styles["Normal"]
    _face(normal, half_points(20))
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(5), 1
    _language(normal)
    for name, size in SIZES.items():
        style = document.styles[name]
        _face(style, half_points(size))
        style.font.color.rgb, style.font.bold = RGBColor.from_string(ACCENT), True
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before = Pt(0 if name == "Title" else 12)
        style.paragraph_format.space_after = Pt(4)
    for border in document.styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    _face(document.styles["Caption"], half_points(16))
    document.styles["Caption"].font.color.rgb = RGBColor.from_string(QUIET)
    document.styles["Caption"].font.bold = False


def half_points(size: int) -> Length:
    """A size of type, in half points."""
    return Emu(size * Pt(1) // 2)


def foot(document: WordDocument, text: str) -> None:
    """The line below every page: what it is and its number of so many."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{text} · {_('Página')} ")
    _field(paragraph, "PAGE")
    paragraph.add_run(f" {_('de')} ")
    _field(paragraph, "NUMPAGES")
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(8), RGBColor.from_string(QUIET)


def columns(table: Table, widths: Sequence[Length]) -> None:
    """Fix the columns, in the grid and in each cell: readers differ in which they believe."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def widths_for(
    chars: Sequence[int], fluid: Sequence[bool], words: Sequence[int], size: int
) -> list[Length] | None:
    """Widths (size in half points) that break no figure and no word and share the rest among long words.

    chars, words: of each column, what it wants and its longest word; None when the page is too narrow for it.
    """
    least = [
        max(LEAST, _wide(word, size)) if flows else _wide(n, size)
        for n, word, flows in zip(chars, words, fluid, strict=True)
    ]
    spare, total = WIDTH - sum(least), sum(n for n, flows in zip(chars, fluid, strict=True) if flows)
    if spare < 0:
        return None
    return [
        Emu(wide + spare * n // total) if flows else wide
        for wide, n, flows in zip(least, chars, fluid, strict=True)
    ]


def _wide(chars: int, size: int) -> Length:
    """So many figures and the margins of their cell."""
    return Emu(chars * DIGIT * half_points(size) // 1000 + Mm(4))


def rule_below(cell: _Cell, colour: str = RULE) -> None:
    """A thin line under the cell."""
    borders = OxmlElement("w:tcBorders")
    line = OxmlElement("w:bottom")
    for name, value in (("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", colour)):
        line.set(qn(name), value)
    borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def shade(cell: _Cell, fill: str = ACCENT) -> None:
    """Fill the cell with a colour."""
    mark = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)):
        mark.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(mark)


def repeat(row: _Row) -> None:
    """The row stands again on each page that its table reaches."""
    _row_mark(row, "w:tblHeader")


def whole(row: _Row) -> None:
    """The row is never cut by the end of a page."""
    _row_mark(row, "w:cantSplit")


def tight(cell: _Cell, *, right: bool = False, with_next: bool = False) -> Paragraph:
    """The cell's paragraph without room above and below. with_next: its row stays with the next one."""
    paragraph = cell.paragraphs[0]
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.line_spacing = half_points(3), half_points(3), 1
    form.keep_with_next = with_next
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return paragraph


def _face(style, size: Length) -> None:
    style.font.name, style.font.size = FACE, size
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FACE)


def _language(style) -> None:
    """Spelling is checked in Colombia's Spanish."""
    mark = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia"):
        mark.set(qn(name), "es-CO")
    style.element.get_or_add_rPr().append(mark)


def _row_mark(row: _Row, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _field(paragraph: Paragraph, code: str) -> None:
    """A field that the reader's program fills in."""
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = code
        run._r.append(mark)
