"""Compile typst templates into PDF/A-3b + PDF/UA-1 with their data embedded as JSON.

Same template, data and meta in, same bytes out: the date comes from the caller, fonts come from a wheel, and
nothing is read from the machine. A template sees three files beside it: `_cauce.typ` (the base module),
`documento.json` (the `Meta`) and `datos.json` (the data, which is also the attachment).
"""

from __future__ import annotations

import functools
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from . import sandbox
from .canonical import canonical_json
from .fonts import font_folder

BASE = Path(__file__).parent / "typst"
DATA_NAME = "datos.json"
META_NAME = "documento.json"
# Asking for both makes typst refuse a page without text alternatives, title or language.
STANDARDS: list[Literal["a-3b", "ua-1"]] = ["a-3b", "ua-1"]
# Over this many rows typst's caches would stay in the server for good; a child process gives them back.
ROWS_IN_PROCESS = 2_000


class TypesetError(Exception):
    """The template and its data do not compile: our mistake, never the reader's."""


@dataclass(frozen=True)
class Attachment:
    """One more JSON file inside the PDF, beside the data: name, canonical value, Spanish description."""

    name: str
    value: Mapping[str, Any]
    description: str


@dataclass(frozen=True, kw_only=True)
class Meta:
    """What is said about a document. `date` is its aware moment of issue, shown in its own time zone."""

    title: str
    date: datetime
    folio: str = ""
    version: int | None = None
    author: str = "Cauce"
    description: str = ""
    keywords: tuple[str, ...] = ()
    footnote: str = ""
    watermark: str = ""
    synthetic: bool = False
    country: str = "MX"
    lang: str = "es"
    paper: str = "us-letter"
    qr_svg: bytes | None = field(default=None, repr=False)
    pictures: Mapping[str, bytes] = field(
        default_factory=dict, repr=False
    )  # file name → SVG beside the template
    attachments: tuple[Attachment, ...] = ()


def compile(template: Path, data: Mapping[str, Any], meta: Meta, *, rows: int | None = None) -> bytes:
    """The PDF as bytes. `rows` (default: counted in `data`) decides whether a child process does the work."""
    with tempfile.TemporaryDirectory(prefix="cauce-typst-") as name:
        folder = Path(name)
        prepare(folder, template, data, meta)
        if (count_rows(data) if rows is None else rows) > ROWS_IN_PROCESS:
            _compile_in_child(folder, meta.date)
        else:
            compile_folder(folder, meta.date, font_folder())
        return (folder / "out.pdf").read_bytes()


def prepare(folder: Path, template: Path, data: Mapping[str, Any], meta: Meta) -> None:
    """Lay out what typst reads: the base, the template with its sibling modules, data, meta, QR."""
    for source in (*BASE.glob("_*.typ"), *template.parent.glob("_*.typ")):
        shutil.copyfile(source, folder / source.name)
    shutil.copyfile(template, folder / "main.typ")
    (folder / DATA_NAME).write_bytes(canonical_json(data))
    (folder / META_NAME).write_text(json.dumps(_meta_json(meta), ensure_ascii=False), encoding="utf-8")
    for extra in meta.attachments:
        (folder / extra.name).write_bytes(canonical_json(extra.value))
    if meta.qr_svg is not None:
        (folder / "qr.svg").write_bytes(meta.qr_svg)
    for name, content in meta.pictures.items():
        (folder / name).write_bytes(content)


def compile_folder(folder: Path, date: datetime, fonts: Path) -> None:
    """Compile `folder`/main.typ into `folder`/out.pdf in this process, with the faces in `fonts`."""
    import typst

    loose = folder / "loose.pdf"
    try:
        typst.compile(
            folder / "main.typ",
            output=loose,
            root=folder,
            font_paths=_load(str(fonts)),
            ignore_system_fonts=True,
            package_path=folder / "no-packages",
            package_cache_path=folder / "no-packages",
            pdf_standards=[*STANDARDS],
            timestamp=int(date.timestamp()),
        )
    except typst.TypstError as error:
        detail = "\n".join([str(error.message), str(error.diagnostic), *map(str, error.hints)])
        raise TypesetError(detail) from error
    _pack(loose, folder / "out.pdf")


def _pack(loose: Path, packed: Path) -> None:
    """Put the structure tree into object streams, which PDF/A-3 allows and typst does not use: a tagged table
    of 5,000 rows shrinks to a fifth, and the lines it travels on are poor."""
    import pikepdf

    with pikepdf.open(loose) as pdf:
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


@functools.cache
def _load(folder: str) -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _compile_in_child(folder: Path, date: datetime) -> None:
    limits = sandbox.Limits(cpu_seconds=600, wall_seconds=900, memory_bytes=None)
    job = {"folder": str(folder), "date": date.isoformat(), "fonts": str(font_folder())}
    outcome = sandbox.run("cauce.core.documents.typeset_worker", job, limits)
    if outcome.error:
        raise TypesetError(outcome.error)


def count_rows(data: Any) -> int:
    """How many records the lists inside `data` hold, at any depth: the measure of a document's length."""
    if isinstance(data, Mapping):
        return sum(count_rows(value) for value in data.values())
    if isinstance(data, list | tuple):
        return sum(isinstance(item, Mapping | list | tuple) + count_rows(item) for item in data)
    return 0


def _meta_json(meta: Meta) -> dict[str, Any]:
    described = [(DATA_NAME, "Datos del documento en JSON, iguales a lo impreso")]
    described += [(extra.name, extra.description) for extra in meta.attachments]
    attachments = [{"name": n, "mime": "application/json", "description": d} for n, d in described]
    plain = {item.name: getattr(meta, item.name) for item in fields(meta)}
    plain |= {
        "qr_svg": None,
        "pictures": sorted(meta.pictures),
        "qr": meta.qr_svg is not None,
        "attachments": attachments,
    }
    return plain | {"date": meta.date.isoformat(timespec="seconds"), "keywords": list(meta.keywords)}
