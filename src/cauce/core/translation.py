"""Translation for pure code: texts are Spanish message ids, and the framework hands in its gettext.

Rules must not import the framework, yet what they say must be translatable. Until a translator
is handed in, a text is itself.
"""

from collections.abc import Callable

_translate: Callable[[str], str] = str


def use(translator: Callable[[str], str]) -> None:
    """Hand in the function that translates a message id into the active language."""
    global _translate
    _translate = translator


def tr(text: str) -> str:
    """The text in the active language ("" stays "": gettext would answer with its header)."""
    return _translate(text) if text else text
