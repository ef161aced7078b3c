"""The risk-plans part of the demonstration: Colombia's departments, invented ESE, eight synthetic quarters.

Municipalities and departments are DANE's; hospitals, people and figures are synthetic and say so. The figures are
shaped like SIHO's 2018 sample of level 2 (reference_data/siho), scaled to each invented hospital.
"""

from .people import NOTE
from .people import PURPOSES as SHOWN
from .seeding import seed

LABEL = "Colombia · planes de riesgo (PGIR)"
ACROSS_AS = "co.territorio"  # whose role the account across the programmes has here

__all__ = ["ACROSS_AS", "LABEL", "NOTE", "SHOWN", "seed"]
