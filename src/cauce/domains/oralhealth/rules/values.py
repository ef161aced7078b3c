"""What a daily record says once it is read: frozen values, codes as strings, blanks as None or ""."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

MAX_ACTIVITIES = 6  # p. 22: more go on the next line
MAX_DIAGNOSES = 6


@dataclass(frozen=True, slots=True)
class Header:
    """Head of a sheet. `chair_hours`: hours in the dental chair only, 0 to 24 with two decimals (A34)."""

    facility: str
    centre: str
    date: date
    professional: str
    registration: str  # idoneidad, or the code of an intern
    chair_hours: Decimal
    schedule: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of activities: code 01 to 79, number in the code's unit of count, class 1 new or 2 subsequent."""

    code: str
    number: int
    klass: str


@dataclass(frozen=True, slots=True)
class DiagnosisLine:
    """One diagnosis: its words, the normalised CIE-10 code and class 1 new or 2 control."""

    text: str
    code: str
    klass: str


@dataclass(frozen=True, slots=True)
class PatientRow:
    """Boxes 1 to 23 of one patient, with activities and diagnoses. A continuation has only these two."""

    continuation: bool = False
    insured: str = ""
    ethnic: str = ""
    disabled: bool = False
    identity: str = ""
    age_unit: str = ""
    age: int | None = None
    over_100: bool = False
    sex: str = ""
    new_in_institution: str = ""
    new_in_service: str = ""
    province: str = ""
    district: str = ""
    corregimiento: str = ""
    locality: str = ""
    care_type: str = ""
    care_frequency: str = ""
    programme: str = ""
    school_programme: str = ""
    school: str = ""
    adult_service: str = ""
    referral: str = ""
    surco: bool = False
    referred_service: str = ""
    completed: bool = False
    violence: bool = False
    activities: tuple[Activity, ...] = ()
    diagnoses: tuple[DiagnosisLine, ...] = ()

    @property
    def age_years(self) -> int | None:
        """Completed years; 0 for days and months (99 stands for 100 and over when `over_100`)."""
        if self.age is None:
            return None
        return self.age if self.age_unit == "3" else 0


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """One education or promotion activity, with the supporting form's figures (p. 43). Duration in minutes."""

    technique: str
    other_code: str
    promotion_type: str
    topic: str
    minutes: int
    programme: str
    men: int
    women: int
    place: str
    invited: int | None = None
    beneficiaries: int | None = None


@dataclass(frozen=True, slots=True)
class AdminRow:
    """One administrative activity and its time in minutes."""

    code: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules must be told, since they look at neither clock nor database.

    today: the day of writing. closed: the header's day is closed. hospital, equipped: what the facility is
    (None: unknown, not checked). physician: class 3 diagnoses are theirs alone. completed: identity → day when
    the patient was already recorded as terminado this year. seen: identities already recorded that day with the
    same professional.
    """

    today: date
    closed: bool = False
    hospital: bool | None = None
    equipped: bool | None = None
    physician: bool = False
    completed: dict[str, date] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()
