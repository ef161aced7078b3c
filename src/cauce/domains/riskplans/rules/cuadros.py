"""The Cuadros of a plan as data: what each holds, row by row and column by column. Document 003, "Cuadro No. 2" to "12".

The name is the identity; the numbers differ between parts of the source and stand as aliases (P8, P9). The period of
each Cuadro is explicit (P12, P13). A cell is (cuadro, row, column); figures are exact decimals or missing: blank is
not zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from cauce.core.periods.types import PeriodType

from .definition import FLOW_ROWS


class Kind(StrEnum):
    """What a figure counts: it decides format, decimals and validation."""

    MONEY = "money"  # Colombian pesos, two decimals
    COUNT = "count"  # whole numbers
    AMOUNT = "amount"  # decimals without currency (days, hours, UVR)
    PERCENT = "percent"  # of 100, two decimals


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a Cuadro. planned: its figures come from the plan's version, nobody types them each quarter."""

    key: str
    label: str
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row. sum_of: rows of the same Cuadro that add up to it (it is computed, not typed)."""

    key: str
    label: str
    kind: Kind = Kind.MONEY
    sum_of: tuple[str, ...] = ()
    level: int = 0
    signed: bool = False


@dataclass(frozen=True)
class Cuadro:
    """One Cuadro. number: as the monitoring files print it; aliases: the other numbers in the source."""

    key: str
    name: str
    number: str
    aliases: tuple[str, ...]
    period: PeriodType
    columns: tuple[Column, ...]
    rows: tuple[Line, ...]
    help: str = ""
    _by_key: dict[str, Line] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {row.key: row for row in self.rows})
        if len(self._by_key) != len(self.rows):
            raise ValueError(f"{self.key}: a row key is used twice")
        unknown = {part for row in self.rows for part in row.sum_of} - set(self._by_key)
        if unknown:
            raise ValueError(f"{self.key}: sums of unknown rows {sorted(unknown)}")

    def row(self, key: str) -> Line:
        """The row of that key. Raises KeyError."""
        return self._by_key[key]

    def goal_of(self, column: str) -> str:
        """The programmed column that an executed one is compared with: the nearest before it; "" where there is none."""
        goal = ""
        for one in self.columns:
            if one.key == column:
                return goal
            goal = one.key if one.planned else goal
        return ""

    def cells(self) -> Iterator[tuple[str, str]]:
        """(row, column) of every cell that somebody types, in reading order."""
        for row in self.rows:
            if not row.sum_of:
                yield from ((row.key, column.key) for column in self.columns)


PROGRAMMED = Column("programado", "Programado", planned=True)
EXECUTED = Column("ejecutado", "Ejecutado")
BOTH = (PROGRAMMED, EXECUTED)
VALUE = (Column("valor", "Valor"),)
QUARTER, HALF = PeriodType.QUARTER, PeriodType.SIX_MONTH


def _rows(kind: Kind, *pairs: tuple[str, str]) -> tuple[Line, ...]:
    return tuple(Line(key, label, kind) for key, label in pairs)


CAPACITY = Cuadro(
    "capacidad",
    "Capacidad",
    "3",
    (),
    QUARTER,
    BOTH,
    _rows(
        Kind.COUNT,
        ("camas_hospitalizacion", "Camas de hospitalización"),
        ("camas_observacion", "Camas de observación"),
        ("camas_cuidado_intermedio", "Camas de cuidado intermedio"),
        ("camas_cuidado_intensivo", "Camas de cuidado intensivo"),
        ("consultorios_externa", "Consultorios de consulta externa"),
        ("consultorios_urgencias", "Consultorios de urgencias"),
        ("unidades_odontologia", "Unidades de odontología"),
        ("quirofanos", "Quirófanos"),
        ("mesas_parto", "Mesas de parto"),
    ),
    "Capacidad instalada al cierre del trimestre.",
)

# SIHO's production concepts (data/colombia/siho_muestra_2018_nivel2.csv); the UVR weights are loaded apart.
PRODUCTION = Cuadro(
    "produccion",
    "Producción",
    "4",
    ("3",),
    QUARTER,
    BOTH,
    (
        *_rows(
            Kind.COUNT,
            ("biologicos", "Dosis de biológico aplicadas"),
            ("controles_enfermeria", "Controles de enfermería (atención prenatal, crecimiento y desarrollo)"),
            ("otros_controles", "Otros controles de enfermería de PyP"),
            ("citologias", "Citologías cervicovaginales tomadas"),
            ("medicina_general_electivas", "Consultas de medicina general electivas"),
            ("medicina_general_urgentes", "Consultas de medicina general urgentes"),
            ("especializada_electivas", "Consultas de medicina especializada electivas"),
            ("especializada_urgentes", "Consultas de medicina especializada urgentes"),
            ("otras_consultas", "Otras consultas electivas (psicología, nutrición, optometría y otras)"),
            ("odontologia_consultas", "Consultas de odontología (valoración)"),
            ("odontologia_sesiones", "Sesiones de odontología"),
            ("odontologia_terminados", "Tratamientos de odontología terminados"),
            ("odontologia_sellantes", "Sellantes aplicados"),
            ("odontologia_superficies", "Superficies obturadas"),
            ("odontologia_exodoncias", "Exodoncias"),
            ("partos_vaginales", "Partos vaginales"),
            ("partos_cesarea", "Partos por cesárea"),
            ("egresos_obstetricos", "Egresos obstétricos"),
            ("egresos_quirurgicos", "Egresos quirúrgicos"),
            ("egresos_no_quirurgicos", "Egresos no quirúrgicos"),
            ("egresos_salud_mental", "Egresos salud mental"),
            ("observacion", "Pacientes en observación"),
            ("cuidados_intermedios", "Pacientes en cuidados intermedios"),
            ("cuidados_intensivos", "Pacientes en cuidados intensivos"),
            ("dias_obstetricos", "Días estancia de los egresos obstétricos"),
            ("dias_quirurgicos", "Días estancia de los egresos quirúrgicos"),
            ("dias_no_quirurgicos", "Días estancia de los egresos no quirúrgicos"),
            ("dias_salud_mental", "Días estancia de los egresos salud mental"),
            ("dias_intermedios", "Días estancia cuidados intermedios"),
            ("dias_intensivos", "Días estancia cuidados intensivos"),
            ("dias_cama_ocupados", "Días cama ocupados"),
            ("dias_cama_disponibles", "Días cama disponibles"),
            ("cirugias_2_6", "Cirugías grupos 2-6"),
            ("cirugias_7_10", "Cirugías grupos 7-10"),
            ("cirugias_11_13", "Cirugías grupos 11-13"),
            ("cirugias_20_23", "Cirugías grupos 20-23"),
            ("laboratorio", "Exámenes de laboratorio"),
            ("imagenes", "Imágenes diagnósticas"),
            ("terapias_respiratorias", "Sesiones de terapia respiratoria"),
            ("terapias_fisicas", "Sesiones de terapia física"),
            ("otras_terapias", "Sesiones de otras terapias"),
            ("visitas_pic", "Visitas domiciliarias, comunitarias e institucionales (PIC)"),
            ("talleres_pic", "Talleres colectivos (PIC)"),
        ),
        Line(
            "egresos",
            "Total de egresos",
            Kind.COUNT,
            ("egresos_obstetricos", "egresos_quirurgicos", "egresos_no_quirurgicos", "egresos_salud_mental"),
        ),
        Line(
            "dias_estancia",
            "Total de días estancia de los egresos",
            Kind.COUNT,
            ("dias_obstetricos", "dias_quirurgicos", "dias_no_quirurgicos", "dias_salud_mental"),
        ),
        Line(
            "cirugias",
            "Total de cirugías",
            Kind.COUNT,
            ("cirugias_2_6", "cirugias_7_10", "cirugias_11_13", "cirugias_20_23"),
        ),
    ),
    "Conceptos de SIHO; la equivalencia en UVR usa la tabla de pesos vigente.",
)

QUALITY = Cuadro(
    "calidad",
    "Calidad",
    "5",
    (),
    HALF,
    (Column("meta", "Meta", planned=True), Column("resultado", "Resultado")),
    (
        Line(
            "oportunidad_medicina_general", "Oportunidad en consulta de medicina general (días)", Kind.AMOUNT
        ),
        Line("oportunidad_especializada", "Oportunidad en consulta especializada (días)", Kind.AMOUNT),
        Line("oportunidad_urgencias", "Oportunidad en la atención de urgencias (minutos)", Kind.AMOUNT),
        Line("cancelacion_cirugia", "Cirugías programadas que se cancelan (%)", Kind.PERCENT),
        Line("reingreso", "Reingreso de pacientes hospitalizados (%)", Kind.PERCENT),
        Line(
            "mortalidad_48_horas", "Mortalidad intrahospitalaria después de 48 horas (por mil)", Kind.AMOUNT
        ),
        Line("infeccion", "Infección intrahospitalaria (%)", Kind.PERCENT),
        Line("eventos_adversos", "Vigilancia de eventos adversos (%)", Kind.PERCENT),
        Line("satisfaccion", "Satisfacción global (%)", Kind.PERCENT),
        Line("autoevaluacion", "Avance del SOGC según autoevaluación (%)", Kind.PERCENT),
    ),
    "Semestral, con énfasis en las visitas de habilitación.",
)

FLOW = Cuadro(
    "flujo",
    "Flujo financiero",
    "6",
    ("2",),
    QUARTER,
    BOTH,
    _rows(Kind.MONEY, *FLOW_ROWS.items()),
    "Operación corriente, inversiones del plan y pago de pasivos.",
)

LIABILITIES = Cuadro(
    "pasivos",
    "Pasivos",
    "7",
    (),
    QUARTER,
    (
        Column("saldo", "Saldo al inicio", planned=True),
        Column("acordado", "Pagos acordados", planned=True),
        Column("pagado", "Pagado"),
    ),
    (
        *_rows(
            Kind.MONEY,
            ("laborales", "Obligaciones laborales"),
            ("seguridad_social", "Seguridad social y parafiscales"),
            ("proveedores", "Proveedores"),
            ("contratistas", "Contratistas y servicios"),
            ("servicios_publicos", "Servicios públicos"),
            ("financieras", "Entidades financieras"),
            ("fiscales", "Obligaciones fiscales"),
            ("sentencias", "Sentencias y conciliaciones"),
            ("otros_acreedores", "Otros acreedores"),
        ),
        Line(
            "total_pasivos",
            "Total Cuenta 2",
            Kind.MONEY,
            (
                "laborales",
                "seguridad_social",
                "proveedores",
                "contratistas",
                "servicios_publicos",
                "financieras",
                "fiscales",
                "sentencias",
                "otros_acreedores",
            ),
        ),
    ),
    "Cuenta 2 por clase de acreedor.",
)

BUDGET = Cuadro(
    "presupuesto",
    "Ejecución presupuestal",
    "8",
    (),
    QUARTER,
    (PROGRAMMED, Column("valor", "Ejecutado")),
    _rows(
        Kind.MONEY,
        ("definitivo", "Presupuesto definitivo"),
        ("reconocimientos", "Reconocimientos"),
        ("recaudos", "Recaudos"),
        ("comprometidos", "Gastos comprometidos"),
        ("obligaciones", "Obligaciones"),
        ("pagos", "Pagos"),
    ),
    "Acumulado del año al cierre del trimestre, como se reporta a SIHO.",
)

REVENUE = Cuadro(
    "ingresos",
    "Ingresos",
    "9",
    ("8",),
    QUARTER,
    (
        Column("por_reconocer", "Reconocimientos programados", planned=True),
        Column("reconocido", "Reconocimientos"),
        Column("por_recaudar", "Recaudos programados", planned=True),
        Column("recaudado", "Recaudos"),
    ),
    (
        *_rows(
            Kind.MONEY,
            ("subsidiado", "Régimen subsidiado"),
            ("contributivo", "Régimen contributivo"),
            ("ppna", "Atención a PPNA y no POS"),
            ("otros", "Otros pagadores"),
        ),
        Line(
            "ventas_total", "Venta de servicios", Kind.MONEY, ("subsidiado", "contributivo", "ppna", "otros")
        ),
    ),
    "Venta de servicios por régimen, acumulada del año al cierre del trimestre, como se reporta a SIHO.",
)

EFFICIENCY = Cuadro(
    "eficiencia",
    "Eficiencia",
    "10",
    (),
    QUARTER,
    BOTH,
    (
        Line("personal_planta", "Gastos de personal de planta, con aportes"),
        Line("personal_contratado", "Personal contratista y externalizado"),
        Line("recurso_humano", "Gasto de recurso humano", sum_of=("personal_planta", "personal_contratado")),
        Line("generales", "Gastos generales y transferencias"),
        Line("insumos", "Gastos de insumos"),
        Line(
            "gasto_total",
            "Gasto total comprometido",
            sum_of=("personal_planta", "personal_contratado", "generales", "insumos"),
        ),
        Line("ventas_reconocidas", "Ventas de servicios reconocidas"),
        Line("ventas_recaudadas", "Ventas de servicios recaudadas, con cuentas por cobrar"),
    ),
    "Gastos comprometidos e ingresos que se comparan con la producción en UVR.",
)

FINANCIAL = Cuadro(
    "estados_financieros",
    "Estados financieros",
    "",
    (),
    HALF,
    VALUE,
    (
        Line("efectivo", "Efectivo y equivalentes"),
        Line("cartera", "Deudores por servicios de salud"),
        Line("inventarios", "Inventarios"),
        Line("activo_corriente", "Activo corriente"),
        Line("activo_total", "Activo total"),
        Line("proveedores", "Proveedores"),
        Line("pasivo_corriente", "Pasivo corriente"),
        Line("pasivo_total", "Pasivo total"),
        Line("patrimonio", "Patrimonio", signed=True),
        Line("ingresos_operacionales", "Ingresos operacionales"),
        Line("costos_fijos", "Costos y gastos fijos"),
        Line("costos_variables", "Costos y gastos variables"),
        Line("compras", "Compras a proveedores"),
        Line("entradas_efectivo", "Entradas de efectivo"),
        Line("salidas_efectivo", "Salidas de efectivo"),
    ),
    "Corte semestral reportado a la Contaduría General de la Nación.",
)

CUADROS: dict[str, Cuadro] = {
    cuadro.key: cuadro
    for cuadro in (
        CAPACITY,
        PRODUCTION,
        QUALITY,
        FLOW,
        LIABILITIES,
        BUDGET,
        REVENUE,
        EFFICIENCY,
        FINANCIAL,
    )
}

# Those that are not typed: the matrix has its own rows, the two equilibria are computed (rules/balance_cuadros.py).
MATRIX_NUMBER, MATRIX_ALIASES = "2", ("1",)


def due_in(cuadro: Cuadro, quarter: int) -> bool:
    """Whether the Cuadro is reported in that quarter (1 to 4): the half-yearly ones in the second and the fourth."""
    return cuadro.period == QUARTER or quarter in (2, 4)
