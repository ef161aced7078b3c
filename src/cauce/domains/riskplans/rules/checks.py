# ruff: noqa: E501  (a table is read by rows)
"""The consistency checks as data: name, sentence, source, and whether each warns or blocks while nobody says otherwise.

Spec 3: "Consistency checks as data, each with a name and message … They warn or block as configured, and outliers
against the ESE's own history and its peers are pointed out". Pure; decision 0053.
"""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What a broken check does: it keeps the act from being done, or asks to confirm it."""

    BLOCK = "block"
    WARN = "warn"


LEVEL_LABELS = {Level.BLOCK: "Bloquea", Level.WARN: "Avisa"}


class Kind(StrEnum):
    """What a check looks at. The totals of the Cuadros are computed, so only a file can contradict them."""

    REPORT = "report"
    SIHO = "siho"
    BOTH = "both"  # a report and an extract of SIHO
    TOTAL = "total"  # a total that a workbook or an extract of SIHO brings
    BOOK = "book"  # a total that a workbook brings
    OUTLIER = "outlier"  # a report's figures beside others


KIND_LABELS = {
    Kind.REPORT: "Informe",
    Kind.SIHO: "Extracto de SIHO",
    Kind.BOTH: "Informe y extracto de SIHO",
    Kind.TOTAL: "Libro importado y extracto de SIHO",
    Kind.BOOK: "Libro importado",
    Kind.OUTLIER: "Informe",
}
IN_REPORTS = (Kind.REPORT, Kind.BOTH, Kind.OUTLIER)


@dataclass(frozen=True, slots=True)
class Check:
    """One check. key: as problems, extracts and configurations name it; default: its level while none is configured.

    explained: an explanation lifts it also where it blocks, because an explanation is what it asks for.
    """

    key: str
    name: str
    sentence: str
    source: str
    kind: Kind
    default: Level
    remedy: str = "Corrija las cifras: esta comprobación impide enviar el informe."
    explained: bool = False


SPEC = "Especificación del módulo 3, comprobaciones de consistencia"
SPENDING = "Estructura de gastos comprometidos de SIHO"
BUDGET = "Momentos del gasto y del ingreso; la fuente no lo enuncia"
BALANCE = "Estados financieros; la fuente no lo enuncia"
OWN = "Especificación del módulo 3; la medida es de este sistema (no oficial)"
FILE = "Corrija el total o sus partes en el archivo: así no se importa."
_B, _W = Level.BLOCK, Level.WARN

CHECKS: dict[str, Check] = {
    check.key: check
    for check in (
        Check("total_egresos", "Total de egresos", "El total de egresos es la suma de obstétricos, quirúrgicos, no quirúrgicos y salud mental.", SPEC, Kind.TOTAL, _B, FILE),
        Check("total_dias_estancia", "Total de días estancia", "El total de días estancia es la suma de obstétricos, quirúrgicos, no quirúrgicos y salud mental.", SPEC, Kind.TOTAL, _B, FILE),
        Check("total_cirugias", "Total de cirugías", "El total de cirugías es la suma de los grupos 2-6, 7-10, 11-13 y 20-23.", SPEC, Kind.TOTAL, _B, FILE),
        Check("dias_cama", "Días cama", "Los días cama ocupados no pasan de los disponibles.", SPEC, Kind.BOTH, _W),
        Check("total_gastos", "TOTAL DE GASTOS", "El total de gastos es la suma de funcionamiento, operación, deuda, inversión y cuentas por pagar.", SPEC, Kind.SIHO, _B),
        Check("gastos_funcionamiento", "Gastos de funcionamiento", "Los gastos de funcionamiento son personal, generales y transferencias corrientes.", SPENDING, Kind.SIHO, _B),
        Check("gastos_personal", "Gastos de personal", "Los gastos de personal son el de planta y los servicios personales indirectos.", SPENDING, Kind.SIHO, _B),
        Check("personal_planta", "Personal de planta", "El personal de planta son los servicios asociados a la nómina y las contribuciones inherentes.", SPENDING, Kind.SIHO, _B),
        Check("gastos_operacion", "Gastos de operación", "Los gastos de operación son medicamentos, comercialización y prestación de servicios.", SPENDING, Kind.SIHO, _B),
        Check("totales", "Otros totales de los Cuadros", "Un total de Pasivos, Ingresos o Eficiencia es la suma de sus renglones.", "Cuadros 7, 9 y 10; la fuente no lo enuncia", Kind.BOOK, _B, FILE),
        Check("recaudos_reconocidos", "Recaudos y reconocimientos", "Los recaudos no pasan de los reconocimientos.", BUDGET, Kind.REPORT, _W),
        Check("obligaciones_compromisos", "Obligaciones y compromisos", "Las obligaciones no pasan de los gastos comprometidos.", BUDGET, Kind.REPORT, _W),
        Check("pagos_obligaciones", "Pagos y obligaciones", "Los pagos no pasan de las obligaciones.", BUDGET, Kind.REPORT, _W),
        Check("activo_corriente_total", "Activo corriente", "El activo corriente no pasa del total.", BALANCE, Kind.REPORT, _W),
        Check("pasivo_corriente_total", "Pasivo corriente", "El pasivo corriente no pasa del total.", BALANCE, Kind.REPORT, _W),
        Check("ecuacion_patrimonial", "Ecuación patrimonial", "El activo total es el pasivo total más el patrimonio.", BALANCE, Kind.REPORT, _W),
        Check("soporte", "Actividad con soporte", "Una actividad que figura como cumplida tiene su soporte.", "Documento 003, Matriz de medidas", Kind.REPORT, _W, "Adjunte el soporte o quite la marca: sin él no se envía el informe."),
        Check("variacion", "Variación del balance", "Una cuenta del balance que varió más del 30 % frente al semestre anterior tiene su explicación.", "Documento 003, Seguimiento a situación financiera; el 30 % es de este sistema", Kind.REPORT, _B, "Explique la variación en Estados financieros: sin explicación no se envía el informe.", explained=True),
        Check("historia", "Historia de la ESE", "Una cifra no se aparta mucho de lo que la ESE informó en sus trimestres anteriores.", OWN, Kind.OUTLIER, _W),
        Check("pares", "Pares", "Una razón (estancia, ocupación, cesáreas, recaudo, personal) no se aparta mucho de las ESE del mismo nivel y trimestre.", OWN, Kind.OUTLIER, _W),
    )
}  # fmt: skip
DEFAULTS: dict[str, Level] = {key: check.default for key, check in CHECKS.items()}
CONFIGURABLE = tuple(check for check in CHECKS.values() if check.kind != Kind.OUTLIER)
