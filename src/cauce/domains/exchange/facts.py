"""The exchange's fact table: one row is one line of a declaration (a product of a unit). Pure.

`period` is the year in which the round opens; `round` tells rounds apart. Ids are text, as all dimensions are; null is
"no especificado". Quantities are monthly; null is "not reported". Yes/no columns are "1" or null.
"""

from cauce.indicators.facts import ColumnType, FactTable, Grain

LABELS: dict[str, str] = {
    "round": "Ronda",
    "declaration": "Declaración",
    "record": "Estado del registro",
    "institution": "Institución",
    "entity_state": "Entidad federativa",
    "care_level": "Nivel de atención",
    "service_group": "Grupo de servicio",
    "speciality": "Especialidad troncal",
    "product": "Producto",
    "cause": "Causa principal",
    "unit": "Unidad médica",
    "has_surplus": "Con excedente",
    "has_shortage": "Con faltante",
}
QUANTITIES = ("surplus_events", "surplus_patients", "shortage_events", "shortage_patients")
LINES = FactTable(
    "exchange_lines",
    {**dict.fromkeys(LABELS, ColumnType.TEXT), **dict.fromkeys(QUANTITIES, ColumnType.INTEGER)},
    frozenset(LABELS),
    Grain.YEAR,
    "Renglones de excedentes y faltantes",
    guarded=False,  # capacities of units, not persons
)
FACTS = {LINES.name: LINES}
VIEWS = {LINES.name: "exchange_fact_lines"}
IDS_VIEW = "exchange_fact_ids"  # the same rows with the ids as numbers, without `period`
# The part of a line that never changes once its declaration is final: what the columnar copy keeps.
KEPT = FactTable(
    "exchange_lines_kept",
    {
        **dict.fromkeys(("declaration", "unit", "speciality", "product", "cause"), ColumnType.TEXT),
        **dict.fromkeys(QUANTITIES, ColumnType.INTEGER),
    },
    frozenset({"declaration", "unit", "speciality", "product", "cause"}),
    Grain.YEAR,
    "Renglones de declaraciones finalizadas",
    guarded=False,
)
