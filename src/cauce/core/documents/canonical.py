"""One text for one value: the JSON that is hashed, sealed and embedded.

Keys sorted, no spaces, UTF-8 without escapes, final form NFC. Only what has one obvious text is let
through: objects with text keys, arrays, text, whole numbers, true, false, null. Floats, decimals and dates
are refused, so whoever builds the data decides how they read.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any


def canonical_json(value: Any) -> bytes:
    """The canonical bytes of `value`; TypeError names the place of what has no canonical form."""
    text = json.dumps(_checked(value, "$"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in lower-case hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def _checked(value: Any, place: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", str(value))
    if isinstance(value, Mapping):
        return {_key(key, place): _checked(item, f"{place}.{key}") for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_checked(item, f"{place}[{index}]") for index, item in enumerate(value)]
    raise TypeError(f"{place}: {type(value).__name__} has no canonical form")


def _key(key: Any, place: str) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{place}: key {key!r} is not text")
    return unicodedata.normalize("NFC", key)
