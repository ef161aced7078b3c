"""What one cell can be told before anything is sent: a pattern for each box, made from the code lists. Pure.

The browser gets the pattern and the sentence of the rule that it stands for, so the table of rules is written once.
A text that breaks the pattern breaks the rule, and the other way round for a text that is not blank (tested so);
what needs another box, the facility or the database is asked of the server.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .codes import Codebook
from .table import RULES

PEOPLE = {"men": "hombres", "women": "mujeres", "invited": "invitados", "beneficiaries": "beneficiarios"}
PARTS = {"province": "provincia", "district": "distrito", "corregimiento": "corregimiento"}
_TIME = "0*[1-9][0-9]{0,3}|[0-9]{1,2}:[0-5][0-9]"
# cell → (list of the codebook, rule)
LISTED = {
    "insured": ("insured", "OH-11"),
    "age_unit": ("age_unit", "OH-14"),
    "sex": ("sex", "OH-18"),
    "new_in_institution": ("attendance", "OH-19"),
    "new_in_service": ("attendance", "OH-20"),
    "care_type": ("care_type", "OH-24"),
    "care_frequency": ("care_frequency", "OH-25"),
    "programme": ("programme", "OH-27"),
    "school_programme": ("school_programme", "OH-29"),
    "adult_service": ("adult_service", "OH-32"),
    "referral": ("referral", "OH-34"),
}
WRITTEN = {
    "ethnic": ("[1-9][Dd]?", "OH-12"),
    "identity": ("[0-9A-Za-z][0-9A-Za-z\\-]{0,19}", "OH-13"),
    "age": ("[0-9]{1,2}", "OH-15"),
    "school": ("[A-Za-zÑñ]", "OH-30"),
    "completed": ("1", "OH-38"),
    "violence": ("1", "OH-67"),
    **dict.fromkeys(PARTS, ("[0-9]{2}", "OH-22")),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cell's regular expression (also of JavaScript), its rule, and the rule's words with `{value}` left open."""

    expression: str
    rule: str
    sentence: str
    remedy: str


def patient_patterns(book: Codebook) -> dict[str, Pattern]:
    """By field of a patient row; of its lines, by "activities.code", "activities.class"…"""
    listed = {name: (_codes(book, of), rule) for name, (of, rule) in LISTED.items()}
    lines = {
        "activities.code": (_any_of(book.procedures), "OH-42"),
        "activities.number": ("0*[1-9][0-9]{0,3}", "OH-43"),
        "activities.class": ("[12]", "OH-44"),
        "diagnoses.class": ("[123]", "OH-63"),  # 3 is a class, though not for a dentist (OH-64)
    }
    return {name: _pattern(name, *how) for name, how in {**listed, **WRITTEN, **lines}.items()}


def promotion_patterns(book: Codebook) -> dict[str, Pattern]:
    """By field of an education or promotion row."""
    cells = {
        "technique": (_any_of(book.techniques), "OH-80"),
        "other_code": (_any_of(book.other_codes), "OH-89"),
        "promotion_type": (_any_of(book.promotion_types), "OH-81"),
        "time": (_TIME, "OH-83"),
        **dict.fromkeys(PEOPLE, ("[0-9]{1,5}", "OH-85")),
    }
    return {name: _pattern(name, *how) for name, how in cells.items()}


def admin_patterns(book: Codebook) -> dict[str, Pattern]:
    """By field of an administrative row. The refused codes pass here: their rule says more (OH-92)."""
    codes = (*book.administrative, *book.administrative_refused)
    cells = {"code": (_any_of(codes), "OH-91"), "time": (_TIME, "OH-83")}
    return {name: _pattern(name, *how) for name, how in cells.items()}


def _codes(book: Codebook, name: str) -> str:
    return _any_of(code.code for code in book.lists[name].values() if code.applies)


def _any_of(codes: Iterable[str]) -> str:
    return "|".join("".join(map(_any_case, code)) for code in codes)


def _any_case(sign: str) -> str:
    return f"[{sign.upper()}{sign.lower()}]" if sign.isalpha() else sign


def _pattern(name: str, expression: str, rule: str) -> Pattern:
    known = {"hint": "", "part": PARTS.get(name, ""), "who": PEOPLE.get(name, "")}
    found = RULES[rule]
    return Pattern(f"\\s*({expression})\\s*", rule, found.message.format_map(_Open(known)), found.remedy)


class _Open(dict[str, str]):
    """Leaves what it does not know as it was written: "{value}"."""

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__(known)

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
