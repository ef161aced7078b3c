"""What the forms of one record share: its version as sent, and settling what two people wrote differently."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def version_of(request: HttpRequest) -> int:
    """The version that the person saw."""
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 9 else 0


def settled(sent: Mapping[str, str], typed: dict[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed with the chosen values of the stored record put in (`choose-<field>` = theirs)."""
    for name in typed:
        if sent.get(f"choose-{name}") == "theirs":
            typed[name] = theirs.get(name, "")
    return typed


def differences(
    labels: Mapping[str, Any], typed: Mapping[str, Any], theirs: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The fields that differ, for the conflict table."""
    return [
        {"name": name, "label": label, "mine": _words(typed.get(name)), "theirs": _words(theirs.get(name))}
        for name, label in labels.items()
        if _words(typed.get(name)) != _words(theirs.get(name))
    ]


def _words(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)
