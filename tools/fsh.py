"""FSH example Instances as FHIR R4 JSON: small, for what published examples use, not a compiler.

Read: Instance blocks with paths (indices, [+], [=], slices, indented rules), codes, quantities, References and inline
instances; of Profiles and Extensions only the names of slices and the fixed values of slices that an example uses.
Anything else raises FshError with its line, so that nothing is left out in silence.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fhir.resources.R4B import get_fhir_model_class

_BLOCK = re.compile(r"(Instance|Profile|Extension|CodeSystem|RuleSet): *(\S+)\s*$")
_KINDS = ("Instance", "Profile", "Extension", "CodeSystem", "RuleSet")
_ALIAS = re.compile(r"^Alias: *(\S+) *= *(\S+)", re.M)
_RULE = re.compile(r"( *)\* +(.+?)\s*$")
_CODE = re.compile(r'(?P<system>[^\s#"]*)#(?P<code>[^\s"]+)(?: +"(?P<display>[^"]*)")?')
_QUANTITY = re.compile(r"(?P<value>-?\d+(?:\.\d+)?) +'(?P<code>[^']*)'(?: +\"(?P<unit>[^\"]*)\")?")
_PART = re.compile(r"([A-Za-z]+)((?:\[[^\]]+\])*)")
CANONICAL = "http://hl7.org/fhir/us/davinci-pas"


class FshError(Exception):
    """What this reader does not know, with its line."""


@dataclass(slots=True)
class Block:
    """One definition: its head's keywords and its rules (indentation, text)."""

    kind: str
    name: str
    head: dict[str, str] = field(default_factory=dict)
    rules: list[tuple[int, str]] = field(default_factory=list)


