"""Child process of `inspection`: walk every object of a PDF, whether a page uses it or not.

Answers with facts, not verdicts: `{"findings": [[rule, params]], "pages": n, "attachments": [{name, sha256,
size}], "signed": bool}`. Parsing is strict (no repair of broken files): what two readers could repair in
two ways is not something to keep as a signed paper.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from .inspection_rules import MAX_PAGES
from .sandbox import serve

# A 100 MB scan of 300 colour pages stays below; a bomb of 10 MB that opens to 4 GB does not.
MAX_EXPANDED = 1024**3
MAX_RATIO = 250
RATIO_FROM = 32 * 1024**2
MAX_PIXELS = 250_000_000
MAX_OBJECTS = 2_000_000
MAX_DEPTH = 60

LEAVES = {
    "/Launch": "abrir un programa",
    "/SubmitForm": "enviar datos",
    "/ImportData": "importar datos",
    "/GoToE": "abrir un archivo incrustado",
    "/GoToR": "abrir otro archivo",
    "/ResetForm": "borrar campos",
    "/SetOCGState": "cambiar lo visible",
    "/Hide": "ocultar contenido",
}
MEDIA = {
    "/RichMedia": "multimedia",
    "/RichMediaExecute": "multimedia",
    "/Rendition": "multimedia",
    "/Screen": "multimedia",
    "/3D": "modelo 3D",
    "/Movie": "vídeo",
    "/Sound": "sonido",
}


class Bomb(Exception):
    """Something expands beyond the ceilings; the message says what, in Spanish."""


def work(job: dict[str, Any]) -> dict[str, Any]:
    try:
        pdf = pikepdf.open(Path(job["path"]), attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError:
        return _refused("DOC-05")
    except pikepdf.PdfError:
        return _refused("DOC-04", detail="no se puede leer su estructura")
    with pdf:
        if pdf.is_encrypted:
            return _refused("DOC-05")
        return _examine(pdf)


def _refused(rule: str, **params: Any) -> dict[str, Any]:
    return {"findings": [[rule, params]], "pages": 0, "attachments": [], "signed": False}


def _examine(pdf: pikepdf.Pdf) -> dict[str, Any]:
    try:
        pages = _count_pages(pdf)
        if not 1 <= pages <= MAX_PAGES:
            return _refused("DOC-14", pages=pages)
        walk = Walk(pdf)
        walk.run()
        if pdf.get_warnings():
            return _refused("DOC-04", detail="su estructura tiene errores")
    except Bomb as bomb:
        return _refused("DOC-12", detail=str(bomb))
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, zlib.error):
        return _refused("DOC-04", detail="no se puede leer su contenido")
    findings = [[rule, params] for rule, params in walk.findings.items()]
    return {"findings": findings, "pages": pages, "attachments": walk.attachments, "signed": walk.signed}


def _count_pages(pdf: pikepdf.Pdf) -> int:
    """Pages reachable from the tree; an absurd /Count is refused before anyone loops over it."""
    declared = int(pdf.Root.Pages.get("/Count", 0))
    return declared if declared > MAX_PAGES else len(pdf.pages)


class Walk:
    """One pass over all objects, collecting findings (rule → params) and embedded files."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.findings: dict[str, dict[str, Any]] = {}
        self.attachments: list[dict[str, Any]] = []
        self.signed = False
        self.expanded = 0
        self._seen_files: set[tuple[int, int]] = set()

    def run(self) -> None:
        self._root()
        if len(self.pdf.objects) > MAX_OBJECTS:
            raise Bomb(f"{len(self.pdf.objects):,} objetos")
        for item in self.pdf.objects:
            for node in _dictionaries(item):
                self._look(node)
            if isinstance(item, Stream):
                self._expand(item)

    def found(self, rule: str, **params: Any) -> None:
        self.findings.setdefault(rule, params)

    def _root(self) -> None:
        action = self.pdf.Root.get("/OpenAction")
        # A bare destination ("open at page 1, fit width"), which every scanner writes, runs nothing.
        if isinstance(action, Dictionary) and _name(action, "/S") != "/GoTo":
            self.found("DOC-07", detail="al abrir")
        names = self.pdf.Root.get("/Names")
        if isinstance(names, Dictionary) and "/JavaScript" in names:
            self.found("DOC-06")

    def _look(self, node: Any) -> None:
        keys = set(node.keys())
        kind = _name(node, "/S") if _name(node, "/Type") != "/StructElem" else ""
        if kind == "/JavaScript" or (kind and "/JS" in keys):
            self.found("DOC-06")
        if "/AA" in keys and _has_actions(node["/AA"]):
            self.found("DOC-07", detail="al recorrerlo")
        if kind in LEAVES:
            self.found("DOC-08", detail=LEAVES[kind])
        for name in (kind, _name(node, "/Subtype")):
            if name in MEDIA:
                self.found("DOC-09", detail=MEDIA[name])
        if "/XFA" in keys:
            self.found("DOC-10")
        self._files(node, keys)
        if "/ByteRange" in keys and "/Contents" in keys:
            self.signed = True

    def _files(self, node: Any, keys: set[str]) -> None:
        if "/EF" in keys and isinstance(node["/EF"], Dictionary):
            self._file_specification(node)
        if _name(node, "/Type") == "/EmbeddedFile":
            self._embedded(node, "")

    def _file_specification(self, node: Any) -> None:
        name = str(node.get("/UF", node.get("/F", "")))
        files = node["/EF"]
        for key in files.keys():  # noqa: SIM118 (a PDF dictionary, not a Python one)
            self._embedded(files[key], name)

    def _embedded(self, stream: Any, name: str) -> None:
        if not isinstance(stream, Stream):
            return
        known = stream.objgen in self._seen_files
        self._seen_files.add(stream.objgen)
        if known and not name:
            return
        sha, size = self._hash(stream)
        self.attachments = [a for a in self.attachments if a["name"] or a["sha256"] != sha]
        entry = {"name": name, "sha256": sha, "size": size}
        if entry not in self.attachments:
            self.attachments.append(entry)

    def _hash(self, stream: Stream) -> tuple[str, int]:
        sha, size = hashlib.sha256(), 0
        for piece in _decoded(stream):
            sha.update(piece)
            size += len(piece)
            self._tally(len(piece), size, 0)
        return sha.hexdigest(), size

    def _expand(self, stream: Stream) -> None:
        """Decode without keeping, only to see how large it gets; images are judged by their pixels."""
        if stream.get("/Subtype") == Name.Image:
            pixels = int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
            if pixels > MAX_PIXELS:
                raise Bomb(f"una imagen de {pixels:,} puntos")
        packed, size = max(1, int(stream.get("/Length", 1))), 0
        for piece in _decoded(stream):
            size += len(piece)
            self._tally(len(piece), size, packed)

    def _tally(self, step: int, size: int, packed: int) -> None:
        self.expanded += step
        if self.expanded > MAX_EXPANDED:
            raise Bomb("más de 1 GB")
        if packed and size > RATIO_FROM and size > packed * MAX_RATIO:
            raise Bomb(f"de {packed:,} a más de {size:,} bytes")


