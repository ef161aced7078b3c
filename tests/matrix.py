"""Reading a permission matrix written by hand, and trying one of its cells. Used by each module's matrix."""

from collections.abc import Callable

from django.db import transaction

from cauce.core.errors import NotAllowed, Refusal

Cells = dict[tuple[str, str], dict[str, bool]]


def read_table(text: str) -> Cells:
    """(role, relation) → act → may. First line: the acts; then role, relation and one mark per act ("x": may)."""
    header, *lines = text.strip("\n").splitlines()
    acts, cells = header.split(), {}
    for line in lines:
        role, relation, *marks = line.split()
        cells[role, relation] = {act: mark == "x" for act, mark in zip(acts, marks, strict=True)}
    return cells


def found(is_there: bool) -> bool:
    """A list without the target is a refusal in another form."""
    if not is_there:
        raise NotAllowed("not in the list", rule="ACCESS")
    return True


class _Undo(Exception):
    """Rolls one cell back."""


def tried(act: Callable[[], object], state: Callable[[], object] | None = None) -> bool:
    """Whether it may be done. Refused for who they are must leave `state` as it was; nothing stays of it anyway."""
    allowed = True
    try:
        with transaction.atomic():
            before = state() if state else None
            try:
                act()
            except NotAllowed:
                assert state is None or state() == before, "refused and yet changed something"
                allowed = False
            except Refusal:
                pass  # may, but not now or not so: that is not about who
            raise _Undo
    except _Undo:
        return allowed
