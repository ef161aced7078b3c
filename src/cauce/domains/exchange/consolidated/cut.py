"""Which cut of the consolidated is asked for: dimensions, filters and order. Pure.

The same names are used in the page's address, in the API and in the links of every number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cauce.core.errors import Invalid, Problem

from ..rules.lines import CAUSES


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to group rows. column: from a Line, in the ORM's spelling."""

    key: str
    label: str
    plural: str
    column: str


DIMENSIONS: dict[str, Dimension] = {
    d.key: d
    for d in [
        Dimension("institution", "Institución", "instituciones", "declaration__entity__parent_id"),
        Dimension("state", "Entidad federativa", "entidades federativas", "declaration__entity__area_id"),
        Dimension("level", "Nivel de atención", "niveles de atención", "unit__care_level"),
        Dimension("group", "Grupo de servicio", "grupos de servicio", "speciality__parent_id"),
        Dimension("speciality", "Especialidad troncal", "especialidades", "speciality_id"),
        Dimension("product", "Producto", "productos", "product_id"),
        Dimension("cause", "Causa principal", "causas", "shortage_cause"),
    ]
}
KINDS: dict[str, str] = {"both": "Ambos", "surplus": "Excedentes", "shortage": "Faltantes"}
# measure → its heading and the side it belongs to ("" = both)
MEASURES: dict[str, tuple[str, str]] = {
    "lines": ("Renglones", ""),
    "units": ("Unidades", ""),
    "surplus_lines": ("Renglones con excedente", "surplus"),
    "surplus_events": ("Eventos del excedente", "surplus"),
    "surplus_patients": ("Pacientes del excedente", "surplus"),
    "shortage_lines": ("Renglones con faltante", "shortage"),
    "shortage_events": ("Eventos del faltante", "shortage"),
    "shortage_patients": ("Pacientes del faltante", "shortage"),
}


@dataclass(frozen=True, slots=True)
class Cut:
    """One question to the consolidated. Filters are ids (level: 1 to 3, or 0 for "not said"); None: no filter."""

    by: tuple[str, ...] = ("institution",)
    institution: int | None = None
    state: int | None = None
    level: int | None = None
    group: int | None = None
    speciality: int | None = None
    product: int | None = None
    unit: int | None = None
    cause: str = ""
    kind: str = "both"
    include_open: bool = False
    sort: str = ""  # a dimension's or a measure's key, "-" before it for descending; empty: the default

    @property
    def side(self) -> str:
        """surplus, shortage or both; a cause only exists in a shortage, so a cut by cause is of shortages."""
        return "shortage" if self.cause or "cause" in self.by else self.kind

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that say something in this cut."""
        return tuple(
            key for key, (_label, side) in MEASURES.items() if not side or self.side in ("both", side)
        )

    def params(self) -> dict[str, str]:
        """The cut as an address's parameters, without those at their default."""
        found = {key: str(getattr(self, key)) for key in FILTERS if getattr(self, key) is not None}
        found["by"] = ",".join(self.by)
        if self.cause:
            found["cause"] = self.cause
        if self.kind != "both":
            found["kind"] = self.kind
        if self.include_open:
            found["open"] = "1"
        if self.sort:
            found["sort"] = self.sort
        return found

    def narrowed(self, keys: Mapping[str, object]) -> "Cut":
        """The cut of one row of the table: its filters and the row's own keys."""
        return replace(self, **{k: _filter_value(k, v) for k, v in keys.items()})


FILTERS = ("institution", "state", "level", "group", "speciality", "product", "unit")


def _filter_value(dimension: str, key: object) -> object:
    """A row's key as a filter's value: "not said" is 0 for a level."""
    if dimension == "cause":
        return str(key or "")
    return 0 if key is None else key


def read_cut(params: Mapping[str, str]) -> Cut:
    """The cut in an address's or an API's parameters. Raises Invalid with every problem."""
    problems: list[Problem] = []
    filters = {name: _number(params.get(name, ""), name, problems) for name in FILTERS}
    by = tuple(part for part in (params.get("by") or "institution").split(",") if part)
    _check(set(by) <= set(DIMENSIONS) and 1 <= len(by) <= 2 and len(set(by)) == len(by), "by", problems)
    kind, cause, sort = params.get("kind") or "both", params.get("cause") or "", params.get("sort") or ""
    _check(kind in KINDS, "kind", problems)
    _check(not cause or cause in CAUSES, "cause", problems)
    _check(not sort or sort.removeprefix("-") in {*MEASURES, *by}, "sort", problems)
    if problems:
        raise Invalid(problems)
    is_open = (params.get("open") or "") in {"1", "true", "on", "si"}
    return Cut(by=by, cause=cause, kind=kind, include_open=is_open, sort=sort, **filters)


_HELP = {
    "by": f"Elija una o dos dimensiones distintas de: {', '.join(DIMENSIONS)}.",
    "kind": f"Elija uno de: {', '.join(KINDS)}.",
    "cause": f"Elija una de: {', '.join(CAUSES)}.",
    "sort": "Ordene por una dimensión del corte o por una medida; «-» delante para descendente.",
}


def _check(fine: bool, name: str, problems: list[Problem]) -> None:
    if not fine:
        problems.append(Problem("EX-CUT", name, f"El valor de «{name}» no es válido.", _HELP.get(name, "")))


def _number(text: str, name: str, problems: list[Problem]) -> int | None:
    text = str(text or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        problems.append(
            Problem(
                "EX-CUT", name, f"El filtro «{name}» no es un número.", "Use el identificador del catálogo."
            )
        )
        return None
    return int(text)
