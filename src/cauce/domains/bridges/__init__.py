"""Where two modules meet: each bridge is on when both its modules are, and neither module knows of the other."""

from importlib import import_module

# bridge (a package here, with `connect()` and perhaps `urls`) → the modules it needs
BRIDGES: dict[str, frozenset[str]] = {
    "dental": frozenset({"oralhealth", "riskplans"}),
    "shortage": frozenset({"exchange", "authorizations"}),
    "surplus": frozenset({"exchange", "authorizations"}),
}


def standing(modules: list[str]) -> list[str]:
    """The bridges whose modules are all on, in order."""
    return [name for name, needed in BRIDGES.items() if needed <= set(modules)]


def connect(modules: list[str]) -> None:
    """Register what each standing bridge adds to its modules' pages."""
    for name in standing(modules):
        import_module(f"{__name__}.{name}").connect()
