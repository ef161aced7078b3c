"""Education, promotion and administrative rows (source 004, p. 38-44)."""

from collections.abc import Sequence

from cauce.core.errors import Problem

from .codes import Codebook
from .reading import Typed, cell, choice, minutes, whole
from .table import broken
from .values import AdminRow, PromotionRow

BROADCAST = frozenset({"11", "12"})  # radio and loudspeaker: nobody is counted in the room
OF_FIVE = frozenset({"05", "10"})  # meeting (text printed at 04, A12) and charla: five people or more
PERMITS = frozenset({"92", "98"})


def read_promotion(typed: Typed, place: str, book: Codebook) -> tuple[PromotionRow | None, list[Problem]]:
    """One education or promotion row and its problems; None when there is an error.

    typed: technique and/or other_code, promotion_type, topic, time, programme, men, women, place, and from the
    supporting form invited and beneficiaries (optional).
    """
    problems: list[Problem] = []
    technique = choice(typed, "technique", frozenset(book.techniques), "OH-80", place, problems, needed=False)
    other = choice(typed, "other_code", frozenset(book.other_codes), "OH-89", place, problems, needed=False)
    if not (cell(typed, "technique") or cell(typed, "other_code")):
        problems.append(broken("OH-90", f"{place}.technique"))
    kind = choice(typed, "promotion_type", frozenset(book.promotion_types), "OH-81", place, problems)
    for name, rule in (("topic", "OH-82"), ("programme", "OH-84"), ("place", "OH-88")):
        if not cell(typed, name):
            problems.append(broken(rule, f"{place}.{name}"))
    time = _time(typed, place, problems)
    men, women = (_people(typed, name, place, problems) for name in ("men", "women"))
    invited, total = (_people(typed, n, place, problems, needed=False) for n in ("invited", "beneficiaries"))
    if invited is not None and total is not None and invited > total:
        problems.append(broken("OH-96", f"{place}.invited", invited=invited, total=total))
    if men is not None and women is not None:
        problems += _audience(technique, men + women, place)
    problems.sort(key=lambda p: p.level)
    if time is None or men is None or women is None or any(p.level == "error" for p in problems):
        return None, problems
    texts = {name: cell(typed, name)[:200] for name in ("topic", "programme", "place")}
    return (
        PromotionRow(
            technique=technique,
            other_code=other,
            promotion_type=kind,
            minutes=time,
            men=men,
            women=women,
            invited=invited,
            beneficiaries=total,
            **texts,
        ),
        problems,
    )


_WHO = {"men": "hombres", "women": "mujeres", "invited": "invitados", "beneficiaries": "beneficiarios"}


def _people(
    typed: Typed, name: str, place: str, problems: list[Problem], *, needed: bool = True
) -> int | None:
    text = cell(typed, name)
    if not text and not needed:
        return None
    value = whole(text, 99_999)
    if value is None:
        problems.append(broken("OH-85", f"{place}.{name}", value=text[:20], who=_WHO[name]))
    return value


def _audience(technique: str, total: int, place: str) -> list[Problem]:
    if total == 0 and technique not in BROADCAST:
        return [broken("OH-86", f"{place}.men")]
    if technique in OF_FIVE and total < 5:
        return [broken("OH-87", f"{place}.men", technique=technique, total=total)]
    return []


def _time(typed: Typed, place: str, problems: list[Problem]) -> int | None:
    value = minutes(cell(typed, "time"))
    if value is None:
        problems.append(broken("OH-83", f"{place}.time", value=cell(typed, "time")[:20]))
    return value


def read_admin(typed: Typed, place: str, book: Codebook) -> tuple[AdminRow | None, list[Problem]]:
    """One administrative row (code, time) and its problems; None when there is an error."""
    problems: list[Problem] = []
    code = cell(typed, "code")
    if code in book.administrative_refused:
        problems.append(broken("OH-92", f"{place}.code", value=code))
    elif code not in book.administrative:
        problems.append(broken("OH-91", f"{place}.code", value=code[:20]))
    time = _time(typed, place, problems)
    if time is None or problems:
        return None, problems
    return AdminRow(code, time), problems


def check_admin(rows: Sequence[tuple[str, AdminRow]]) -> list[Problem]:
    """Rules over the administrative rows of one sheet: a code twice, and both kinds of permit. rows: (place, row)."""
    problems: list[Problem] = []
    held: set[str] = set()
    for place, row in rows:
        if row.code in held:
            problems.append(broken("OH-93", f"{place}.code", value=row.code))
        elif row.code in PERMITS and held & PERMITS:
            problems.append(broken("OH-94", f"{place}.code"))
        held.add(row.code)
    return problems
