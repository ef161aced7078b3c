"""The oral-health part of the demonstration: Panama's tree, invented people, two synthetic years of daily records.

Every place, person and figure is synthetic and says so; region and province names are the country's own.
"""

from .seeding import seed

__all__ = ["seed"]
