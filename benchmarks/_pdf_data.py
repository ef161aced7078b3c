"""Invented reports of 50, 500 or 5,000 rows, shaped as reports/declaration.py makes them (fixed seed)."""

import random
from html import escape
from typing import Any

from cauce.domains.exchange.reports.declaration import SIGNERS, totals
from cauce.domains.exchange.rules.lines import CAUSES

PRODUCTS = [
    "Apendicectomía laparoscópica",
    "Colecistectomía abierta con exploración de vías biliares",
    "Reparación de hernia inguinal unilateral",
    "Tomografía axial computarizada de abdomen con medio de contraste",
    "Hemodiálisis, sesión",
    "Litotricia extracorpórea de cálculos renales (por evento)",
]
SPECIALITIES = [("Cirugía", "Cirugía general"), ("Consulta", "Consulta externa"), ("Urgencias", "Urgencias")]
ROWS_PER_UNIT = 25
STYLE = """
@page { size: letter; margin: 2cm 1.8cm; @bottom-right { content: 'Página ' counter(page) ' de ' counter(pages) } }
body { font: 9.5pt/1.15 SSP }
h3 { margin: .6em 0 .3em }
table { width: 100%; table-layout: fixed; border-collapse: collapse; font-size: 8.5pt }
th { background: #0b5563; color: #fff }
td, th { border-bottom: .4pt solid #b9c6cc; padding: 1.5pt 4pt; text-align: left }
th:first-child { width: 40% }
"""


def report(rows: int) -> dict[str, Any]:
    """The data of one declaration with that many rows."""
    chance = random.Random(20230312)
    units = [_unit(chance, n, ROWS_PER_UNIT) for n in range(rows // ROWS_PER_UNIT)]
    level = {"care_level": 1, "label": "Primer nivel", "units": units, "totals": _sum(units)}
    signers = [{"role": role, "place": "Institución sintética"} for role in SIGNERS]
    return {
        "institution": {"code": "S", "name": "Institución sintética"},
        "entity": {"code": "S-02", "name": "Baja California"},
        "round": {"code": "2023", "name": "Captura del periodo 2023"},
        "answer": True,
        "finalised_at": "2023-03-12T10:05:00-08:00",
        "units": {"total": len(units), "with": len(units), "without": 0},
        "totals": _sum(units),
        "levels": [level],
        "units_without": [],
        "signers": signers,
    }


def _unit(chance: random.Random, number: int, rows: int) -> dict[str, Any]:
    parts = [{"group": group, "speciality": speciality, "rows": []} for group, speciality in SPECIALITIES]
    for index in range(rows):
        parts[index * len(parts) // rows]["rows"].append(_row(chance, index))
    unit = {"clues": f"BCSIN{number:06d}", "name": f"UNIDAD SINTÉTICA {number}", "locality": "TIJUANA"}
    return unit | {
        "care_level": 1,
        "specialities": parts,
        "totals": totals(r for p in parts for r in p["rows"]),
    }


def _row(chance: random.Random, index: int) -> dict[str, Any]:
    surplus = {"events": chance.randint(1, 4000), "patients": chance.randint(1, 3000)}
    shortage = {
        "cause": chance.choice(list(CAUSES.values())),
        "events": None,
        "patients": chance.randint(1, 90),
    }
    has_surplus = chance.random() < 0.5
    return {
        "code": f"P{index}",
        "product": PRODUCTS[index % len(PRODUCTS)],
        "surplus": surplus if has_surplus else None,
        "shortage": None if has_surplus else shortage,
    }


def _sum(units: list[dict[str, Any]]) -> dict[str, Any]:
    return totals(row for unit in units for part in unit["specialities"] for row in part["rows"])


def as_html(data: dict[str, Any], font_folder: str) -> str:
    """The same report for WeasyPrint: same type, columns, repeated header, page numbers; no QR, no seal."""
    faces = "".join(
        f"@font-face{{font-family:SSP;font-weight:{weight};src:url('file://{font_folder}/SourceSansPro-{name}.otf')}}"
        for name, weight in [("Regular", 400), ("Semibold", 600)]
    )
    body = "".join(_html_unit(unit) for level in data["levels"] for unit in level["units"])
    return (
        f"<html lang=es><head><title>Reporte</title><style>{faces}{STYLE}</style></head>"
        f"<body><h1>Reporte de Excedentes y/o Faltantes</h1>{body}</body></html>"
    )


def _html_unit(unit: dict[str, Any]) -> str:
    head = "".join(
        f"<th>{h}</th>" for h in ("Producto", "Eventos", "Pacientes", "Causa", "Eventos", "Pacientes")
    )
    rows = ""
    for part in unit["specialities"]:
        rows += f"<tr><td colspan=6><b>{escape(part['group'])} › {escape(part['speciality'])}</b></td></tr>"
        rows += "".join(_html_row(row) for row in part["rows"])
    title = f"<h3>{unit['clues']} · {escape(unit['name'])}</h3>"
    return f"{title}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _html_row(row: dict[str, Any]) -> str:
    surplus, shortage = row["surplus"] or {}, row["shortage"] or {}
    values = (
        row["product"],
        surplus.get("events"),
        surplus.get("patients"),
        shortage.get("cause"),
        shortage.get("events"),
        shortage.get("patients"),
    )
    return "<tr>" + "".join(f"<td>{'—' if v is None else escape(str(v))}</td>" for v in values) + "</tr>"
