"""Compare Spanish text in the database without capitals and accents, alike on SQLite and PostgreSQL."""

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Lower, Replace

# SQLite lowers only ASCII, so the accented capitals are named too.
_PLAIN = dict(zip("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunaeiouun", strict=True))


def folded(field: str) -> Lower:
    """An expression: the field in lower case, without accents."""
    text: F | Replace = F(field)
    for accented, plain in _PLAIN.items():
        text = Replace(text, Value(accented), Value(plain), output_field=TextField())
    return Lower(text, output_field=TextField())


def folds(*fields: str) -> dict[str, Lower]:
    """Aliases `folded_<field>` for `QuerySet.alias`."""
    return {f"folded_{field}": folded(field) for field in fields}


def holds(words: list[str], *fields: str) -> Q:
    """Each word stands in one of the (folded) fields. words: of `catalogues.text.normalise`."""
    found = Q()
    for word in words:
        found &= Q(*[(f"folded_{field}__contains", word) for field in fields], _connector=Q.OR)
    return found
