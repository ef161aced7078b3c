"""Tables of the risk plans."""

from .checks import CheckVersion
from .evaluations import DefinitionVersion, Evaluation, Narrative, PeriodReport, UvrTable, UvrWeight
from .hospitals import Hospital, RiskCategory
from .plans import Activity, Instrument, Plan, PlannedFigure, PlanVersion
from .reports import (
    ActivityProgress,
    Comment,
    Evidence,
    Explanation,
    Figure,
    FigureChange,
    QuarterReport,
    Section,
)
from .siho import SihoFigure, SihoLoad

__all__ = [
    "Activity",
    "ActivityProgress",
    "CheckVersion",
    "Comment",
    "DefinitionVersion",
    "Evaluation",
    "Evidence",
    "Explanation",
    "Figure",
    "FigureChange",
    "Hospital",
    "Instrument",
    "Narrative",
    "PeriodReport",
    "Plan",
    "PlanVersion",
    "PlannedFigure",
    "QuarterReport",
    "RiskCategory",
    "Section",
    "SihoFigure",
    "SihoLoad",
    "UvrTable",
    "UvrWeight",
]
