"""Bootstrap without what no page uses: 31 KB on a poor line become about a third.

Nothing is vendored and there is no Node: a static-files finder derives `cauce/bootstrap.css` from the
wheel's file when the process starts (or at collectstatic). A rule stays when every class it names is
a word of some template, script or Python file; a word that ends in a hyphen (`btn-{{ style }}`) keeps
every class that begins with it. Words are found generously: keeping too much only costs bytes.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

NAME = "cauce/bootstrap.css"
SOURCE = "bootstrap/css/bootstrap.min.css"
PACKAGE = Path(__file__).resolve().parent.parent
_WORD = re.compile(r"[A-Za-z][\w-]*")
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_NESTED = ("@media", "@supports", "@layer", "@container")


def words_of(files: Iterable[Path]) -> set[str]:
    """Every word in the files."""
    found: set[str] = set()
    for file in files:
        found.update(_WORD.findall(file.read_text(encoding="utf-8")))
    return found


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """(prelude, body) of each top-level block of minified CSS; bodies may hold blocks themselves."""
    at = 0
    while (opened := css.find("{", at)) != -1:
        depth, end = 1, opened + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[at:opened].strip(), css[opened + 1 : end - 1]
        at = end


def lean(css: str, words: set[str]) -> str:
    """The rules of `css` whose classes are all among `words`."""
    css = re.sub(r"/\*.*?\*/|@charset[^;]*;", "", css, flags=re.DOTALL)
    prefixes = tuple(word for word in words if word.endswith("-") and len(word) > 2)
    return _kept(css, words, prefixes)


def _kept(css: str, words: set[str], prefixes: tuple[str, ...]) -> str:
    out = []
    for prelude, body in blocks(css):
        if prelude.startswith(_NESTED):
            inner = _kept(body, words, prefixes)
            if inner:
                out.append(f"{prelude}{{{inner}}}")
        elif prelude.startswith("@"):
            out.append(f"{prelude}{{{body}}}")
        else:
            selectors = [s for s in _selectors(prelude) if _is_used(s, words, prefixes)]
            if selectors:
                out.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(out)


def _selectors(prelude: str) -> list[str]:
    """The comma-separated selectors; commas inside parentheses do not part them."""
    return re.split(r",(?![^(]*\))", prelude)


def _is_used(selector: str, words: set[str], prefixes: tuple[str, ...]) -> bool:
    # What :not() names need not exist for the rule to hold.
    named = _CLASS.findall(re.sub(r":not\([^)]*\)", "", selector))
    return all(name in words or name.startswith(prefixes) for name in named)


@cache
def folder() -> Path:
    """Where the derived file is, made on first use in this process."""
    source = Path(finders.AppDirectoriesFinder().find(SOURCE))
    sources = [
        *PACKAGE.rglob("*.html"),
        *PACKAGE.glob("*/static/**/*.js"),
        *PACKAGE.glob("*/*/static/**/*.js"),
        *PACKAGE.rglob("*.py"),
    ]
    css = lean(source.read_text(encoding="utf-8"), words_of(sources))
    root = Path(settings.VAR_DIR) / "css" / hashlib.sha256(css.encode()).hexdigest()[:16]
    target = root / NAME
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{os.getpid()}.part")
        part.write_text(css, encoding="utf-8")
        part.replace(target)
    return root


class LeanBootstrapFinder(finders.BaseFinder):
    """Finds the derived file for runserver, whitenoise and collectstatic."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [str(folder() / NAME)] if path == NAME else []
        return found if find_all else (found[0] if found else None)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        yield NAME, FileSystemStorage(location=str(folder()))