def _name(node: Any, key: str) -> str:
    """The name at `key`, or an empty string: resources may call a font /S and that is no action."""
    value = node.get(key)
    return str(value) if isinstance(value, Name) else ""


def _has_actions(value: Any) -> bool:
    """Whether an /AA holds actions; a font may be called /AA too."""
    if not isinstance(value, Dictionary):
        return False
    return any(isinstance(item, Dictionary) and "/S" in item for _key, item in value.items())


def _dictionaries(item: Any) -> Iterator[Any]:
    """Every dictionary directly inside an object (not following references: those have their own turn)."""
    stack = [(item, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise Bomb("estructuras anidadas sin fin")
        if isinstance(node, Dictionary | Stream):
            yield node
            children = [value for _key, value in node.items()]
        elif isinstance(node, Array):
            children = list(node)
        else:
            continue
        direct = [c for c in children if isinstance(c, Dictionary | Array) and not c.is_indirect]
        stack += [(child, depth + 1) for child in direct]


def _decoded(stream: Stream) -> Iterator[bytes]:
    """The stream's bytes in pieces: deflate is undone step by step, image filters are left as they are."""
    filters = stream.get("/Filter")
    names = [filters] if isinstance(filters, Name) else list(filters or [])
    pieces: Iterator[bytes] = iter([bytes(stream.read_raw_bytes())])
    for name in names:
        if name == Name.FlateDecode:
            pieces = _inflate(pieces)
        elif name in (Name.LZWDecode, Name.RunLengthDecode, Name.ASCIIHexDecode, Name.ASCII85Decode):
            yield bytes(stream.read_bytes())  # ratios of 128 at most; the memory limit holds the rest
            return
        else:
            break  # images: judged by their pixels
    yield from pieces


def _inflate(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Undo deflate in pieces of 1 MB. A missing end is let pass: sloppy writers leave it out, readers cope."""
    engine = zlib.decompressobj()
    for piece in pieces:
        data = piece
        while data and not engine.eof:
            yield engine.decompress(data, 1024 * 1024)
            data = engine.unconsumed_tail


if __name__ == "__main__":
    serve(work)
