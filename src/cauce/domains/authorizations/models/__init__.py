"""Tables of prior authorisation."""

from .appeals import Appeal
from .authorisations import Authorisation, LookUp, Use
from .exchanges import Exchange
from .governance import CriteriaVersion, Signal, VariantVersion
from .people import (
    CareTeam,
    CareTeamMember,
    DeclaredInterest,
    Entitlement,
    Patient,
    Professional,
    ReviewerSpeciality,
)
from .requests import (
    Evidence,
    FolioSeries,
    Item,
    OncologyAnnex,
    ProstheticsAnnex,
    Request,
    ScreeningLine,
)
from .review import Assignment, BlindReview, ClockSegment, Decision, InfoRequest, ReadLog
from .services import ClockRule, ServiceCentre, ServicePolicy, UnitExemption

__all__ = [
    "Appeal",
    "Assignment",
    "Authorisation",
    "BlindReview",
    "CareTeam",
    "CareTeamMember",
    "ClockRule",
    "ClockSegment",
    "CriteriaVersion",
    "Decision",
    "DeclaredInterest",
    "Entitlement",
    "Evidence",
    "Exchange",
    "FolioSeries",
    "InfoRequest",
    "Item",
    "LookUp",
    "OncologyAnnex",
    "Patient",
    "Professional",
    "ProstheticsAnnex",
    "ReadLog",
    "Request",
    "ReviewerSpeciality",
    "ScreeningLine",
    "ServiceCentre",
    "ServicePolicy",
    "Signal",
    "UnitExemption",
    "Use",
    "VariantVersion",
]
