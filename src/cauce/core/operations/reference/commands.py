"""The `cauce` command line, from its own help."""

import importlib
from importlib.util import find_spec
from typing import Any

import typer
import typer.core

from cauce.cli import GROUPS, HELP

from .markdown import table


def page() -> str:
    """One section per group, one entry per command with its arguments and options."""
    parts = [
        "# Commands\n",
        "Exit codes, everywhere: 0 fine, 1 the answer is no, 2 bad input. `cauce manage …` is Django's own.\n",
    ]
    for group in sorted(GROUPS):
        if find_spec(GROUPS[group]) is None:  # of a module that is not finished
            continue
        app = importlib.import_module(GROUPS[group]).app
        command = typer.main.get_command(app)
        parts.append(f"## cauce {group}\n\n{HELP.get(group, '')}\n")
        if isinstance(command, typer.core.TyperGroup):
            for name, inner in sorted(command.commands.items()):
                parts.append(_command(f"cauce {group} {name}", inner))
        else:
            parts.append(_command(f"cauce {group}", command))
    return "\n".join(parts)


def _command(title: str, command: Any) -> str:
    rows = [row for row in map(_parameter, command.params) if row]
    about = " ".join((command.help or "").split())
    return f"### {title}\n\n{about}\n" + (
        f"\n{table(['Parameter', 'Meaning', 'Default'], rows)}\n" if rows else ""
    )


def _parameter(parameter: Any) -> tuple[str, str, str] | None:
    name = "/".join([*parameter.opts, *parameter.secondary_opts])
    if name.startswith(("--install-completion", "--show-completion")):
        return None
    if parameter.param_type_name == "argument":
        name = (parameter.name or "").upper()
    default = "" if parameter.required or parameter.default in (None, False) else str(parameter.default)
    return f"`{name}`", getattr(parameter, "help", "") or "", default
