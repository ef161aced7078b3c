"""Names of places and units as people write them, from registers that shout in capitals. Pure."""

import re

_SMALL = frozenset(("de", "del", "la", "las", "el", "los", "y", "e", "en", "a", "al", "con", "por", "para"))
_SIGLAS = "umf cmf cmfe cmct caf ch hg hr hgz hgsz imss issste pemex uneme unemes capa capasits sorid"
_CAPITALS = frozenset(_SIGLAS.split(" "))
_ROMAN = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")


def tidy_name(text: str) -> str:
    """`text` in Spanish title case; siglas and Roman numbers stay in capitals.

    >>> tidy_name("BAHÍA DE LOS ÁNGELES"), tidy_name("Umf Tula de Allende")
    ('Bahía de los Ángeles', 'UMF Tula de Allende')
    """
    text = " ".join(text.split())
    return _WORD.sub(lambda found: _word(found.group(), first=found.start() == 0), text)


def _word(word: str, *, first: bool) -> str:
    lower = word.lower()
    if lower in _CAPITALS or (_ROMAN.fullmatch(lower) and lower not in _SMALL and len(lower) > 1):
        return lower.upper()
    return lower if lower in _SMALL and not first else lower.capitalize()
