"""Writing and reading an ADX document: adx → group (unit, period) → dataValue (element, categories, value).

    <adx xmlns="urn:ihe:qrph:adx:2015" exported="2026-04-05T12:00:00+00:00">
      <group orgUnit="0808130801" period="2026-03-01/P1M" dataSet="SB_MES" completeDate="2026-04-05">
        <dataValue dataElement="SB_PACIENTES" value="12" edad="20-59" sexo="1"/>

Namespace, elements and attributes as in the profile; `dataSet` and `completeDate` are the ones that DHIS2 reads,
and the categories are attributes of the value, as the profile's data structure definitions make them.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from datetime import datetime

from ..values import DataValue, DataValueSet, number, plain
from .periods import read_period, write_period

NAMESPACE = "urn:ihe:qrph:adx:2015"
MEDIA_TYPE = "application/adx+xml"
_OWN = {"dataElement", "value"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
MAX_BYTES = 64 * 1024**2


def write(sets: Iterable[DataValueSet], exported_at: datetime) -> bytes:
    """The document of some sets, one group each. Raises ValueError for what ADX has no way to say."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_tag("adx"), {"exported": exported_at.isoformat(timespec="seconds")})
    for one in sets:
        if not one.values:
            continue  # a group has at least one value
        group = ET.SubElement(root, _tag("group"), _group(one))
        for value in one.values:
            _value(group, value)
    if not len(root):
        raise ValueError("an ADX document has at least one group")
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _group(one: DataValueSet) -> dict[str, str]:
    told = {"orgUnit": one.unit, "period": write_period(one.period), "dataSet": one.data_set}
    return told | ({"completeDate": one.completed} if one.completed else {})


def _value(group: ET.Element, value: DataValue) -> None:
    for name in value.categories:
        if not _NAME.fullmatch(name) or name in _OWN:
            raise ValueError(f"{name!r} cannot be an attribute")
    told = {
        "dataElement": value.element,
        "value": plain(value.value),
        **dict(sorted(value.categories.items())),
    }
    element = ET.SubElement(group, _tag("dataValue"), told)
    if value.comment:
        ET.SubElement(element, _tag("annotation")).text = value.comment


def read(content: bytes) -> list[DataValueSet]:
    """The sets of a document. Raises ValueError naming what is wrong."""
    root = _root(content)
    if root.tag != _tag("adx"):
        raise ValueError("the root is not adx of the profile's namespace")
    return [_read_group(group) for group in root]


def _root(content: bytes) -> ET.Element:
    """The root of a UTF-8 document without declarations: no entities, so nothing expands and nothing is fetched."""
    if len(content) > MAX_BYTES:
        raise ValueError("the document is too large")
    text = content.decode("utf-8-sig")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("declarations are not taken")
    try:
        return ET.fromstring(text)  # noqa: S314
    except ET.ParseError as error:
        raise ValueError(f"not well formed: {error}") from error


def _read_group(group: ET.Element) -> DataValueSet:
    try:
        values = tuple(_read_value(element) for element in group)
        return DataValueSet(
            group.attrib.get("dataSet", ""),
            group.attrib["orgUnit"],
            read_period(group.attrib["period"]),
            values,
            group.attrib.get("completeDate", ""),
        )
    except KeyError as error:
        raise ValueError(f"a group or value lacks {error}") from error


def _read_value(element: ET.Element) -> DataValue:
    annotation = element.find(_tag("annotation"))
    return DataValue(
        element.attrib["dataElement"],
        number(element.attrib["value"]),
        {name: code for name, code in element.attrib.items() if name not in _OWN},
        (annotation.text or "") if annotation is not None else "",
    )
