"""Plausible figures of an invented hospital and quarter: shaped like SIHO's sample, exact, from a fixed seed."""

import random
from dataclasses import dataclass
from fractions import Fraction

from cauce.reference_data.files import ROOT, read_csv

from ..rules.cuadros import CUADROS, LIABILITIES, Kind, due_in
from ..rules.figures import Cell
from ..rules.siho_concepts import row_of

SAMPLE = "Tolima"
HOSPITALS_IN_SAMPLE = 12
UVR_PRICE = 9_000  # pesos per synthetic UVR, about what the sample's spending over its production gives
CAPACITY = {
    "camas_hospitalizacion": 30,
    "camas_observacion": 8,
    "camas_cuidado_intermedio": 2,
    "camas_cuidado_intensivo": 2,
    "consultorios_externa": 12,
    "consultorios_urgencias": 4,
    "unidades_odontologia": 4,
    "quirofanos": 2,
    "mesas_parto": 2,
}
# Synthetic weights: the source gives none (P16).
WEIGHTS = {
    "biologicos": "0.5", "controles_enfermeria": "1", "otros_controles": "1", "citologias": "1",
    "medicina_general_electivas": "2", "medicina_general_urgentes": "3", "especializada_electivas": "4",
    "especializada_urgentes": "5", "otras_consultas": "2", "odontologia_consultas": "1.5",
    "odontologia_sesiones": "1.5", "odontologia_sellantes": "1", "odontologia_superficies": "1.5",
    "odontologia_exodoncias": "2", "partos_vaginales": "25", "partos_cesarea": "45", "egresos_obstetricos": "10",
    "egresos_quirurgicos": "15", "egresos_no_quirurgicos": "15", "egresos_salud_mental": "20", "observacion": "5",
    "cuidados_intermedios": "30", "cuidados_intensivos": "50", "cirugias_2_6": "20", "cirugias_7_10": "40",
    "cirugias_11_13": "80", "cirugias_20_23": "120", "laboratorio": "0.3", "imagenes": "2",
    "terapias_respiratorias": "0.8", "terapias_fisicas": "0.8", "otras_terapias": "0.8", "visitas_pic": "2",
    "talleres_pic": "1",
}  # fmt: skip
BLOCKED = {  # what a hospital of level 1 does not do
    1: ("especializada", "cirugias", "cuidados_int", "dias_int", "egresos_quirurgicos", "dias_quirurgicos", "partos_cesarea"),
}  # fmt: skip


def base_production() -> dict[str, int]:
    """What one hospital of the sample produces in a quarter, by row."""
    rows = read_csv(ROOT / "siho" / "siho_muestra_2018_nivel2.csv")
    found = {}
    for line in rows:
        row = row_of(line["concepto"]) if line["departamento"] == SAMPLE else None
        if row:
            found[row] = int(line["cantidad"]) // (HOSPITALS_IN_SAMPLE * 4)
    return found


@dataclass(frozen=True, slots=True)
class Character:
    """How a hospital behaves: its size, how much of what it plans it does, how much it collects, how it improves."""

    level: int
    scale: Fraction
    effort: Fraction
    collection: Fraction
    trend: Fraction


def character(rng: random.Random, level: int) -> Character:
    """A hospital's own way, drawn once."""
    return Character(
        level,
        Fraction(rng.randrange(40, 130), 100) * (Fraction(1, 2), Fraction(1), Fraction(2))[level - 1],
        Fraction(rng.randrange(70, 108), 100),
        Fraction(rng.randrange(72, 102), 100),
        Fraction(rng.randrange(-1, 4), 100),
    )


