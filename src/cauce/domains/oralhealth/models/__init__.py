"""Tables of the oral-health module."""

from .claims import Claim
from .epidemiology import Brigade, Exam, Study, Tooth
from .facilities import Facility
from .feedback import Feedback
from .listings import Listing
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
from .papers import Bulletin
from .registers import HospitalMonth, Population, PopulationLoad, Resource, RinseRegister
from .sheets import Activity, AdminRow, Diagnosis, PatientRow, PromotionRow, Removed, Sheet
from .surveillance import AuditedRecord, Cost, ProtectiveFactor, RecordAudit
from .transfers import RowsImport

__all__ = [
    "PARTIES",
    "Activity",
    "AdminRow",
    "Agreement",
    "Analysis",
    "AuditedRecord",
    "Brigade",
    "Bulletin",
    "Claim",
    "Comparison",
    "Consolidation",
    "Cost",
    "Diagnosis",
    "Exam",
    "Facility",
    "FacilityMonth",
    "Feedback",
    "HospitalMonth",
    "Listing",
    "MonthReopening",
    "PatientRow",
    "Population",
    "PopulationLoad",
    "PromotionRow",
    "ProtectiveFactor",
    "RecordAudit",
    "Removed",
    "Resource",
    "RinseRegister",
    "RowsImport",
    "Sheet",
    "Standard",
    "Study",
    "Tooth",
]
