"""Nothing is written by a permission held "anywhere" unless this table says why that is right.

`require(by, P, None, at)` and `can(by, P, None, at)` ask whether somebody holds a permission at any place: good to open
a page, wrong to change what belongs to a place or to a whole country (`require_at_root`). Pages, menus, searches and
lists of what waits are left out: they show, and the action they call asks again.
"""

import ast
from pathlib import Path

import cauce

ROOT = Path(cauce.__file__).parent
SHOWING = {"views", "views.py", "menu.py", "pending.py", "pending_epidemiology.py", "finding.py", "api"}
# file → function → why holding it anywhere is enough
JUDGED = {
    "core/accounts/actions/people.py": {"create_person": "an account without a role may do nothing, anywhere"},
    "core/accounts/reach.py": {
        "require_reach": "and then at each place where the person ever had a role",
        "is_in_reach": "the same",
    },
    "core/catalogues/access.py": {
        "can_manage": "a catalogue of no programme; the role is given at a country's root only",
        "require_catalogue": "the same",
    },
    "core/imports/kinds.py": {
        "require_kind": "to bring a file; what it touches is asked by the kind's check and row by row by its plan",
        "_plan_units": "and then institution by institution (IM-23)",
    },
    "domains/authorizations/actions/managing.py": {
        "declare_interest": "one's own interest: it only takes decisions from who declares it",
        "end_interest": "one's own interest, nobody else's",
    },
    "domains/exchange/consolidated/aggregate.py": {"scope": "reading: the figures are of the places held"},
    "domains/exchange/matching_queries.py": {"run_for": "reading: the rows are of the places held"},
    "domains/oralhealth/actions/importing.py": {"_may_import": "and then facility by facility (importing/days.py)"},
    "domains/oralhealth/actions/reminders.py": {"send_reminders": "and then facility by facility"},
    "domains/oralhealth/actions/transfers.py": {
        "_may_import": "to bring a file, decided by who brought it; then facility by facility"
    },
    "domains/oralhealth/listings/reach.py": {"places_of": "reading: the places are those held"},
    "domains/riskplans/actions/reminders.py": {"remind": "and then hospital by hospital"},
    "interop/packages/actions.py": {
        "receive_package": "its place is not known before it is opened",
        "import_package": "and then at the package's place",
        "refuse_package": "notes why an unread package was refused; nothing of any place changes",
    },
}  # fmt: skip


def _anywhere(path: Path) -> set[str]:
    """The functions of a file that ask for a permission at no place."""
    found = set()
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in ("require", "can"):
                place = call.args[2] if len(call.args) > 2 else None
                place = next((one.value for one in call.keywords if one.arg == "place"), place)
                if isinstance(place, ast.Constant) and place.value is None:
                    found.add(function.name)
    return found


def test_every_permission_asked_anywhere_outside_the_pages_is_judged():
    asked = {}
    for path in sorted(ROOT.rglob("*.py")):
        where = path.relative_to(ROOT)
        if not SHOWING & set(where.parts) and (names := _anywhere(path)):
            asked[where.as_posix()] = names
    assert asked == {file: set(names) for file, names in JUDGED.items() if names}
