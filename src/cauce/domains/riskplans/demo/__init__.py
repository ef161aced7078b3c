"""The risk-plans part of the demonstration: Colombia's departments, invented ESE, eight synthetic quarters.

Municipalities and departments are DANE's; hospitals, people and figures are synthetic and say so. The figures are
shaped like SIHO's 2018 sample of level 2 (reference_data/siho), scaled to each invented hospital.
"""

from .places import PEOPLE, PURPOSES
from .seeding import seed

LABEL = "Colombia · planes de riesgo (PGIR)"
SHOWN = {name: PURPOSES[name] for name in PEOPLE}

__all__ = ["LABEL", "SHOWN", "seed"]
