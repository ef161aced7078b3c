"""Every action: its name (also its audit event's), where it lives, what it does."""

import inspect

from cauce.core.actions import ACTIONS

from .discover import import_everything
from .markdown import table


def page() -> str:
    """The one door for writing, listed."""
    import_everything()
    rows = []
    for name, function in sorted(ACTIONS.items()):
        about = (inspect.getdoc(function) or "").split("\n\n")[0]
        parameters = [p for p in inspect.signature(function).parameters if p not in ("by", "at")]
        rows.append((f"`{name}`", f"`{function.__module__}`", about, ", ".join(parameters)))
    return (
        "# Actions\n\nEvery action also takes `by` (who) and `at` (when), and writes its audit event.\n\n"
        + table(["Action", "Module", "What it does", "Takes"], rows)
    )
