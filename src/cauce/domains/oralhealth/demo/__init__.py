"""The oral-health part of the demonstration: Panama's tree, invented people, two synthetic years of daily records.

Every place, person and figure is synthetic and says so; region and province names are the country's own.
"""

from .places import PEOPLE, PURPOSES
from .seeding import seed

LABEL = "Panamá · salud bucal"
SHOWN = {name: PURPOSES[name] for name in PEOPLE}

__all__ = ["LABEL", "SHOWN", "seed"]
