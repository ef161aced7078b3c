"""What can be checked of a PDF's tags without veraPDF (it needs Java): `problems_of(path)` lists what is wrong.

Typst already refuses, at compile time, what its own PDF/A-3b and PDF/UA-1 checks find; these look at the file that
leaves us, packed, from outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

PAINTS = {
    "Tj",
    "TJ",
    "'",
    '"',
    "f",
    "F",
    "f*",
    "B",
    "B*",
    "b",
    "b*",
    "S",
    "s",
    "Do",
    "sh",
    "BI",
    "INLINE IMAGE",
}
INSIDE = {
    "/Table": {"/THead", "/TBody", "/TFoot", "/TR", "/Caption"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TFoot": {"/TR"},
    "/TR": {"/TH", "/TD"},
}


def problems_of(path: Path) -> list[str]:
    with pikepdf.open(path) as pdf:
        return [*_declared(pdf), *_painted(pdf), *_structure(pdf)]


def _declared(pdf: pikepdf.Pdf) -> Iterator[str]:
    root, xmp = pdf.Root, pdf.open_metadata()
    wanted = {"pdfaid:part": "3", "pdfaid:conformance": "B", "pdfuaid:part": "1"}
    yield from (f"metadata {key} is {xmp.get(key)}" for key, value in wanted.items() if xmp.get(key) != value)
    if not (
        root.MarkInfo.Marked and root.ViewerPreferences.DisplayDocTitle and str(root.Lang).startswith("es")
    ):
        yield "not marked, titled or in Spanish"
    if not xmp.get("dc:title"):
        yield "no title"
    if "/OutputIntents" not in root:
        yield "no output intent"


def _painted(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Everything painted is tagged content (with an MCID its parents know) or an artifact."""
    tree = dict(_numbers(pdf.Root.StructTreeRoot.ParentTree))
    for number, page in enumerate(pdf.pages, 1):
        stack: list[int | None] = []
        seen = set()
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                mcid = _mcid(operands, page)
                stack.append(mcid)
                seen |= {mcid} - {None}
            elif name == "EMC":
                stack.pop()
            elif name in PAINTS and not stack:
                yield f"page {number}: {name} outside tags and artifacts"
                break
        parents = tree.get(int(page.get("/StructParents", -1)), [])
        if any(mcid >= len(parents) for mcid in seen):
            yield f"page {number}: marked content without a parent"


def _mcid(operands: list, page: pikepdf.Page) -> int | None:
    if len(operands) < 2:
        return None
    properties = operands[1]
    if isinstance(properties, Name):
        properties = page.Resources.Properties[properties]
    return int(properties["/MCID"]) if "/MCID" in properties else None


def _numbers(node: Dictionary) -> Iterator[tuple[int, list]]:
    for kid in node.get("/Kids", []):
        yield from _numbers(kid)
    nums = list(node.get("/Nums", []))
    for key, value in zip(nums[::2], nums[1::2], strict=True):
        yield int(key), list(value) if isinstance(value, Array) else []


def _structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    level = 0
    for kind, element, kids in elements(pdf):
        if kind == "/Figure" and not str(element.get("/Alt", "")):
            yield "a figure without alternative text"
        if kind in INSIDE and not set(kids) <= INSIDE[kind]:
            yield f"{kind} holds {sorted(set(kids) - INSIDE[kind])}"
        if kind == "/TH" and not _scope(element):
            yield "a header cell without scope"
        if kind[:2] == "/H" and kind[2:].isdigit():
            if int(kind[2:]) > level + 1:
                yield f"heading {kind} after level {level}"
            level = int(kind[2:])
    if level == 0:
        yield "no heading"


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Dictionary, list[str]]]:
    """(type, element, types of its children) of every structure element, in reading order."""
    stack = [*reversed(_kids(pdf.Root.StructTreeRoot))]
    while stack:
        element = stack.pop()
        kids = _kids(element)
        yield str(element.S), element, [str(kid.S) for kid in kids]
        stack += reversed(kids)


def _kids(element: Dictionary) -> list[Dictionary]:
    kids = element.get("/K", [])
    kids = list(kids) if isinstance(kids, Array) else [kids]
    return [kid for kid in kids if isinstance(kid, Dictionary) and "/S" in kid]


def _scope(element: Dictionary) -> bool:
    attributes = element.get("/A", [])
    found = list(attributes) if isinstance(attributes, Array) else [attributes]
    return any(isinstance(item, Dictionary) and "/Scope" in item for item in found)
