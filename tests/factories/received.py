"""What comes back of an issued paper: signed well, signed badly, altered, annotated, scanned."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageFilter
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.factories.hostile import changed


def resaved(source: Path, target: Path) -> Path:
    """The same content written by another program."""
    return changed(source, target, lambda pdf: None, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def overlay(source: Path, target: Path, drawing: bytes) -> Path:
    """More drawing at the end of the first page, in an incremental update (the first bytes stay ours)."""
    with source.open("rb") as file:
        writer = IncrementalPdfFileWriter(file, strict=False)
        stream = generic.StreamObject(stream_data=b"Q q 1 0 0 1 0 0 cm " + drawing + b" Q q")
        first = generic.StreamObject(stream_data=b"q")
        page = writer.find_page_for_modification(0)[0].get_object()
        contents = page.raw_get("/Contents")
        parts = list(contents) if isinstance(contents, generic.ArrayObject) else [contents]
        page["/Contents"] = generic.ArrayObject([writer.add_object(first), *parts, writer.add_object(stream)])
        writer.update_container(page)
        out = io.BytesIO()
        writer.write(out)
    target.write_bytes(out.getvalue())
    return target


def covered(source: Path, target: Path) -> Path:
    """A white box over part of the table."""
    return overlay(source, target, b"1 1 1 rg 300 400 260 120 re f")


def crossed_out(source: Path, target: Path) -> Path:
    """A line by hand over the table: ink is only added."""
    return overlay(source, target, b"0 0 0.6 RG 2 w 80 420 m 500 520 l S")


def annotation_over(source: Path, target: Path) -> Path:
    """A white square annotation over the table, as any reader can draw."""
    with pikepdf.open(source) as pdf:
        look = pdf.make_stream(b"1 1 1 rg 0 0 260 120 re f", Type=Name.XObject, Subtype=Name.Form)
        look.BBox = Array([0, 0, 260, 120])
        square = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[300, 400, 560, 520], F=4)
        square.AP = Dictionary(N=look)
        page = pdf.pages[0]
        page.Annots = Array([*page.get("/Annots", []), pdf.make_indirect(square)])
        pdf.save(target)
    return target


def digits_in_a_form_field(source: Path, target: Path) -> Path:
    """A text field with a value, drawn over the table in an incremental update: added ink, not a signature."""
    with source.open("rb") as file:
        writer = IncrementalPdfFileWriter(file, strict=False)
        look = generic.StreamObject(stream_data=b"0 0 0 rg 4 4 30 12 re f")
        look["/Type"], look["/Subtype"] = generic.NameObject("/XObject"), generic.NameObject("/Form")
        look["/BBox"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 40, 20)))
        field = generic.DictionaryObject(
            {
                generic.NameObject("/Type"): generic.NameObject("/Annot"),
                generic.NameObject("/Subtype"): generic.NameObject("/Widget"),
                generic.NameObject("/FT"): generic.NameObject("/Tx"),
                generic.NameObject("/T"): generic.TextStringObject("cifra"),
                generic.NameObject("/V"): generic.TextStringObject("9"),
                generic.NameObject("/F"): generic.NumberObject(4),
                generic.NameObject("/Rect"): generic.ArrayObject(
                    map(generic.NumberObject, (400, 500, 440, 520))
                ),
                generic.NameObject("/AP"): generic.DictionaryObject(
                    {generic.NameObject("/N"): writer.add_object(look)}
                ),
            }
        )
        page = writer.find_page_for_modification(0)[0].get_object()
        page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(field)])
        writer.update_container(page)
        out = io.BytesIO()
        writer.write(out)
    target.write_bytes(out.getvalue())
    return target


def turned(source: Path, target: Path) -> Path:
    """Its first page turned by a right angle and saved."""

    def turn(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].rotate(90, relative=True)

    return changed(source, target, turn)


def altered_text(source: Path, target: Path) -> Path:
    """Words added to the page's own text, in the page's own stream."""
    with pikepdf.open(source) as pdf:
        page = pdf.pages[0]
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        page.Resources.Font.Alt = font
        page.contents_add(b"BT /Alt 9 Tf 500 500 Td (999) Tj ET")
        pdf.save(target)
    return target


def shorter(source: Path, target: Path) -> Path:
    """Without its last page."""

    def drop(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[-1]

    return changed(source, target, drop)


def longer(source: Path, target: Path) -> Path:
    """With one page more, as signing services append."""
    return changed(source, target, lambda pdf: pdf.add_blank_page() and None)


def without_data(source: Path, target: Path) -> Path:
    """Without its attachments, as printing to PDF leaves it."""

    def strip(pdf: pikepdf.Pdf) -> None:
        for name in list(pdf.attachments):
            del pdf.attachments[name]
        pdf.Root.AF = Array([])

    return changed(source, target, strip)


def comment(source: Path, target: Path) -> Path:
    """A sticky note in an incremental update."""
    with source.open("rb") as file:
        writer = IncrementalPdfFileWriter(file, strict=False)
        page = writer.find_page_for_modification(0)[0].get_object()
        note = generic.DictionaryObject(
            {
                generic.NameObject("/Type"): generic.NameObject("/Annot"),
                generic.NameObject("/Subtype"): generic.NameObject("/FreeText"),
                generic.NameObject("/Rect"): generic.ArrayObject(map(generic.FloatObject, (50, 50, 200, 90))),
                generic.NameObject("/Contents"): generic.TextStringObject("Revisado"),
            }
        )
        page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(note)])
        writer.update_container(page)
        out = io.BytesIO()
        writer.write(out)
    target.write_bytes(out.getvalue())
    return target


def scanned(
    source: Path,
    target: Path,
    *,
    dpi: int = 200,
    turn: float = 0,
    quarter: int = 0,
    blur: float = 0,
    noise: int = 0,
    pages: int | None = None,
) -> Path:
    """The paper printed and scanned: page pictures, turned `turn` degrees (and `quarter` right angles)."""
    document = pypdfium2.PdfDocument(source)
    pictures = []
    for index in range(pages or len(document)):
        picture = document[index].render(scale=dpi / 72).to_pil().convert("L")
        picture = picture.rotate(turn, expand=False, fillcolor=255, resample=Image.Resampling.BICUBIC)
        picture = picture.rotate(90 * quarter, expand=True)
        if blur:
            picture = picture.filter(ImageFilter.GaussianBlur(blur))
        pictures.append(_speckled(picture, noise))
    pictures[0].save(target, "PDF", resolution=dpi, save_all=True, append_images=pictures[1:], quality=70)
    return target


def _speckled(picture: Image.Image, noise: int) -> Image.Image:
    if not noise:
        return picture
    chance = random.Random(7)
    pixels = picture.load()
    for _ in range(picture.width * picture.height * noise // 1000):
        x, y = chance.randrange(picture.width), chance.randrange(picture.height)
        pixels[x, y] = chance.randrange(256)
    return picture


def stranger(target: Path) -> Path:
    """A PDF that has nothing to do with us."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(612, 792))
    page = pdf.pages[0]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))
    page.contents_add(b"BT /F 12 Tf 72 700 Td (Factura por servicios de jardineria) Tj ET")
    pdf.docinfo[Name.Title] = String("Factura")
    pdf.save(target)
    return target
