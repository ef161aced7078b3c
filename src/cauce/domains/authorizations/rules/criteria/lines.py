"""Where in a document's text an issue is, and how one text differs from another, line by line. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

import yaml

CONTEXT = 2  # unchanged lines around a change


def line_of(text: str, path: str) -> int | None:
    """The line (from 1) of a path like `clauses.2.when.all.1.fact`; of what holds it when it is missing itself.

    None for a text that is not YAML, and for the document as a whole ("$").
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if node is None or path == "$":
        return None
    line = node.start_mark.line
    for step in path.removeprefix("$.").split("."):
        found = _below(node, step)
        if found is None:
            break
        line, node = found
    return line + 1


def _below(node: yaml.Node, step: str) -> tuple[int, yaml.Node] | None:
    """(line, node) under a key of a mapping or at a place, from 1, of a sequence."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if str(key.value) == step:
                return key.start_mark.line, value
    if isinstance(node, yaml.SequenceNode) and step.isdigit() and 1 <= int(step) <= len(node.value):
        child = node.value[int(step) - 1]
        return child.start_mark.line, child
    return None


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a comparison. kind: same | gone | new | skip (lines left out)."""

    kind: str
    text: str


def compare_texts(before: str, after: str) -> list[DiffLine]:
    """What changes, with a few lines around; empty when both say the same."""
    old, new = before.strip().splitlines(), after.strip().splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if old == new:
        return []
    return [line for group in matcher.get_grouped_opcodes(CONTEXT) for line in _group(group, old, new)]


def _group(group: list, old: list[str], new: list[str]) -> Iterator[DiffLine]:
    if group[0][1]:
        yield DiffLine("skip", "…")
    for tag, a, b, c, d in group:
        if tag == "equal":
            yield from (DiffLine("same", text) for text in old[a:b])
            continue
        yield from (DiffLine("gone", text) for text in old[a:b])
        yield from (DiffLine("new", text) for text in new[c:d])
