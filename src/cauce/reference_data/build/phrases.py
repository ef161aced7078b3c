"""Compose Spanish names of interventions from word tables. Pure and deterministic."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import product

_CONTRACTIONS = {("de", "el"): "del", ("a", "el"): "al"}


def with_preposition(preposition: str, noun: str) -> str:
    """`noun` (with its article) after `preposition`, contracted as Spanish asks.

    >>> with_preposition("de", "el riñón")
    'del riñón'
    """
    article, _, rest = noun.partition(" ")
    contraction = _CONTRACTIONS.get((preposition, article))
    return f"{contraction} {rest}" if contraction else f"{preposition} {noun}"


def fill(procedure: str, noun: str) -> str:
    """`procedure` with its slot {de}, {en}, {a} or {x} filled by `noun`."""
    slots = {p: with_preposition(p, noun) for p in ("de", "en", "a")}
    return procedure.format(x=noun, **slots)


def names_of_family(family: dict) -> Iterator[str]:
    """The names of procedures × objects × approaches, less what `only` and `skip` exclude."""
    suffix = family.get("suffix", "")
    nouns = family.get("objects") or family["plain"]
    for approach, procedure, noun in product(family.get("approaches", [""]), family["procedures"], nouns):
        if noun not in family.get("only", {}).get(approach, nouns):
            continue
        name = " ".join(filter(None, (fill(procedure, noun), approach, suffix)))
        if not any(fnmatchcase(name, pattern) for pattern in family.get("skip", ())):
            yield name


def names_of_speciality(speciality: dict, lists: dict[str, list[str]]) -> Iterator[str]:
    """All names of one speciality: the listed ones, then those by condition, then the families."""
    yield from speciality.get("names", ())
    for name_of_list, templates in speciality.get("by", {}).items():
        for template in [templates] if isinstance(templates, str) else templates:
            yield from (fill(template, item) for item in lists[name_of_list])
    for family in speciality.get("families", ()):
        yield from names_of_family(family)
