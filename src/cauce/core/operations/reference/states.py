"""State diagrams, from every table of transitions in the domains' rules."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from django.conf import settings

from .markdown import table


def page() -> str:
    """One diagram and one table per state machine."""
    parts = ["# States\n"]
    for module, name, transitions in machines():
        parts.append(f"## {module} · {name}\n")
        parts.append(_diagram(transitions))
        parts.append(_table(transitions) + "\n")
    return "\n".join(parts)


def _table(transitions: Iterable[Any]) -> str:
    """One row per transition; with a column for whom it tells where the machine says so."""
    head = ["From", "Act", "To", "Permission"]
    rows = [[_v(t.source), t.act, _v(t.target), f"`{getattr(t, 'permission', '')}`"] for t in transitions]
    if any(getattr(t, "notifies", ()) for t in transitions):
        head.append("Tells")
        told = [", ".join(map(_v, t.notifies)) for t in transitions]
        rows = [[*row, who] for row, who in zip(rows, told, strict=True)]
    return table(head, rows)


def machines() -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    """(module, machine, transitions) of every `…TRANSITIONS` in `domains/*/rules`."""
    for domain in settings.CAUCE_MODULES:
        for module in _modules(f"cauce.domains.{domain}.rules"):
            for attribute, value in sorted(vars(module).items()):
                if attribute.endswith("TRANSITIONS") and _own(module, value):
                    name = attribute.removesuffix("TRANSITIONS").strip("_").lower() or "declaration"
                    yield domain, name.replace("_", " "), tuple(value)


def _modules(package: str) -> Iterator[ModuleType]:
    root = importlib.import_module(package)
    yield root
    for info in sorted(pkgutil.walk_packages(root.__path__, f"{package}."), key=lambda found: found.name):
        yield importlib.import_module(info.name)


def _own(module: ModuleType, transitions: Iterable[Any]) -> bool:
    """Defined there, not imported from elsewhere."""
    return all(type(t).__module__ == module.__name__ for t in transitions)


def _diagram(transitions: Iterable[Any]) -> str:
    transitions = list(transitions)
    first = _v(transitions[0].source)
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    lines += [f"    {_v(t.source)} --> {_v(t.target)}: {t.act}" for t in transitions]
    sources = {_v(t.source) for t in transitions}
    finals = sorted({_v(t.target) for t in transitions} - sources)
    lines += [f"    {state} --> [*]" for state in finals]
    return "\n".join([*lines, "```", ""])


def _v(state: Any) -> str:
    return str(getattr(state, "value", state))
