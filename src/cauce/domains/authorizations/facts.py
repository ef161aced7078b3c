"""The fact tables over which oversight is counted: names, types, dimensions. Pure.

Every row belongs to the local day on which its request was sent (`period`, 20260314), also what happened later: a
decision, an appeal, a number that expired. So every rate of a period is about the same requests. A signal belongs to
the day on which it was raised. Texts "1" and "0" are yes and no; null is "does not apply yet" or "not said".

Hours are whole, rounded half up from the seconds that the clock kept (rules/clocks.py): gross from the sending to the
decision, net without the counted pauses.
"""

from cauce.indicators.facts import ColumnType, FactTable, Grain

PLACES = {"institution": "Institución", "region": "Región", "unit": "Unidad solicitante"}
LABELS: dict[str, str] = {
    **PLACES,
    "category": "Categoría",
    "service": "Servicio",
    "speciality": "Especialidad que revisa",
    "priority": "Prioridad",
    "setting": "Ámbito",
    "channel": "Vía de ingreso",
    "emergency": "Urgencia ya atendida",
    "state": "Estado",
    "decided_by": "Quién resolvió",
    "reason": "Motivo de la resolución",
    "waits": "En espera de capacidad",
    "outcome": "Resolución de la solicitud",
    "reviewed": "Resuelta por una persona",
    "breached": "Plazo vencido",
    "duplicate": "Repetición confirmada",
    "registered": "Registro de la urgencia",
    "corrected": "Corrige una anterior",
    "centre": "Centro autorizado",
    "agrees": "Coincide con la primera",
    "kind": "Tipo de señal",
    "month": "Mes",
}
_OF_A_REQUEST = (*PLACES, "speciality", "priority", "setting", "channel", "emergency")


def _fact(name: str, title: str, texts: tuple[str, ...], numbers: tuple[str, ...] = ()) -> FactTable:
    columns = {"row_id": ColumnType.TEXT, **dict.fromkeys(texts, ColumnType.TEXT)}
    columns |= dict.fromkeys(numbers, ColumnType.INTEGER)
    return FactTable(f"auth_{name}", columns, frozenset(texts), Grain.DAY, title)


ITEMS = _fact(
    "items",
    "Servicios solicitados",
    (*_OF_A_REQUEST, "category", "service", "state", "decided_by", "reason", "waits"),
    ("quantity", "quantity_granted"),
)
REQUESTS = _fact(
    "requests",
    "Solicitudes enviadas",
    (*_OF_A_REQUEST, "state", "outcome", "reviewed", "breached", "duplicate", "registered", "corrected"),
    ("gross_hours", "net_hours", "info_requests", "items"),
)
APPEALS = _fact("appeals", "Recursos de revisión", (*_OF_A_REQUEST, "state"))
NUMBERS = _fact(
    "numbers",
    "Autorizaciones emitidas",
    (*_OF_A_REQUEST, "category", "service", "centre", "state"),
    ("units", "consumed", "unused"),
)
OPINIONS = _fact("opinions", "Segundas opiniones a ciegas", (*_OF_A_REQUEST, "category", "service", "agrees"))
SIGNALS = _fact("signals", "Señales para auditoría", ("institution", "region", "kind", "state"))

FACTS: dict[str, FactTable] = {
    fact.name: fact for fact in (ITEMS, REQUESTS, APPEALS, NUMBERS, OPINIONS, SIGNALS)
}
VIEWS: dict[str, str] = {name: f"authorizations_fact_{name.removeprefix('auth_')}" for name in FACTS}
