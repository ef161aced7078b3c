"""The fact tables as the indicator engine takes them, and the view that holds each in the live database."""

from cauce.indicators.facts import ColumnType, FactTable, Grain

from .facts import TABLES

# Resources, hours and official population tell of no patient, however small.
PUBLIC = {
    "promotion_rows", "admin_rows", "rda_headers", "resources", "population", "responsibility_population",
    "expected_pregnancies",
}  # fmt: skip

FACTS: dict[str, FactTable] = {
    table.name: FactTable(
        table.name,
        {column.name: ColumnType(column.type.value) for column in table.columns},
        frozenset(table.dimensions),
        Grain(table.grain.value),
        table.label,
        guarded=table.name not in PUBLIC,
    )
    for table in TABLES.values()
}
VIEWS: dict[str, str] = {name: f"oralhealth_fact_{name}" for name in TABLES}