def blocks(text: str) -> Iterator[Block]:
    """The definitions of a file, in order."""
    block: Block | None = None
    for line in text.splitlines():
        if found := _BLOCK.match(line):
            block = Block(found[1], found[2])
            yield block
        elif block and (rule := _RULE.match(line)):
            block.rules.append((len(rule[1].expandtabs(2)) // 2, rule[2]))
        elif block and (head := re.match(r"(\w+): *(.+?)\s*$", line)):
            block.head[head[1]] = head[2].strip('"')
            if head[1] in ("Invariant", "ValueSet", "Alias", "Mapping", "Logical"):
                block = None
        elif block and block.kind != "Instance" and line.strip():
            block.rules.append((0, line.strip()))  # a rule that goes on: names of slices


class Library:
    """Everything defined in some FSH files; `json(name)` gives one instance."""

    def __init__(self, texts: Iterable[str]) -> None:
        whole = list(texts)
        self.aliases = {name: url for text in whole for name, url in _ALIAS.findall(text)}
        self.by_kind: dict[str, dict[str, Block]] = {kind: {} for kind in _KINDS}
        for block in [b for text in whole for b in list(blocks(text))]:
            self.by_kind[block.kind][block.name] = block
        holders = {**self.by_kind["Profile"], **self.by_kind["Extension"]}
        for block in holders.values():
            block.rules = [rule for one in block.rules for rule in self._inserted(one)]
        self.slices = {name: _slices(block) for name, block in holders.items()}

    def _inserted(self, rule: tuple[int, str]) -> list[tuple[int, str]]:
        name = rule[1].removeprefix("insert ").split("(")[0]
        found = self.by_kind["RuleSet"].get(name) if rule[1].startswith("insert ") else None
        return found.rules if found else [rule]

    @property
    def instances(self) -> dict[str, Block]:
        """Instances by name."""
        return self.by_kind["Instance"]

    def chain(self, name: str) -> list[str]:
        """A profile and its parents, as far as they are defined here."""
        found = []
        while name in self.by_kind["Profile"]:
            found.append(name)
            name = self.by_kind["Profile"][name].head.get("Parent", "")
        return [*found, name]

    def type_of(self, name: str) -> str:
        """The FHIR type of an InstanceOf: the last parent, which may be another guide's profile of it."""
        parent = self.chain(name)[-1]
        last = self.aliases.get(parent, parent).split("|")[0].rsplit("/", 1)[-1]
        for guess in (last, *(part for part in reversed(last.split("-")))):
            for known in _TYPES:
                if guess.casefold() == known.casefold():
                    return known
        raise FshError(f"{name}: type unknown ({last})")

    def json(self, name: str) -> dict[str, Any]:
        """An instance as JSON, with its id and profile. Raises FshError."""
        block = self.instances[name]
        profile = block.head["InstanceOf"]
        kind = self.type_of(profile)
        made: dict[str, Any] = {}
        if block.head.get("Usage") != "#inline":
            made = {"resourceType": kind, "id": name}
            if profile in self.by_kind["Profile"]:
                made["meta"] = {
                    "profile": [f"{CANONICAL}/StructureDefinition/{self._id('Profile', profile)}"]
                }
        _Writer(self, self.chain(profile), kind).write(made, block.rules)
        return made

    def url(self, slice_name: str, profiles: list[str], inside: str = "") -> tuple[str, str]:
        """(url, name of the Extension) of an extension's slice; `inside`: the complex extension that holds it."""
        holders = [inside] if inside else [*profiles, *self.by_kind["Profile"]]
        for holder in holders:
            if target := self.slices.get(holder, {}).get(slice_name):
                if "://" in target:
                    return target, ""
                return f"{CANONICAL}/StructureDefinition/{self._id('Extension', target)}", target
        return slice_name, ""  # a part of a complex extension goes by its own name

    def fixed(self, path: str, profiles: list[str]) -> list[tuple[int, str]]:
        """Fixed codes of a slice (`supportingInfo[X].category = …`) in the profiles."""
        found = []
        for profile in profiles:
            for _depth, rule in self.by_kind["Profile"].get(profile, Block("", "")).rules:
                if rule.startswith(f"{path}.") and re.match(r"\S+ = \S*#\S+$", rule):
                    found.append((0, rule))
        return found

    def system(self, name: str) -> str:
        """A code system by its URL or by its name here."""
        if name in self.by_kind["CodeSystem"]:
            return f"{CANONICAL}/CodeSystem/{self._id('CodeSystem', name)}"
        return self.aliases.get(name, name)

    def _id(self, kind: str, name: str) -> str:
        block = self.by_kind[kind].get(name)
        return block.head.get("Id", name) if block else name


def _slices(block: Block) -> dict[str, str]:
    """name of a slice of extensions → the Extension's name (or URL)."""
    text = " ".join(rule for _depth, rule in block.rules)
    return {name: target for target, name in re.findall(r"([\w:/.\-]+) named (\w+)", text)}


_TYPES = (
    "Bundle", "Claim", "ClaimResponse", "CommunicationRequest", "Coverage", "DeviceRequest", "DocumentReference",
    "Encounter", "Identifier", "Location", "MedicationRequest", "NutritionOrder", "OperationOutcome", "Organization",
    "Parameters", "Patient", "Practitioner", "PractitionerRole", "ServiceRequest", "Subscription", "Task", "Timing",
)  # fmt: skip


class _Writer:
    """Writes the rules of one instance."""

    def __init__(self, library: Library, profiles: list[str], kind: str) -> None:
        self.library, self.profiles, self.kind = library, profiles, kind
        self.marks: dict[tuple[int, str], int] = {}  # (list, slice) → index

    def write(self, made: dict[str, Any], rules: list[tuple[int, str]]) -> None:
        contexts: list[str] = []
        for depth, rule in rules:
            path, _equals, value = (part.strip() for part in rule.partition(" = "))
            whole = ".".join([*contexts[:depth], path])
            contexts = [*contexts[:depth], path.replace("[+]", "[=]")]
            if value:
                self.set(made, whole, value)
            elif "[+]" in whole:
                self.holder(made, whole + ".")

    def set(self, made: dict[str, Any], path: str, value: str) -> None:
        """Put one value at its path."""
        holder, kind, name, marks = self.holder(made, path)
        type_, many = _field(kind, name)
        read = self.value(value, type_, path)
        if not many:
            holder[name] = read
            return
        rows = holder.setdefault(name, [])
        index = self.index(rows, marks, type_)
        if index < len(rows) and isinstance(rows[index], dict) and isinstance(read, dict):
            rows[index].update(read)
        else:
            rows[index:] = [read]

    def holder(self, made: dict[str, Any], path: str) -> tuple[dict[str, Any], str, str, list[str]]:
        """The object that holds the path's last element, its type, the element's name and marks."""
        holder, kind, inside, so_far = made, self.kind, "", ""
        parts = _split(path)
        for number, part in enumerate(parts):
            match = _PART.fullmatch(part)
            if match is None:
                if part == "" and number == len(parts) - 1:
                    break
                raise FshError(f"path {path}")
            name, marks = match[1], re.findall(r"\[([^\]]+)\]", match[2])
            so_far = f"{so_far}.{part}".lstrip(".")
            if number == len(parts) - 1:
                return holder, kind, name, marks
            type_, many = _field(kind, name)
            if not many:
                holder, kind = holder.setdefault(name, {}), type_
                continue
            rows = holder.setdefault(name, [])
            index = self.index(rows, marks, type_)
            if index == len(rows):
                rows.append({})
                self.begin(rows[index], name, marks, so_far, inside)
            if name in ("extension", "modifierExtension") and marks:
                inside = self.library.url(marks[0], self.profiles, inside)[1]
            holder, kind = rows[index], type_
        return holder, kind, "", []

    def begin(self, row: dict[str, Any], name: str, marks: list[str], path: str, inside: str) -> None:
        """A new row: an extension gets its URL, a slice its fixed values."""
        if not marks or marks[0] in "+=" or marks[0].isdigit():
            return
        if name in ("extension", "modifierExtension"):
            row["url"] = self.library.url(marks[0], self.profiles, inside)[0]
            return
        for _depth, rule in self.library.fixed(path, self.profiles):
            element, _equals, value = rule.removeprefix(f"{path}.").partition(" = ")
            type_, many = _field(_field(self.kind, name)[0], element)
            read = self.value(value, type_, path)
            row[element] = [read] if many else read

    def index(self, rows: list[Any], marks: list[str], type_: str) -> int:
        """Which row a path means: [n], [+], [=], a slice by its name, or the first."""
        if not marks:
            return 0
        mark = marks[0]
        if mark == "+":
            return len(rows)
        if mark == "=":
            return max(len(rows) - 1, 0)
        if mark.isdigit():
            return min(int(mark), len(rows))
        if type_ == "BundleEntry":
            return 0  # entry[Claim], entry[ClaimResponse]: the profiles want it first
        return self.marks.setdefault((id(rows), mark), len(rows))

    def value(self, text: str, type_: str, path: str) -> Any:
        """A value as its element's type wants it."""
        if found := re.fullmatch(r"Reference\((\S+)\)", text):
            target = self.library.instances.get(found[1])
            kind = self.library.type_of(target.head["InstanceOf"]) if target else ""
            return {"reference": f"{kind}/{found[1]}".lstrip("/")}
        if text.startswith('"') and text.endswith('"'):
            return text[1:-1].replace('\\"', '"')
        if found := _QUANTITY.fullmatch(text):
            quantity = {"value": _number(found["value"]), "unit": found["unit"]}
            quantity |= {"system": "http://unitsofmeasure.org", "code": found["code"]}
            return {key: value for key, value in quantity.items() if value is not None}
        if text in ("true", "false"):
            return text == "true"
        if re.fullmatch(r"-?\d+(\.\d+)?", text):
            return _number(text)
        if re.fullmatch(r"\d{4}(-\d\d(-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?)?)?", text):
            return text
        if found := _CODE.fullmatch(text):
            return self.code(found, type_)
        if text in self.library.instances:
            return self.library.json(text)
        raise FshError(f"{path} = {text}")

    def code(self, found: re.Match[str], type_: str) -> Any:
        """A code, Coding or CodeableConcept."""
        coding = {
            "system": self.library.system(found["system"]),
            "code": found["code"],
            "display": found["display"],
        }
        coding = {key: value for key, value in coding.items() if value}
        if type_ == "CodeableConcept":
            return {"coding": [coding]}
        return coding if type_ == "Coding" else found["code"]


def _split(path: str) -> list[str]:
    """The parts of a path; points inside brackets do not part."""
    return re.split(r"\.(?![^\[]*\])", path)


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _field(kind: str, name: str) -> tuple[str, bool]:
    """The FHIR type of an element and whether it repeats. Raises FshError."""
    try:
        fields = get_fhir_model_class(kind).model_fields
    except KeyError as error:
        raise FshError(f"type {kind}") from error
    found = fields.get(name) or fields.get(f"{name}_fhir")
    if found is None:
        raise FshError(f"{kind}.{name}")
    text = repr(found.annotation)
    inner = re.search(r"abc\.(\w+?)Type\b", text)
    return (inner[1] if inner else "primitive"), "List[" in text
