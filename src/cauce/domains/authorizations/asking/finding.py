"""Finding a service or a diagnosis by words or code, misspelt or not, and saying which one a cell means."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from cauce.core.catalogues.models import Catalogue, Entry
from cauce.core.catalogues.queries import search
from cauce.core.catalogues.releases import current
from cauce.core.catalogues.search import SearchIndex
from cauce.core.catalogues.text import normalise
from cauce.core.organisations.models import OrgUnit
from cauce.reference_data.files import ROOT, read_csv

from ..catalogue import CATALOGUE, services
from ..rules.codes import CATEGORY_LABELS, Category
from ..rules.identity import normal_diagnosis

SEPARATOR = " · "
# A support list to find a code by words, third column how people also call it. Any well-made code may be written.
DIAGNOSES = ROOT / "catalogues" / "authorizations" / "1" / "diagnoses.csv"
LIMIT = 8


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a look-up: what the cell will hold, its name, a line below it, and what else it fills in."""

    value: str
    label: str
    detail: str = ""
    fill: tuple[tuple[str, str], ...] = ()


def find_services(text: str, unit: OrgUnit | None, day: date) -> list[Option]:
    """Services in force that answer `text`, a code's beginning first, then by how well the name fits."""
    catalogue = Catalogue.objects.filter(code=CATALOGUE).first()
    text = text.rpartition(SEPARATOR)[0] if SEPARATOR in text else text
    if catalogue is None or not text.strip() or current(catalogue) is None:
        return []
    by_code = Entry.objects.filter(
        catalogue=catalogue, kind="service", until__isnull=True, code__istartswith=text.strip()
    ).order_by("code")[:LIMIT]
    found = {entry.code: entry for entry in by_code}
    for entry in search(catalogue, text, kinds=["service"], limit=LIMIT):
        found.setdefault(entry.code, entry)
    known = services(found, unit, day) if unit else {}
    return [
        Option(_shown(entry), entry.label, _detail(entry.code, known))
        for entry in list(found.values())[:LIMIT]
        if not unit or entry.code in known
    ]


def _detail(code: str, known: dict) -> str:
    if code not in known:
        return code
    policy = known[code].policy
    needed = (
        "no requiere autorización" if policy.in_basic_catalogue or policy.exempt else "requiere autorización"
    )
    return f"{code} · {CATEGORY_LABELS[Category(policy.category)]} · {needed}"


def _shown(entry: Entry) -> str:
    return f"{entry.label}{SEPARATOR}{entry.code}"


def service_code(text: str) -> str:
    """The code that a cell means: a code, "name · code", or a name written exactly; else the text as it is."""
    text = text.strip()
    if not text:
        return ""
    live = Entry.objects.filter(catalogue__code=CATALOGUE, kind="service", until__isnull=True)
    for code in (text.rpartition(SEPARATOR)[2], text, text.upper()):
        if live.filter(code=code).exists():
            return code
    same = [code for code, label in live.values_list("code", "label") if normalise(label) == normalise(text)]
    return same[0] if len(same) == 1 else text


def service_texts(codes: set[str]) -> dict[str, str]:
    """code → "name · code", as the cell shows it."""
    found = Entry.objects.filter(catalogue__code=CATALOGUE, kind="service", code__in=codes).order_by("since")
    return {entry.code: _shown(entry) for entry in found}


@cache
def _diagnoses() -> SearchIndex:
    return SearchIndex((row["code"], row["label"], row["also"].split("; ")) for row in read_csv(DIAGNOSES))


@cache
def _labels() -> dict[str, str]:
    return {row["code"]: row["label"] for row in read_csv(DIAGNOSES)}


def find_diagnoses(text: str) -> list[Option]:
    """Diagnoses of the support list that answer `text`. Any other well-made CIE-10 code may be written too."""
    asked = text.strip()
    if not asked:
        return []
    squeezed = asked.upper().replace(".", "").replace(" ", "")
    codes = [code for code in _labels() if code.replace(".", "").startswith(squeezed)][:LIMIT]
    codes += [str(hit.key) for hit in _diagnoses().search(asked, limit=LIMIT) if hit.key not in codes]
    return [
        Option(code, f"{code} {_labels()[code]}", "", (("diagnosis_text", _labels()[code]),))
        for code in codes[:LIMIT]
    ]


def diagnosis_label(code: str) -> str:
    """What the support list calls a code; "" when it is not in it."""
    return _labels().get(normal_diagnosis(code), "")
