"""Verify a received file against the paper it should be the signed copy of.

`examine()` inspects (is it safe to keep?) and then measures (is it ours, untouched, signed?). Both run in
limited child processes; nothing is written. The verdict table is in `verdicts.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cauce.core.errors import Problem

from . import sandbox
from .inspection import Inspection, inspect
from .inspection_rules import Finding
from .prefix import only_blanks_after, starts_with
from .typeset import DATA_NAME
from .verdicts import Evidence, Judgement, Outcome, SignatureFacts, Verdict, decide

WORKER = "cauce.core.documents.verification_worker"
LIMITS = sandbox.Limits(cpu_seconds=150, wall_seconds=240, memory_bytes=3 * 1024**3)
# Names under which we attach files: another content under them is tampering, not a stray attachment.
OUR_NAMES = frozenset({DATA_NAME, "sello.json"})


@dataclass(frozen=True)
class Issued:
    """The issued paper as verification needs it: file, folio, and hashes of data and all our attachments."""

    path: Path
    folio: str
    data_sha256: str
    attachment_hashes: Collection[str]


@dataclass(frozen=True)
class Examination:
    """What came out: findings refuse outright; else there is a judgement with its evidence."""

    inspection: Inspection
    judgement: Judgement | None = None
    evidence: Evidence | None = None

    @property
    def finding(self) -> Finding | None:
        """The first reason of the inspection, if it refused."""
        return self.inspection.findings[0] if self.inspection.findings else None

    @property
    def refused(self) -> bool:
        return self.judgement is None or self.judgement.verdict.outcome == Outcome.REFUSED

    @property
    def problem(self) -> Problem:
        """Why it was refused, or what it is, as a sentence with its remedy."""
        return self.judgement.problem if self.judgement else self.inspection.findings[0].problem

    @property
    def rule(self) -> str:
        return self.problem.rule

    @property
    def explanation(self) -> str:
        return self.problem.message.strip()

    @property
    def remedy(self) -> str:
        return self.problem.remedy


def examine(
    received: Path, issued: Issued, *, trust_roots: Sequence[Path] = (), moment: datetime
) -> Examination:
    """Inspect and verify `received`. `moment` (aware): when the signers' certificates must be valid."""
    seen = inspect(received, own_hashes=issued.attachment_hashes)
    replaced = _only_our_attachments_changed(seen)
    if not (seen.ok or replaced):
        return Examination(seen)
    outcome = sandbox.run(WORKER, _job(received, issued, trust_roots, moment, seen), LIMITS)
    if outcome.limit or outcome.error:
        finding = Finding("DOC-15", {"limit": "tiempo" if outcome.limit == "time" else "seguridad"})
        return Examination(Inspection((finding,), seen.size, seen.sha256, seen.pages))
    evidence = _evidence(outcome.result, issued, seen, replaced)
    return Examination(seen, decide(evidence), evidence)


def _only_our_attachments_changed(seen: Inspection) -> bool:
    """The one thing wrong is another content under the name of an attachment of ours."""
    if [finding.rule for finding in seen.findings] != ["DOC-11"]:
        return False
    return set(seen.findings[0].params["names"].split(", ")) <= OUR_NAMES


def _job(
    received: Path, issued: Issued, trust_roots: Sequence[Path], moment: datetime, seen: Inspection
) -> dict[str, Any]:
    return {
        "issued": str(issued.path.resolve()),
        "received": str(received.resolve()),
        "trust_roots": [str(root.resolve()) for root in trust_roots],
        "moment": moment.isoformat(),
        "signed": seen.signed,
    }


def _evidence(result: dict[str, Any], issued: Issued, seen: Inspection, replaced: bool) -> Evidence:
    names = ("signer", "sound", "trusted", "signed_at", "reason")
    signatures = tuple(SignatureFacts(*(s[name] for name in names)) for s in result.pop("signatures", []))
    lists = {key: tuple(value) for key, value in result.items() if isinstance(value, list)}
    carried = any(item.sha256 == issued.data_sha256 for item in seen.attachments)
    data_equal = False if replaced else carried or None
    return Evidence(**(result | lists), folio=issued.folio, signatures=signatures, data_equal=data_equal)


def starts_with_issued(received: Path, issued: Path) -> tuple[bool, bool]:
    """(whether the first bytes are the issued file, whether more than blanks follows). Reads bytes only."""
    begins = starts_with(received, issued)
    return begins, begins and not only_blanks_after(received, issued.stat().st_size)


__all__ = ["Examination", "Issued", "Verdict", "examine", "starts_with_issued"]
