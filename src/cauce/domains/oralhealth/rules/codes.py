"""The code sets of the daily record: frozen values built from rows, each set a name space of its own.

Codes are strings and leading zeros matter: procedure "01" is not technique "01", and "21" is not "021"
(decision A11). The rows come from reference_data/catalogues/oralhealth/<release>/ (see codebook.py).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Row = Mapping[str, str]
# A letter, two digits and up to two more places after a point; X is a placeholder (decision A8).
_ICD = re.compile(r"[A-TV-Z][0-9]{2}(\.[0-9X]([0-9X])?)?")


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list. `applies`: False when the source says it is not for oral health."""

    code: str
    label: str
    definition: str = ""
    page: str = ""
    note: str = ""
    applies: bool = True


@dataclass(frozen=True, slots=True)
class Unit:
    """What a procedure's number counts, and the most that one patient can have in a day."""

    code: str
    label: str
    maximum: int


@dataclass(frozen=True, slots=True)
class Procedure:
    """Procedure 01 to 79. `unit_stated`: the source itself says what is counted, so exceeding it is an error."""

    code: str
    label: str
    group: str  # activity, preventive, curative
    unit: Unit
    unit_stated: bool
    setting: str  # "", equipped, hospital
    dentition: str  # "", primary, permanent, child (of the patient, code 74)
    definition: str
    page: str
    note: str

    @property
    def maximum(self) -> int:
        """The most that the number may say: 20 for primary teeth (decision A15), else the unit's maximum."""
        if self.dentition == "primary":
            return min(self.unit.maximum, 20)
        return self.unit.maximum


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two procedures that may count the same work twice: `exclude` refuses the second, `warn` asks."""

    first: str
    second: str
    kind: str
    reason: str
    page: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis of the manual. kind: category, subcategory, extension, placeholder or historic."""

    code: str
    label: str
    kind: str
    chapter: str
    printed: str
    page: str
    note: str

    @property
    def category(self) -> str:
        """The three-character CIE-10 category."""
        return self.code[:3]


@dataclass(frozen=True, slots=True)
class Codebook:
    """All code sets of one release."""

    procedures: Mapping[str, Procedure]
    overlaps: tuple[Overlap, ...]
    techniques: Mapping[str, Code]
    promotion_types: Mapping[str, Code]
    administrative: Mapping[str, Code]
    administrative_refused: Mapping[str, str]  # code → reason
    other_codes: Mapping[str, Code]
    diagnoses: Mapping[str, Diagnosis]
    aliases: Mapping[str, str]  # squeezed printed form → normalised code
    lists: Mapping[str, Mapping[str, Code]]

    def diagnosis(self, typed: str) -> Diagnosis | None:
        """The diagnosis of the manual that was meant; None when it is not in the manual's list."""
        code = self.normalise(typed)
        return self.diagnoses.get(code) if code else None

    def normalise(self, typed: str) -> str | None:
        """The stored form of a diagnosis code as typed or printed; None when it is no CIE-10 code at all.

        Takes the manual's misprints (K02-9, K11,9, B001.10, D165, A 69, A59.10), lower case, inner blanks and a
        missing point. A code outside the manual's list is normalised too: the manual sends there to CIE-OE (p. 38).
        """
        squeezed = _squeeze(typed)
        if squeezed in self.aliases:
            return self.aliases[squeezed]
        text = re.sub(r"[-,]", ".", squeezed)
        if "." not in text and len(text) > 3:
            text = f"{text[:3]}.{text[3:]}"
        return text if _ICD.fullmatch(text) else None


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text).upper()


def build(tables: Mapping[str, Iterable[Row]]) -> Codebook:
    """Build the codebook from rows by file name without extension (procedures, units, overlaps, …).

    Raises KeyError for a missing table or column and ValueError for a code used twice in one set.
    """
    units = {r["code"]: Unit(r["code"], r["label"], int(r["maximum"])) for r in tables["units"]}
    diagnoses = _once(
        Diagnosis(r["code"], r["label"], r["kind"], r["chapter"], r["printed_code"], r["page"], r["note"])
        for r in tables["diagnoses"]
    )
    return Codebook(
        procedures=_once(_procedure(row, units) for row in tables["procedures"]),
        overlaps=tuple(
            Overlap(r["first"], r["second"], r["kind"], r["reason"], r["page"]) for r in tables["overlaps"]
        ),
        techniques=_once(map(_code, tables["techniques"])),
        promotion_types=_once(map(_code, tables["promotion_types"])),
        administrative=_once(map(_code, tables["administrative"])),
        administrative_refused=MappingProxyType(
            {r["code"]: r["reason"] for r in tables["administrative_refused"]}
        ),
        other_codes=_once(map(_code, tables["other_codes"])),
        diagnoses=diagnoses,
        aliases=MappingProxyType({_squeeze(r["printed"]): r["code"] for r in tables["diagnosis_aliases"]}),
        lists=_lists(tables["lists"]),
    )


def _procedure(row: Row, units: Mapping[str, Unit]) -> Procedure:
    return Procedure(
        row["code"],
        row["label"],
        row["group"],
        units[row["unit"]],
        row["unit_stated"] == "yes",
        row["setting"],
        row["dentition"],
        row["definition"],
        row["page"],
        row["note"],
    )


def _code(row: Row) -> Code:
    return Code(
        row["code"],
        row["label"],
        row["definition"],
        row["page"],
        row.get("note", ""),
        row.get("applies", "yes") == "yes",
    )


def _lists(rows: Iterable[Row]) -> Mapping[str, Mapping[str, Code]]:
    grouped: dict[str, list[Code]] = {}
    for row in rows:
        grouped.setdefault(row["list"], []).append(_code(row))
    return MappingProxyType({name: _once(codes) for name, codes in grouped.items()})


def _once(items: Iterable) -> Mapping:
    """Items by code, each code once."""
    found: dict = {}
    for item in items:
        if item.code in found:
            raise ValueError(f"code {item.code} is used twice")
        found[item.code] = item
    return MappingProxyType(found)
