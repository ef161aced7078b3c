"""Tables of the oral-health module."""

from .claims import Claim
from .epidemiology import Cost, Exam, ProtectiveFactor, RecordAudit, Study, Tooth
from .facilities import Facility
from .months import (
    PARTIES,
    Agreement,
    Analysis,
    Comparison,
    Consolidation,
    FacilityMonth,
    MonthReopening,
    Standard,
)
from .registers import HospitalMonth, Population, Resource, RinseRegister
from .sheets import Activity, AdminRow, Diagnosis, PatientRow, PromotionRow, Removed, Sheet

__all__ = [
    "PARTIES",
    "Activity",
    "AdminRow",
    "Agreement",
    "Analysis",
    "Claim",
    "Comparison",
    "Consolidation",
    "Cost",
    "Diagnosis",
    "Exam",
    "Facility",
    "FacilityMonth",
    "HospitalMonth",
    "MonthReopening",
    "PatientRow",
    "Population",
    "PromotionRow",
    "ProtectiveFactor",
    "RecordAudit",
    "Removed",
    "Resource",
    "RinseRegister",
    "Sheet",
    "Standard",
    "Study",
    "Tooth",
]
