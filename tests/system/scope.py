"""What the inspection covers: the core, and the modules that are on by default.

A module that is still being built is off by default and asked nothing yet; the day it is switched on in
settings.py, all of this holds for it too.
"""

import ast
from pathlib import Path

import cauce
from cauce.core.operations.reference.settings import read

_DEFAULTS = {name: default for name, _kind, default in read()}
ON = tuple(ast.literal_eval(_DEFAULTS["CAUCE_MODULES"]))
ALL = tuple(p.name for p in (Path(cauce.__file__).parent / "domains").iterdir() if (p / "apps.py").exists())
OFF = tuple(module for module in ALL if module not in ON)


def covered(name: str) -> bool:
    """Whether an action, a table of rules or a model belongs to what is inspected."""
    return not name.startswith(OFF) if OFF else True
