"""The oral-health part of the demonstration: Panama's tree, invented people, two synthetic years of daily records.

Every place, person and figure is synthetic and says so; region and province names are the country's own.
"""

from .places import PEOPLE, PURPOSES
from .seeding import seed

LABEL = "Panamá · salud bucal"
ACROSS_AS = "pa.region"  # whose role the account across the programmes has here
SHOWN = {name: PURPOSES[name] for name in PEOPLE}

__all__ = ["ACROSS_AS", "LABEL", "SHOWN", "seed"]
