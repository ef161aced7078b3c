"""The prior-authorisation part of the demonstration: Mexico's tree, invented patients, eighteen months of requests.

Requests of the past are inserted in bulk, in an order that the database's guards accept (decision 0041), with one audit
event for each month; the requests that somebody works with are made through the real actions. All of it is synthetic.
"""

from .people import SHOWN
from .seeding import seed

LABEL = "México · autorización previa (formato ST2)"
ACROSS_AS = "mx.coordinacion"  # whose role the account across the programmes has here

__all__ = ["ACROSS_AS", "LABEL", "SHOWN", "seed"]
