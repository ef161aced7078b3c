"""Papers as this system issues them, for tests: a sealed PDF with its data, folio and QR."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cauce.core.documents import canonical, qr, typeset
from cauce.core.documents.folio import Folio

AT = datetime(2023, 3, 12, 18, 5, tzinfo=UTC)
ADDRESS = "https://cauce.example/verificar/"


@dataclass(frozen=True)
class Paper:
    """An issued file on disk with what the system remembers of it."""

    path: Path
    folio: str
    data: dict[str, Any]

    @property
    def data_sha256(self) -> str:
        return canonical.digest(self.data)


def sample_data(rows: int = 12, **extra: Any) -> dict[str, Any]:
    body = [[f"Apendicectomía laparoscópica {n}", 30 + n * 37] for n in range(rows)]
    columns = [{"label": "Producto", "number": False}, {"label": "Pacientes al mes", "number": True}]
    return {
        "issuer": "Instituto de Prueba",
        "subtitle": "Baja California",
        "facts": [["Entidad", "Baja California"], ["Periodo", "2023"]],
        "table": {"columns": columns, "rows": body},
        "signatures": [{"role": "Titular de la Delegación"}, {"role": "Responsable del registro"}],
    } | extra


def sample_meta(folio: str = "", **changes: Any) -> typeset.Meta:
    address = ADDRESS + folio + "/"
    meta = {
        "title": "Reporte de Excedentes y/o Faltantes",
        "date": AT,
        "folio": folio,
        "version": 1,
        "footnote": "Verifique en " + ADDRESS,
        "synthetic": True,
        "qr_svg": qr.svg(address) if folio else None,
    }
    return typeset.Meta(**(meta | changes))


def issue(folder: Path, number: int = 123, rows: int = 12, **extra: Any) -> Paper:
    folio = str(Folio("EX", 2023, number))
    data = sample_data(rows, **extra)
    path = folder / f"{folio}.pdf"
    path.write_bytes(typeset.compile(typeset.BASE / "plain.typ", data, sample_meta(folio)))
    return Paper(path, folio, data)
