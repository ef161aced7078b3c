"""The QR of an issued document: its verification address, nothing else."""

from __future__ import annotations

import io

import segno


def svg(address: str) -> bytes:
    """A QR of `address` as SVG. Level Q (25%) so that a stamp, a fold or a poor scan does not kill it."""
    out = io.BytesIO()
    segno.make(address, error="q", boost_error=False, micro=False).save(out, kind="svg", border=2, nl=False)
    return out.getvalue()