class Quarter:
    """The figures of one hospital and quarter: programmed and executed cells."""

    def __init__(
        self, rng: random.Random, who: Character, base: dict[str, int], step: int, number: int
    ) -> None:
        self.rng, self.who, self.base, self.step, self.number = rng, who, base, step, number
        self.planned: dict[Cell, Fraction] = {}
        self.executed: dict[Cell, Fraction] = {}
        self.uvr = {"programado": Fraction(0), "ejecutado": Fraction(0)}
        self._production()
        self._money()
        self._capacity()
        if due_in(CUADROS["calidad"], number):
            self._half()

    def _noise(self, low: int = 92, high: int = 108) -> Fraction:
        return Fraction(self.rng.randrange(low, high + 1), 100)

    def _pace(self) -> Fraction:
        return self.who.effort * (1 + self.who.trend * self.step)

    def _production(self) -> None:
        skip = BLOCKED.get(self.who.level, ())
        for row, amount in self.base.items():
            value = 0 if row.startswith(skip) and skip else round(amount * self.who.scale)
            done = round(value * self._pace() * self._noise())
            if row == "dias_cama_ocupados":
                done = min(done, value)
            self._put("produccion", row, value, done)
            weight = Fraction(WEIGHTS.get(row, "0"))
            self.uvr["programado"] += value * weight
            self.uvr["ejecutado"] += done * weight
        beds = self.executed["produccion", "dias_cama_ocupados", "ejecutado"]
        free = ("produccion", "dias_cama_disponibles", "ejecutado")
        self.executed[free] = max(self.executed[free], beds)

    def _put(self, cuadro: str, row: str, planned: int | Fraction, done: int | Fraction) -> None:
        self.planned[cuadro, row, "programado"] = _cents(planned)
        self.executed[cuadro, row, "ejecutado"] = _cents(done)

    def _money(self) -> None:
        spent_planned = self.uvr["programado"] * UVR_PRICE
        sales_planned = spent_planned * Fraction(104, 100)
        recognised = self.uvr["ejecutado"] * UVR_PRICE * Fraction(104, 100) * self._noise(97, 103)
        collected = recognised * min(self.who.collection * self._noise(95, 105), Fraction(1))
        spent = spent_planned * self._noise(94, 106)
        plan = spent_planned / 20
        self._put("flujo", "ventas", sales_planned, collected)
        self._put("flujo", "otros_ingresos", plan, plan * self._noise(60, 105))
        self._put("flujo", "rezago_cartera", plan / 2, plan / 2 * self._noise(30, 120))
        self._put("flujo", "gastos_comprometidos", spent_planned, spent)
        self._put("flujo", "gastos_pgir", plan, plan * self._noise(70, 102))
        self._put("flujo", "pago_pasivos", plan, plan * self._noise(55, 104))
        self._budget(recognised, collected, spent)
        self._projected(sales_planned, spent_planned)
        self._efficiency(spent_planned, spent, sales_planned, recognised, collected)
        self._liabilities(plan)

    def _budget(self, recognised: Fraction, collected: Fraction, spent: Fraction) -> None:
        obliged = spent * self._noise(94, 99)
        for row, value in (
            ("definitivo", recognised * Fraction(108, 100)),
            ("reconocimientos", recognised),
            ("recaudos", collected),
            ("comprometidos", spent),
            ("obligaciones", obliged),
            ("pagos", obliged * self._noise(85, 99)),
        ):
            self.executed["presupuesto", row, "valor"] = _cents(value)
        rest = Fraction(1)
        for row, share in (("subsidiado", 62), ("contributivo", 20), ("ppna", 8), ("otros", 0)):
            part = rest if row == "otros" else Fraction(share, 100)
            rest -= part
            self.executed["ingresos", row, "reconocido"] = _cents(recognised * part)
            self.executed["ingresos", row, "recaudado"] = _cents(collected * part)

    def _projected(self, sales: Fraction, spent: Fraction) -> None:
        """What the plan expects of the budget and of the sales: it collects all that it recognises."""
        for row, value in (
            ("definitivo", sales * Fraction(108, 100)),
            ("reconocimientos", sales),
            ("recaudos", sales),
            ("comprometidos", spent),
            ("obligaciones", spent),
            ("pagos", spent),
        ):
            self.planned["presupuesto", row, "programado"] = _cents(value)
        for row, share in (("subsidiado", 62), ("contributivo", 20), ("ppna", 8), ("otros", 10)):
            for column in ("por_reconocer", "por_recaudar"):
                self.planned["ingresos", row, column] = _cents(sales * share / 100)

    def _efficiency(
        self, planned: Fraction, spent: Fraction, sales: Fraction, recognised: Fraction, collected: Fraction
    ) -> None:
        for row, share in (
            ("personal_planta", 24),
            ("personal_contratado", 38),
            ("generales", 20),
            ("insumos", 18),
        ):
            self._put("eficiencia", row, planned * share / 100, spent * share / 100)
        self._put("eficiencia", "ventas_reconocidas", sales, recognised)
        self._put("eficiencia", "ventas_recaudadas", sales, collected)

    def _liabilities(self, plan: Fraction) -> None:
        rows = [row.key for row in LIABILITIES.rows if not row.sum_of]
        for row in rows:
            agreed = plan / len(rows)
            self.planned["pasivos", row, "saldo"] = _cents(agreed * 16)
            self.planned["pasivos", row, "acordado"] = _cents(agreed)
            self.executed["pasivos", row, "pagado"] = _cents(agreed * self._noise(50, 104))

    def _capacity(self) -> None:
        for row, amount in CAPACITY.items():
            blocked = self.who.level == 1 and ("cuidado" in row or row == "quirofanos")
            value = 0 if blocked else max(1, round(amount * self.who.scale))
            self._put("capacidad", row, value, value)

    def _half(self) -> None:
        for line in CUADROS["calidad"].rows:
            goal = 90 if line.kind == Kind.PERCENT else 8
            self.planned["calidad", line.key, "meta"] = Fraction(goal)
            self.executed["calidad", line.key, "resultado"] = min(
                _cents(goal * self._noise(80, 112)), Fraction(100)
            )
        income = self.executed["presupuesto", "reconocimientos", "valor"] * 2
        owed, assets = income * Fraction(60, 100), income * self._noise(180, 200)
        values = {
            "efectivo": income / 12, "cartera": income * (1 - self.who.collection / 2), "inventarios": income / 25,
            "activo_corriente": income * Fraction(3, 4), "activo_total": assets, "proveedores": owed / 4,
            "pasivo_corriente": owed * Fraction(7, 10), "pasivo_total": owed, "ingresos_operacionales": income,
            "costos_fijos": income * Fraction(58, 100), "costos_variables": income * Fraction(38, 100),
            "compras": income / 5, "entradas_efectivo": income * self.who.collection,
            "salidas_efectivo": income * self.who.collection * self._noise(94, 103),
        }  # fmt: skip
        for row, value in values.items():
            self.executed["estados_financieros", row, "valor"] = _cents(value)
        equity = _cents(assets) - _cents(owed)
        self.executed["estados_financieros", "patrimonio", "valor"] = equity


def accumulate(executed: dict[Cell, Fraction], year: dict[Cell, Fraction], first: bool) -> None:
    """Budget and sales are reported cumulative within the year (Cuadros 8 and 9): add the quarters before.

    executed: of one quarter, changed in place; year: the sums so far, kept for the next one; first: of a year.
    """
    if first:
        year.clear()
    final = ("presupuesto", "definitivo", "valor")
    year.setdefault(final, executed[final] * 4)
    for cell, value in executed.items():
        if cell[0] in ("presupuesto", "ingresos") and cell != final:
            year[cell] = year.get(cell, Fraction(0)) + value
    executed.update(year)


def up_to(planned: dict[Cell, Fraction], number: int) -> dict[Cell, Fraction]:
    """What is programmed of a quarter, with budget and sales cumulative from the year's first to that one (1 to 4)."""
    final = ("presupuesto", "definitivo", "programado")
    times = {cell: number for cell in planned if cell[0] in ("presupuesto", "ingresos")} | {final: 4}
    return {cell: value * times.get(cell, 1) for cell, value in planned.items()}


def _cents(value: int | Fraction) -> Fraction:
    """Rounded down to centavos."""
    return Fraction(int(Fraction(value) * 100), 100)
