"""Write release 1 of the exchange catalogue from the word tables.

    python -m cauce.reference_data.build.exchange_catalogue

The printed source gives one service, nine groups, the ten specialities of Consulta and the number
of products of Cirugía (2,857); all else is synthetic (see origin.yaml). Codes already given in the
release file are kept, so that writing it again never moves a code.
"""

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from ..files import CATALOGUE, read_csv
from .phrases import names_of_speciality

SERVICE = ("SAM", "Servicios de Atención Médica")
SURGERY = "Cirugía"
SURGERY_PRODUCTS = 2857  # source 000, step 6
GROUPS = (  # source 000, step 4, in the printed order
    "Atención Estomatológica",
    "Cirugía",
    "Consulta",
    "Cuidados Intensivos",
    "Hospitalización",
    "Intervencionismo Terapéutico (Hemodinamia)",
    "Litotricia",
    "Parto y Puerperio",
    "Urgencias",
)
HEADER = ("code", "kind", "parent", "label", "printed")
RELEASE = CATALOGUE / "1" / "entries.csv"


@dataclass(frozen=True)
class Row:
    """One entry of the release; `printed` is "sí" when the source prints it."""

    code: str
    kind: str
    parent: str
    label: str
    printed: str = ""


def build(known: dict[tuple[str, str], str] | None = None) -> list[Row]:
    """All rows of the release; `known` gives codes of products by (speciality code, label)."""
    codes = dict(known or {})
    rows = [Row(SERVICE[0], "service", "", SERVICE[1], "sí")]
    used: set[str] = set()
    for number, (group, specialities) in enumerate(_content(), start=1):
        code = f"{SERVICE[0]}-{number}"
        rows.append(Row(code, "group", SERVICE[0], group, "sí"))
        for n, (label, names) in enumerate(specialities, start=1):
            speciality = Row(f"{code}-{n:02}", "speciality", code, label, _printed(group))
            rows.append(speciality)
            for name in names:
                if name in used:
                    raise ValueError(f"the name is used twice: {name}")
                used.add(name)
                key = (speciality.code, name)
                codes.setdefault(key, f"P{len(codes) + 1:05}")
                rows.append(Row(codes[key], "product", speciality.code, name))
    return rows


def _printed(group: str) -> str:
    return "sí" if group == "Consulta" else ""


def _content() -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Groups in printed order, each with its specialities and their unique names."""
    lists = _words("condiciones")
    tables = {part["group"]: part["specialities"] for part in _words("otros_grupos")}
    tables[SURGERY] = _words("cirugia")
    return [(group, _specialities(group, tables[group], lists)) for group in GROUPS]


def _specialities(group: str, tables: list, lists: dict) -> list[tuple[str, list[str]]]:
    found, used = [], set()
    for table in tables:
        names = [n for n in dict.fromkeys(names_of_speciality(table, lists)) if n not in used]
        used.update(names)
        found.append((table["speciality"], names))
    return _trimmed(found) if group == SURGERY else found


def _trimmed(specialities: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """Leave out the last names of the largest specialities until the printed number is left."""
    surplus = sum(len(names) for _, names in specialities) - SURGERY_PRODUCTS
    if surplus < 0:
        raise ValueError(f"Cirugía lacks {-surplus} names")
    for _ in range(surplus):
        max(specialities, key=lambda speciality: len(speciality[1]))[1].pop()
    return specialities


def _words(name: str):
    return yaml.safe_load((CATALOGUE / "words" / f"{name}.yaml").read_text("utf-8"))


def known_codes(path: Path = RELEASE) -> dict[tuple[str, str], str]:
    """Codes of the products in an existing release file."""
    if not path.exists():
        return {}
    return {(r["parent"], r["label"]): r["code"] for r in read_csv(path) if r["kind"] == "product"}


def main() -> None:
    """Write the release file and say how many entries it has."""
    rows = build(known_codes())
    with RELEASE.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows((r.code, r.kind, r.parent, r.label, r.printed) for r in rows)
    _write_aliases(rows)
    sys.stdout.write(f"{RELEASE.name}: {len(rows)} entries\n")


def product_aliases(rows: list[Row]) -> list[tuple[str, str, str]]:
    """(code, alias, reason) for what people say instead of a product's name."""
    code = {row.label: row.code for row in rows if row.kind == "product"}
    return [
        (code[label], alias, "uso común")
        for alias, labels in _words("alias_productos").items()
        for label in labels
    ]


def _write_aliases(rows: list[Row]) -> None:
    """Keep the hand-written aliases (decision M14) and renew those of products."""
    path = RELEASE.with_name("aliases.csv")
    kept = [tuple(row.values()) for row in read_csv(path) if row["reason"] == "casi duplicado"]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("code", "alias", "reason"))
        writer.writerows([*kept, *product_aliases(rows)])


if __name__ == "__main__":
    main()
