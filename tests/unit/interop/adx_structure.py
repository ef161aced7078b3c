"""What the ADX profile asks of a document's structure, checked element by element; independent of our reader.

In our own words, from the profile's normative stylesheet (which makes a schema of a data structure definition):
adx carries `exported` (a dateTime) and one or more groups; a group carries `orgUnit` and `period` (a time range) and
one or more values; a value carries `dataElement` and a decimal `value`, and at most one annotation. Other attributes
(the dimensions) are free; attributes have no namespace, elements have the profile's.
"""

import re

from lxml import etree

NS = "{urn:ihe:qrph:adx:2015}"
DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?")
TIME_RANGE = re.compile(
    r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2})?/P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?"
)
DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


def problems(content: bytes) -> list[str]:
    """Everything that the profile's structure does not allow, with the line; empty when it holds."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.tag != f"{NS}adx":
        return [f"root {root.tag}"]
    found = _attributes(root, {"exported": DATE_TIME})
    found += _children(root, "group", least=1)
    for group in root.findall(f"{NS}group"):
        found += _attributes(group, {"orgUnit": None, "period": TIME_RANGE})
        found += _children(group, "dataValue", least=1)
        for value in group.findall(f"{NS}dataValue"):
            found += _attributes(value, {"dataElement": None, "value": DECIMAL})
            found += _children(value, "annotation", least=0, most=1)
        found += _twice(group)
    return found


def _attributes(element, wanted) -> list[str]:
    found = [
        f"{element.sourceline}: attribute {name} has a namespace" for name in element.attrib if "{" in name
    ]
    for name, pattern in wanted.items():
        value = element.get(name)
        if not value or (pattern is not None and not pattern.fullmatch(value)):
            found.append(f"{element.sourceline}: {name}={value!r}")
    return found


def _children(element, name: str, least: int, most: int = 10**9) -> list[str]:
    strange = [child.tag for child in element if child.tag != f"{NS}{name}"]
    count = len(element.findall(f"{NS}{name}"))
    return [f"{element.sourceline}: {tag}" for tag in strange] + (
        [] if least <= count <= most else [f"{element.sourceline}: {count} × {name}"]
    )


def _twice(group) -> list[str]:
    """Two values of a group differ in their element or a dimension."""
    keys = [tuple(sorted((k, v) for k, v in e.attrib.items() if k != "value")) for e in group]
    return [f"{group.sourceline}: {key} twice" for key in set(keys) if keys.count(key) > 1]
