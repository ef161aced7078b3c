# ruff: noqa: E501  (a table is read by rows)
"""One accepted and one refused example of every rule, as data: tests run them and the reference prints them.

An example is a change to a base sheet that breaks nothing (BASE). The key says what is changed: `header`, `row`,
`promotion` or `admin` (one mapping of fields), `rows` or `admins` (the whole list), `context` (what the rules are told).
"""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from cauce.core.rules import show_examples

from .codes import Codebook
from .sheet import Sheet, read_sheet
from .values import Context

Change = Mapping[str, Any]

TODAY = date(2026, 3, 20)
HEADER = {
    "facility": "0808130801",
    "centre": "Servicio de Salud Bucal",
    "date": "2026-03-14",
    "professional": "Odontóloga de ejemplo",
    "registration": "01234",
    "chair_hours": "6",
    "schedule": "1",
}
ROW: dict[str, Any] = {
    "insured": "1",
    "ethnic": "1",
    "identity": "8-123-456",
    "age_unit": "3",
    "age": "34",
    "sex": "2",
    "new_in_institution": "1",
    "new_in_service": "1",
    "province": "08",
    "district": "08",
    "corregimiento": "13",
    "care_type": "2",
    "care_frequency": "2",
    "activities": [{"code": "07", "number": "1", "class": "1"}],
    "diagnoses": [{"text": "Caries de la dentina", "code": "K02.1", "class": "1"}],
}
PROMOTION = {
    "technique": "10",
    "promotion_type": "1",
    "topic": "Higiene bucal",
    "time": "1:30",
    "programme": "Programa escolar",
    "men": "12",
    "women": "15",
    "place": "Escuela de ejemplo",
}
ADMIN = {"code": "81", "time": "60"}


def acts(*lines: str) -> dict[str, Any]:
    """Activities from "code number class" words."""
    return {
        "activities": [dict(zip(("code", "number", "class"), line.split(), strict=False)) for line in lines]
    }


def dx(*lines: tuple[str, str, str]) -> dict[str, Any]:
    """Diagnoses from (text, code, class)."""
    return {"diagnoses": [dict(zip(("text", "code", "class"), line, strict=True)) for line in lines]}


SIX = acts("01 1 1", "02 1 1", "07 1 1", "10 1 1", "13 4 1", "47 2 1")
MORE = {"continuation": "1", **acts("49 1 1")}
OTHER = {**ROW, "identity": "8-999-111"}

