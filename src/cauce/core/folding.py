"""Compare Spanish text in the database without capitals and accents, alike on SQLite and PostgreSQL."""

from django.db.models import F, TextField, Value
from django.db.models.functions import Concat, Lower, Replace

# SQLite lowers only ASCII, so the accented capitals are named too.
_PLAIN = dict(zip("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunaeiouun", strict=True))


def folded(*fields: str) -> Lower:
    """An expression: the fields joined by spaces, lower-case, without accents.

    Compare it with `catalogues.text.normalise(text)` of what the person typed.
    """
    parts = [part for field in fields for part in (F(field), Value(" "))]
    joined = Concat(*parts, output_field=TextField())
    for accented, plain in _PLAIN.items():
        joined = Replace(joined, Value(accented), Value(plain))
    return Lower(joined)
