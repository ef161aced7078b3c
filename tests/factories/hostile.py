"""Files nobody should accept, each built from a good PDF: `BUILDERS` maps the expected rule to its makers."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

Change = Callable[[pikepdf.Pdf], None]


def changed(source: Path, target: Path, change: Change, **save: object) -> Path:
    with pikepdf.open(source) as pdf:
        change(pdf)
        pdf.save(target, **save)
    return target


def script(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert('hola')"))
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("a"), pdf.make_indirect(action)]))


def script_in_link(pdf: pikepdf.Pdf) -> None:
    _link(pdf, Dictionary(S=Name.JavaScript, JS=String("app.alert('hola')")))


def script_chained(pdf: pikepdf.Pdf) -> None:
    second = Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)"))
    _link(pdf, Dictionary(S=Name.GoTo, D=String("x"), Next=Array([second])))


def open_action(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.URI, URI=String("https://example.org/"))


def additional_action(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("https://example.org/")))


def launch(pdf: pikepdf.Pdf) -> None:
    _link(pdf, Dictionary(S=Name.Launch, F=String("calc.exe")))


def submit_form(pdf: pikepdf.Pdf) -> None:
    _link(pdf, Dictionary(S=Name.SubmitForm, F=String("https://example.org/")))


def rich_media(pdf: pikepdf.Pdf) -> None:
    _annotate(pdf, Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9]))


def xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp/>"))


def foreign_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["factura.xml"] = b"<xml/>"


def replaced_data(pdf: pikepdf.Pdf) -> None:
    del pdf.attachments["datos.json"]
    pdf.attachments["datos.json"] = b'{"issuer":"Otro"}'


def bomb(pdf: pikepdf.Pdf) -> None:
    packed = zlib.compress(b"\0" * 80_000_000, 9)
    stream = pdf.make_stream(b"")
    stream.write(packed, filter=Name.FlateDecode)
    pdf.pages[0].Resources.XObject = Dictionary(B=stream)


def double_bomb(pdf: pikepdf.Pdf) -> None:
    packed = zlib.compress(zlib.compress(b"\0" * 200_000_000, 9), 9)
    stream = pdf.make_stream(b"")
    stream.write(packed, filter=Array([Name.FlateDecode, Name.FlateDecode]))
    pdf.pages[0].Resources.XObject = Dictionary(B=stream)


def huge_image(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"\0", Subtype=Name.Image, Width=60_000, Height=60_000)
    stream.BitsPerComponent = 1
    stream.ColorSpace = Name.DeviceGray
    pdf.pages[0].Resources.XObject = Dictionary(I=stream)


def many_pages(pdf: pikepdf.Pdf) -> None:
    for _ in range(2_001 - len(pdf.pages)):
        pdf.add_blank_page(page_size=(72, 72))


INSIDE: list[tuple[str, Change]] = [
    ("DOC-06", script),
    ("DOC-06", script_in_link),
    ("DOC-06", script_chained),
    ("DOC-07", open_action),
    ("DOC-07", additional_action),
    ("DOC-08", launch),
    ("DOC-08", submit_form),
    ("DOC-09", rich_media),
    ("DOC-10", xfa),
    ("DOC-11", foreign_attachment),
    ("DOC-11", replaced_data),
    ("DOC-12", bomb),
    ("DOC-12", double_bomb),
    ("DOC-12", huge_image),
    ("DOC-14", many_pages),
]


def renamed_png(target: Path) -> Path:
    Image.new("RGB", (40, 40), "white").save(target, format="PNG")
    return target


def encrypted(source: Path, target: Path, user: str = "") -> Path:
    return changed(source, target, lambda pdf: None, encryption=pikepdf.Encryption(owner="x", user=user))


def padded(source: Path, target: Path, size: int) -> Path:
    """A valid PDF of exactly `size` bytes: the good one with one incompressible stream more."""
    with pikepdf.open(source) as pdf:
        pdf.Root.Relleno = pdf.make_stream(b"")
        pdf.save(target, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        missing = size - target.stat().st_size
        while missing:
            pdf.Root.Relleno = pdf.make_stream(_noise(_length(pdf.Root.Relleno) + missing))
            pdf.save(target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
            missing = size - target.stat().st_size
    return target


def _length(stream: pikepdf.Object) -> int:
    return len(stream.read_raw_bytes())


def _noise(size: int) -> bytes:
    return b"\xa5" * size


def _link(pdf: pikepdf.Pdf, action: Dictionary) -> None:
    _annotate(pdf, Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action))


def _annotate(pdf: pikepdf.Pdf, annotation: Dictionary) -> None:
    page = pdf.pages[0]
    page.Annots = Array([*page.get("/Annots", []), pdf.make_indirect(annotation)])