# rule → (accepted, refused)
EXAMPLES: dict[str, tuple[Change, Change]] = {
    "OH-01": ({"header": {"facility": "0808130801"}}, {"header": {"facility": "808130801"}}),
    "OH-02": ({"header": {"date": "14/03/2026"}}, {"header": {"date": "31/02/2026"}}),
    "OH-03": ({"header": {"date": "2026-03-20"}}, {"header": {"date": "2026-03-21"}}),
    "OH-04": ({"context": {"closed": False}}, {"context": {"closed": True}}),
    "OH-05": ({"header": {"professional": "Odontólogo de ejemplo"}}, {"header": {"professional": " "}}),
    "OH-06": ({"header": {"registration": "I0012"}}, {"header": {"registration": "123456"}}),
    "OH-07": ({"header": {"chair_hours": "6,5"}}, {"header": {"chair_hours": "25"}}),
    "OH-08": ({"header": {"chair_hours": "12"}}, {"header": {"chair_hours": "12.5"}}),
    "OH-09": ({"header": {"schedule": "9"}}, {"header": {"schedule": "0"}}),
    "OH-10": ({"header": {"centre": "Servicio de Salud Bucal"}}, {"header": {"centre": ""}}),
    "OH-11": ({"row": {"insured": "2"}}, {"row": {"insured": "3"}}),
    "OH-12": ({"row": {"ethnic": "3D"}}, {"row": {"ethnic": "D3"}}),
    "OH-13": ({"row": {"identity": "PE-12-345"}}, {"row": {"identity": ""}}),
    "OH-14": ({"row": {"age_unit": "2", "age": "06"}}, {"row": {"age_unit": "4"}}),
    "OH-15": ({"row": {"age": "06"}}, {"row": {"age": "104"}}),
    "OH-16": ({"row": {"age_unit": "1", "age": "31"}}, {"row": {"age_unit": "2", "age": "12"}}),
    "OH-17": ({"row": {"age": "99", "over_100": "1"}}, {"row": {"age": "98", "over_100": "1"}}),
    "OH-18": ({"row": {"sex": "1"}}, {"row": {"sex": "M"}}),
    "OH-19": ({"row": {"new_in_institution": "2"}}, {"row": {"new_in_institution": "0"}}),
    "OH-20": ({"row": {"new_in_service": "1"}}, {"row": {"new_in_service": ""}}),
    "OH-21": ({"row": {"new_in_institution": "2", "new_in_service": "1"}}, {"row": {"new_in_institution": "1", "new_in_service": "2", "care_frequency": "3"}}),
    "OH-22": ({"row": {"province": "12"}}, {"row": {"province": "8"}}),
    "OH-23": ({"row": {"corregimiento": "01"}}, {"row": {"corregimiento": ""}}),
    "OH-24": ({"row": {"care_type": "1"}}, {"row": {"care_type": "4"}}),
    "OH-25": ({"row": {"care_frequency": "2"}}, {"row": {"care_frequency": "1"}}),
    "OH-26": ({"row": {"new_in_institution": "2", "new_in_service": "2", "care_frequency": "3"}}, {"row": {"care_frequency": "3"}}),
    "OH-27": ({"row": {"programme": "7"}}, {"row": {"programme": "8"}}),
    "OH-28": ({"row": {"box_14": ""}}, {"row": {"box_14": "1"}}),
    "OH-29": ({"row": {"school_programme": "2"}}, {"row": {"school_programme": "3"}}),
    "OH-30": ({"row": {"age": "08", "school_programme": "1", "school": "B"}}, {"row": {"age": "08", "school_programme": "1", "school": "12"}}),
    "OH-31": ({"row": {"age": "08", "school_programme": "1", "school": "B"}}, {"row": {"age": "08", "school_programme": "2", "school": "B"}}),
    "OH-32": ({"row": {"programme": "7", "adult_service": "1"}}, {"row": {"programme": "7", "adult_service": "3"}}),
    "OH-33": ({"row": {"programme": "7", "adult_service": "2"}}, {"row": {"programme": "4", "adult_service": "2"}}),
    "OH-34": ({"row": {"referral": "1RD"}}, {"row": {"referral": "5XX"}}),
    "OH-35": ({"row": {"referral": "3RHI", "surco": "1", "referred_service": "31"}}, {"row": {"referral": "3RHI", "referred_service": "31"}}),
    "OH-36": ({"row": {"referral": "2RF", "surco": "1", "referred_service": "12"}}, {"row": {"referral": "2RF", "surco": "1"}}),
    "OH-37": ({"row": {"referral": "1RD", "referred_service": "12"}}, {"row": {"referred_service": "12"}}),
    "OH-38": ({"row": {"completed": "1"}}, {"row": {"completed": "2"}}),
    "OH-39": ({"row": {"completed": "1"}}, {"row": {"completed": "1"}, "context": {"completed": {"8-123-456": date(2026, 2, 3)}}}),
    "OH-40": ({"row": acts("07 1 1")}, {"row": {"activities": []}}),
    "OH-41": ({"row": SIX}, {"row": {"activities": [*SIX["activities"], {"code": "49", "number": "1", "class": "1"}]}}),
    "OH-42": ({"row": acts("24 1 1")}, {"row": acts("7 1 1")}),
    "OH-43": ({"row": acts("47 2 1")}, {"row": acts("47 0 1")}),
    "OH-44": ({"row": acts("47 2 2")}, {"row": acts("47 2 3")}),
    "OH-45": ({"row": acts("01 1 1")}, {"row": acts("01 2 1")}),
    "OH-46": ({"row": acts("14 4 1")}, {"row": acts("14 5 1")}),
    "OH-47": ({"row": acts("60 4 1")}, {"row": acts("60 5 1")}),
    "OH-48": ({"row": acts("09 18 1")}, {"row": acts("09 14 1")}),
    "OH-49": ({"row": acts("18 2 1")}, {"row": acts("18 2 1", "12 1 1")}),
    "OH-50": ({"row": acts("17 1 1")}, {"row": acts("17 1 1", "60 2 1")}),
    "OH-51": ({"row": acts("32 1 1"), "context": {"equipped": True}}, {"row": acts("32 1 1"), "context": {"equipped": False}}),
    "OH-52": ({"row": acts("44 1 1"), "context": {"hospital": True}}, {"row": acts("44 1 1"), "context": {"hospital": False}}),
    "OH-53": ({"row": {"age": "06", **acts("25 1 1")}}, {"row": {"age": "34", **acts("25 1 1")}}),
    "OH-54": ({"row": acts("47 2 1", "47 1 2")}, {"row": acts("47 2 1", "47 1 1")}),
    "OH-55": ({"row": {"activities": [{"code": "07", "number": "1", "class": "1"}, {}]}}, {"row": {"activities": [{"number": "1", "class": "1"}]}}),
    "OH-56": ({"row": {"age": "07", **acts("74 1 1")}}, {"row": {"age": "34", **acts("74 1 1")}}),
    "OH-60": ({"row": dx(("", "K02-9", "1"))}, {"row": dx(("Caries", "X2", "1"))}),
    "OH-61": ({"row": dx(("", "K04.0", "1"))}, {"row": dx(("Asma", "J45.9", "2"))}),
    "OH-62": ({"row": dx(("Caries dental", "K 02", "1"))}, {"row": dx(("Caries dental", "", "1"))}),
    "OH-63": ({"row": dx(("", "K05.1", "2"))}, {"row": dx(("", "K05.1", "4"))}),
    "OH-64": ({"row": dx(("", "I10", "3")), "context": {"physician": True}}, {"row": dx(("", "I10", "3"))}),
    "OH-65": ({"row": dx(("", "K02.1", "1"), ("", "K05.1", "1"))}, {"row": dx(("", "K02.1", "1"), ("", "K021", "2"))}),
    "OH-66": ({"row": {"care_type": "1", "diagnoses": []}}, {"row": {"care_type": "2", "diagnoses": []}}),
    "OH-67": ({"row": {"violence": "1"}}, {"row": {"violence": "2"}}),
    "OH-68": (
        {"row": dx(*(("", f"K02.{n}", "1") for n in (0, 1, 2, 3, 4, 8)))},
        {"row": dx(*(("", f"K02.{n}", "1") for n in (0, 1, 2, 3, 4, 8, 9)))},
    ),
    "OH-69": ({"row": dx(("", "O26.80", "1"))}, {"row": {"sex": "1", **dx(("", "O26.80", "1"))}}),
    "OH-70": ({"row": {"programme": "4", "age": "25"}}, {"row": {"programme": "4", "sex": "1"}}),
    "OH-71": ({"row": {"programme": "2", "age": "08"}}, {"row": {"programme": "2", "age": "34"}}),
    "OH-72": ({"row": {"school_programme": "1", "age": "12"}}, {"row": {"school_programme": "1", "age": "34"}}),
    "OH-75": ({"rows": [{**ROW, **SIX}, MORE]}, {"rows": [MORE]}),
    "OH-76": ({"rows": [{**ROW, **SIX}, MORE]}, {"rows": [{**ROW, **SIX}, {**MORE, "sex": "2"}]}),
    "OH-77": ({"rows": [{**ROW, **SIX}, MORE]}, {"rows": [ROW, MORE]}),
    "OH-78": ({"rows": [ROW, OTHER]}, {"rows": [ROW, ROW]}),
    "OH-80": ({"promotion": {"technique": "01"}}, {"promotion": {"technique": "1"}}),
    "OH-81": ({"promotion": {"promotion_type": "3"}}, {"promotion": {"promotion_type": "4"}}),
    "OH-82": ({"promotion": {"topic": "Cepillado"}}, {"promotion": {"topic": ""}}),
    "OH-83": ({"promotion": {"time": "45"}}, {"promotion": {"time": "una hora"}}),
    "OH-84": ({"promotion": {"programme": "Materno"}}, {"promotion": {"programme": ""}}),
    "OH-85": ({"promotion": {"men": "0"}}, {"promotion": {"men": "-1"}}),
    "OH-86": ({"promotion": {"technique": "11", "men": "0", "women": "0"}}, {"promotion": {"technique": "09", "men": "0", "women": "0"}}),
    "OH-87": ({"promotion": {"technique": "10", "men": "2", "women": "3"}}, {"promotion": {"technique": "10", "men": "2", "women": "2"}}),
    "OH-88": ({"promotion": {"place": "Escuela"}}, {"promotion": {"place": ""}}),
    "OH-89": ({"promotion": {"technique": "", "other_code": "021"}}, {"promotion": {"technique": "", "other_code": "21"}}),
    "OH-90": ({"promotion": {"technique": "", "other_code": "111"}}, {"promotion": {"technique": ""}}),
    "OH-91": ({"admin": {"code": "102"}}, {"admin": {"code": "79"}}),
    "OH-92": ({"admin": {"code": "105"}}, {"admin": {"code": "101"}}),
    "OH-93": ({"admins": [{"code": "81", "time": "30"}, {"code": "82", "time": "30"}]}, {"admins": [ADMIN, ADMIN]}),
    "OH-94": ({"admins": [{"code": "92", "time": "60"}]}, {"admins": [{"code": "92", "time": "60"}, {"code": "98", "time": "60"}]}),
    "OH-95": ({"header": {"chair_hours": "6"}, "admin": {"time": "18:00"}}, {"header": {"chair_hours": "6"}, "admin": {"time": "18:01"}}),
    "OH-96": ({"promotion": {"invited": "2", "beneficiaries": "27"}}, {"promotion": {"invited": "28", "beneficiaries": "27"}}),
}  # fmt: skip


