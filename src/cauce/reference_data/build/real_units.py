"""Write real.csv: the units that the sources name, with name, level and locality apart (decision M13).

python -m cauce.reference_data.build.real_units
"""

import csv
from collections import defaultdict
from collections.abc import Iterator

from cauce.core.catalogues.text import normalise

from ..files import GEOGRAPHY, UNITS, read_csv
from .names import tidy_name

HEADER = (
    "institution",
    "state",
    "clues",
    "other_codes",
    "name",
    "level",
    "unit_type",
    "locality",
    "municipality",
    "latitude",
    "longitude",
    "synthetic",
    "origin",
)
DGIS = "DGIS CLUES (datos abiertos)"
PRINTED = "Guía de Ayuda, paso 3 (fuente 000)"
LEVELS = {"PRIMER NIVEL": "1", "SEGUNDO NIVEL": "2", "TERCER NIVEL": "3"}
INSTITUTIONS = {"ISSSTE": "ISSSTE", "PEMEX": "PEMEX", "IMSS": "IMSS", "IMSS-Bienestar": "IMSSB"}
TYPES = {  # accents that the register lost
    "UNIDAD MOVIL": "Unidad móvil",
    "HOSPITALES": "Hospital",
    "UNEMES": "Unidad de especialidades médicas",
    "CENTRO DE SALUD": "Centro de salud",
    "Consultorio de Atencion Familiar": "Consultorio de atención familiar",
    "Consultorio Medico en Centro de Trabajo": "Consultorio médico en centro de trabajo",
    "Clinica de Medicina Familiar Con Especialidades": "Clínica de medicina familiar con especialidades",
}


def units() -> list[dict[str, str]]:
    """All real units, by institution and CLUES."""
    codes = {(r["cve_ent"], normalise(r["municipio"])): r["cvegeo"] for r in _municipalities()}
    found = [*_baja_california(codes), *_hidalgo(codes), *_printed()]
    return sorted(found, key=lambda row: (row["institution"], row["clues"]))


def _municipalities() -> list[dict[str, str]]:
    return read_csv(GEOGRAPHY / "inegi_municipios.csv")


def blank_row(**fields: str) -> dict[str, str]:
    """A row of the units files with those fields, the others blank."""
    return {**dict.fromkeys(HEADER, ""), **fields}


def _baja_california(codes: dict) -> Iterator[dict[str, str]]:
    for unit in read_csv(UNITS / "real" / "clues_bc_imssbienestar.csv"):
        yield blank_row(
            institution="IMSSB",
            state="02",
            clues=unit["cluesimb"],
            other_codes=f"CLUES SSA:{unit['cluesssa']}",
            name=tidy_name(unit["nombre"]),
            level=LEVELS[unit["nivelAtencion"]],
            unit_type=TYPES[unit["tipoUnidad"]],
            locality=tidy_name(unit["localidad"]),
            municipality=codes["02", normalise(unit["municipio"])],
            latitude=unit["latitud"],
            longitude=unit["longitud"],
            origin=DGIS,
        )


def _hidalgo(codes: dict) -> Iterator[dict[str, str]]:
    for unit in read_csv(UNITS / "real" / "clues_hgo_issste_pemex.csv"):
        yield blank_row(
            institution=INSTITUTIONS[unit["institucion"]],
            state="13",
            clues=unit["clues"],
            name=tidy_name(unit["nombre"]),
            level=unit["nivel"],
            unit_type=TYPES.get(unit["tipo"], unit["tipo"].capitalize()),
            municipality=codes["13", normalise(unit["municipio"])],
            latitude=unit["lat"],
            longitude=unit["lng"],
            origin=DGIS,
        )


def _printed() -> Iterator[dict[str, str]]:
    """The five units of ISSSTE Baja California of the source; it prints no coordinates."""
    for unit in read_csv(UNITS / "impresas.csv"):
        yield blank_row(
            institution="ISSSTE",
            state="02",
            clues=unit["clues"],
            name=unit["name"],
            level=unit["level"],
            unit_type="Unidad de medicina familiar",
            locality=unit["locality"],
            municipality=unit["municipality"],
            origin=PRINTED,
        )


def by_municipality(units: list[dict[str, str]]) -> dict[str, list[tuple[float, float]]]:
    """Municipality code → positions of its units; mobile ones stand for their base elsewhere."""
    found = defaultdict(list)
    for unit in units:
        if unit["latitude"] and unit["unit_type"] != "Unidad móvil":
            found[unit["municipality"]].append((float(unit["latitude"]), float(unit["longitude"])))
    return found


def write(name: str, rows: list[dict[str, str]]) -> None:
    """Write units to a file of the units folder."""
    with (UNITS / name).open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    write("real.csv", units())
