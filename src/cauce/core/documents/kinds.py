"""The kinds of paper this installation issues, each registered by its module.

A kind says how the paper is called and which permission each act on it needs at the document's place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cauce.core.accounts.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class DocumentKind:
    """`code` is stable ("exchange.final"); `module` a key of folio.MODULES; `label` what people read."""

    code: str
    module: str
    label: Any
    issue: Permission
    withdraw: Permission
    read: Permission
    receive: Permission
    judge: Permission


KINDS: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> DocumentKind:
    """Make a kind known; twice the same code with other content is a mistake."""
    if KINDS.setdefault(kind.code, kind) != kind:
        raise ValueError(f"document kind registered twice: {kind.code}")
    return kind