def read_example(change: Change, book: Codebook) -> Sheet:
    """The base sheet with the change made, as the rules read it."""
    rows = change.get("rows") or [{**deepcopy(ROW), **change.get("row", {})}]
    admins = change.get("admins") or [{**ADMIN, **change.get("admin", {})}]
    return read_sheet(
        {**HEADER, **change.get("header", {})},
        rows,
        [{**PROMOTION, **change.get("promotion", {})}],
        admins,
        book,
        Context(today=TODAY, **change.get("context", {})),
    )


def in_words(change: Change) -> str:
    """A change as people read it in the reference: `row: ethnic 3D`; several rows in brackets."""
    parts = []
    for what, value in change.items():
        if what in ("rows", "admins"):
            base = ROW if what == "rows" else {}
            parts += [
                f"{what}: "
                + " ".join(
                    f"[{_fields({k: v for k, v in one.items() if base.get(k) != v})}]" for one in value
                )
            ]
        else:
            parts.append(f"{what}: {_fields(value)}")
    return "; ".join(parts) or "as the base sheet"


def _fields(fields: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {_cell(value)}" for name, value in fields.items()) or "as the base row"


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "(" + "; ".join(" ".join(str(v) for v in line.values() if v) for line in value) + ")"
    if isinstance(value, Mapping):
        return " ".join(f"{key}: {_cell(inner)}" for key, inner in value.items())
    return "«»" if value == "" else str(value)


show_examples("oralhealth", {rule: (in_words(a), in_words(b)) for rule, (a, b) in EXAMPLES.items()})
