"""The components behind `{% load ui %}`, by topic; all register on one library.

Every component escapes what it is given. See each one in every state at /ui/.
"""

from . import demo, figures, forms, guide, marks, notices, numbers, steps, tables, waiting
from .library import register

__all__ = [
    "demo",
    "figures",
    "forms",
    "guide",
    "marks",
    "notices",
    "numbers",
    "register",
    "steps",
    "tables",
    "waiting",
]
