"""What a received file is, in relation to the paper we issued: the verdicts, and how evidence leads to one.

Pure. The order in `decide` is the rule: what proves tampering comes before what proves a signature, since a
signature over an altered paper is perfectly valid cryptography.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cauce.core.errors import Problem
from cauce.core.rules import Rule, table


class Outcome(StrEnum):
    """What happens to the file: kept as good, kept until a person looks, or refused."""

    ACCEPTED = "accepted"
    PENDING = "pending"
    REFUSED = "refused"


class Verdict(StrEnum):
    VERIFIED = "verified"
    EQUAL = "equal"
    SIGNED_UNTRUSTED = "signed_untrusted"
    MARKED_PENDING = "marked_pending"
    SCAN_PENDING = "scan_pending"
    UNSIGNED = "unsigned"
    SIGNATURE_BROKEN = "signature_broken"
    TAMPERED = "tampered"
    OTHER_DOCUMENT = "other_document"
    MISMATCH = "mismatch"

    @property
    def outcome(self) -> Outcome:
        return TABLE[self].outcome


@dataclass(frozen=True)
class Row:
    """What happens to a file with this verdict, and the rule that says it (`{…}` from the evidence)."""

    outcome: Outcome
    said: Rule

    @property
    def rule(self) -> str:
        return self.said.id


def _row(rule: str, outcome: Outcome, sentence: str, remedy: str = "") -> Row:
    return Row(outcome, Rule(rule, sentence, remedy, "design.md, signed PDFs"))


_AGAIN = "Descargue la versión final vigente, fírmela sin cambiarla y súbala de nuevo."
_LOOK = "Una persona de la coordinación cotejará el archivo con el documento emitido."
TABLE: dict[Verdict, Row] = {
    Verdict.VERIFIED: _row(
        "DOC-30",
        Outcome.ACCEPTED,
        "El archivo contiene íntegro el documento emitido y su firma electrónica es válida ({signers}).",
    ),
    Verdict.EQUAL: _row(
        "DOC-31",
        Outcome.ACCEPTED,
        "El archivo se guardó de nuevo, pero su texto, su imagen y sus datos son iguales a los del documento "
        "emitido, y su firma electrónica es válida ({signers}).",
    ),
    Verdict.SIGNED_UNTRUSTED: _row(
        "DOC-32",
        Outcome.PENDING,
        "El contenido es el emitido y lleva firma electrónica íntegra ({signers}), pero su certificado no "
        "proviene de una autoridad reconocida en este sistema.",
        _LOOK,
    ),
    Verdict.MARKED_PENDING: _row(
        "DOC-33",
        Outcome.PENDING,
        "El contenido es el emitido, con marcas añadidas ({detail}).",
        _LOOK,
    ),
    Verdict.SCAN_PENDING: _row(
        "DOC-34",
        Outcome.PENDING,
        "El archivo es un documento digitalizado; {folio_words}. {pages_words}",
        _LOOK,
    ),
    Verdict.UNSIGNED: _row(
        "DOC-35",
        Outcome.REFUSED,
        "El archivo es el documento emitido, sin firma alguna.",
        "Fírmelo (con firma electrónica, o imprímalo, fírmelo y digitalícelo) y súbalo de nuevo.",
    ),
    Verdict.SIGNATURE_BROKEN: _row(
        "DOC-36",
        Outcome.REFUSED,
        "La firma electrónica no es válida: el archivo cambió después de firmarse ({signers}).",
        _AGAIN,
    ),
    Verdict.TAMPERED: _row(
        "DOC-37",
        Outcome.REFUSED,
        "El archivo lleva el folio del documento emitido, pero su contenido fue alterado ({detail}).",
        _AGAIN,
    ),
    Verdict.OTHER_DOCUMENT: _row(
        "DOC-38",
        Outcome.REFUSED,
        "El archivo es otro documento: lleva el folio {folio_found} y aquí se espera {folio}.",
        _AGAIN,
    ),
    Verdict.MISMATCH: _row(
        "DOC-39",
        Outcome.REFUSED,
        "El archivo no es el documento emitido: no lleva su folio ni su contenido.",
        _AGAIN,
    ),
}
table("documents.verdicts", [row.said for row in TABLE.values()])


@dataclass(frozen=True)
class SignatureFacts:
    """One electronic signature. `sound`: intact, valid and nothing unlawful added after; `trusted`: its
    certificate chains to an accepted authority and pyHanko's bottom line is true."""

    signer: str
    sound: bool
    trusted: bool
    signed_at: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What was measured on a received file. Page numbers count from 1; ink is judged outside signature fields."""

    folio: str
    identical: bool = False
    prefix: bool = False
    signatures: tuple[SignatureFacts, ...] = ()
    pages_expected: int = 0
    pages: int = 0
    scanned_pages: tuple[int, ...] = ()
    text_differs: tuple[int, ...] = ()
    has_text: bool = True
    ink_removed: tuple[int, ...] = ()
    ink_added: tuple[int, ...] = ()
    data_equal: bool | None = None  # None: the file carries no data of ours
    folio_found: str = ""


@dataclass(frozen=True)
class Judgement:
    """A verdict with its Spanish explanation and what it stands on."""

    verdict: Verdict
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def row(self) -> Row:
        return TABLE[self.verdict]

    @property
    def problem(self) -> Problem:
        """The verdict as a sentence with its remedy, in the active language."""
        return self.row.said.problem(**self.params)

    @property
    def explanation(self) -> str:
        return self.problem.message.strip()


def decide(seen: Evidence) -> Judgement:
    """The verdict of a file; the first line that holds wins."""
    if seen.identical:
        return Judgement(Verdict.UNSIGNED)
    if seen.folio_found and seen.folio_found != seen.folio:
        return Judgement(Verdict.OTHER_DOCUMENT, {"folio": seen.folio, "folio_found": seen.folio_found})
    if seen.data_equal is False:
        return _tampered("sus datos adjuntos no son los emitidos")
    if any(not signature.sound for signature in seen.signatures):
        return Judgement(Verdict.SIGNATURE_BROKEN, {"signers": _signers(seen)})
    if seen.scanned_pages or not seen.has_text:
        return _scan(seen)
    return _changed(seen) or _whole(seen)


def _changed(seen: Evidence) -> Judgement | None:
    """What the words and the ink give away."""
    if seen.text_differs:
        if seen.folio_found:
            return _tampered(f"el texto difiere en {_pages(seen.text_differs)}")
        return Judgement(Verdict.MISMATCH)
    if seen.pages < seen.pages_expected:
        return _tampered(f"tiene {seen.pages} de {seen.pages_expected} páginas")
    if seen.ink_removed:
        return _tampered(f"hay contenido cubierto o borrado en {_pages(seen.ink_removed)}")
    return None


def _whole(seen: Evidence) -> Judgement:
    """The issued content is all there: what was added, and who signed."""
    signers = {"signers": _signers(seen)}
    if seen.pages > seen.pages_expected:
        return Judgement(
            Verdict.MARKED_PENDING, {"detail": f"{seen.pages - seen.pages_expected} páginas más"}
        )
    if seen.ink_added:
        return Judgement(Verdict.MARKED_PENDING, {"detail": f"en {_pages(seen.ink_added)}"})
    if not seen.signatures:
        return Judgement(Verdict.UNSIGNED)
    if not all(signature.trusted for signature in seen.signatures):
        return Judgement(Verdict.SIGNED_UNTRUSTED, signers)
    if seen.prefix:
        return Judgement(Verdict.VERIFIED, signers)
    if seen.data_equal:
        return Judgement(Verdict.EQUAL, signers)
    return Judgement(Verdict.MARKED_PENDING, {"detail": "perdió los datos adjuntos al guardarse de nuevo"})


def _scan(seen: Evidence) -> Judgement:
    found = (
        f"su código QR corresponde al folio {seen.folio}" if seen.folio_found else "no se leyó su código QR"
    )
    pages = ""
    if seen.pages != seen.pages_expected:
        pages = f"Páginas recibidas: {seen.pages}; páginas emitidas: {seen.pages_expected}."
    return Judgement(Verdict.SCAN_PENDING, {"folio_words": found, "pages_words": pages})


def _tampered(detail: str) -> Judgement:
    return Judgement(Verdict.TAMPERED, {"detail": detail})


def _signers(seen: Evidence) -> str:
    names = [signature.signer or "firmante sin nombre" for signature in seen.signatures]
    return "; ".join(dict.fromkeys(names))


def _pages(numbers: tuple[int, ...]) -> str:
    words = ", ".join(map(str, numbers[:8])) + ("…" if len(numbers) > 8 else "")
    return f"la página {words}" if len(numbers) == 1 else f"las páginas {words}"
