"""Reduce Spanish text to what search compares: accent-blind tokens and how they sound.

Pure: no framework, no state.
"""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")

# Spellings that sound alike to a Mexican ear, in the order they must be applied.
# 'ch' is set aside first so that dropping the mute h does not touch it.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ch", "\x01"),
        (r"ph", "f"),
        (r"h", ""),
        (r"^ps", "s"),
        (r"[vw]", "b"),
        (r"(?:x|s)c(?=[ei])", "s"),
        (r"c(?=[ei])", "s"),
        (r"[zx]", "s"),
        (r"qu(?=[ei])", "k"),
        (r"[cq]", "k"),
        (r"gu(?=[ei])", "\x02"),
        (r"g(?=[ei])", "j"),
        (r"ll", "i"),
        (r"y", "i"),
        (r"n(?=[bp])", "m"),
        (r"(.)\1+", r"\1"),
    )
)


def normalise(text: str) -> str:
    """`text` in lower case, without accents or punctuation, single spaces.

    >>> normalise("  Ácido (Úrico) ")
    'acido urico'
    """
    return " ".join(tokens(text))


def tokens(text: str) -> list[str]:
    """The words of `text`, lower case and without accents, in order."""
    # Twice: casefold can yield combining marks of its own (İ), and NFKD new capitals.
    bare = _strip_marks(_strip_marks(text).casefold())
    return _WORD.findall(bare)


def sound_of(token: str) -> str:
    """A key equal for spellings that sound alike (b/v, s/c/z, mute h, ll/y, g/j); may be empty.

    `token` must come from `tokens`.
    """
    for pattern, sound in _SOUNDS:
        token = pattern.sub(sound, token)
    return token


def _strip_marks(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
