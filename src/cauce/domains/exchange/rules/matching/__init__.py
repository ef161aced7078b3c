"""Finding the exchange opportunities: one institution's surplus meets another's shortage.

Source: spec 1-exchange, "Finding the exchange opportunities". Pure: numbers in, numbers out; no
framework, clock or file. `solve` is the engine; `document` reads and writes the JSON of
`cauce exchange match`.
"""

from .model import Commitment, Flow, Line, Options, Overcommitted, Reason, Result, TooManyPairs, Unmet, Unused
from .solve import solve

__all__ = [
    "Commitment",
    "Flow",
    "Line",
    "Options",
    "Overcommitted",
    "Reason",
    "Result",
    "TooManyPairs",
    "Unmet",
    "Unused",
    "solve",
]
