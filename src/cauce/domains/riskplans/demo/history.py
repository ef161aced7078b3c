"""Earlier years of each invented ESE, loaded as an extract of SIHO: the seven years of the efficiency. Synthetic."""

import csv
import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile

from cauce.core.accounts.models import User

from .. import actions
from ..models import Figure, Hospital, QuarterReport, SihoLoad
from ..rules.cuadros import EFFICIENCY
from ..rules.siho_concepts import NAMES
from .places import ORIGIN, SEED

YEARS = 5
OCCUPIED, AVAILABLE = ("produccion", "dias_cama_ocupados"), ("produccion", "dias_cama_disponibles")
HEAD = ["nivel", "concepto", "cantidad", "departamento", "anio", "codigo_ese"]


def seed_history(catalogue: User, hospitals: list[Hospital], first: int) -> None:
    """Five years before the first report, shaped like it: the quarter's figures times four, a little less each year back."""
    if SihoLoad.objects.exists():
        return
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(HEAD)
    at = None
    for hospital in hospitals:
        report = QuarterReport.objects.filter(plan__hospital=hospital).order_by("period").first()
        if report is None:
            continue
        at = at or report.saved_at
        for year, concept, value in _figures(hospital, report, first):
            out.writerow([hospital.level, concept, value, hospital.unit.parent.name, year, hospital.code])
    if at:
        upload = SimpleUploadedFile("siho-sintetico.csv", text.getvalue().encode())
        actions.load_siho(by=catalogue, at=at, upload=upload, origin=ORIGIN, synthetic=True)


def _figures(hospital: Hospital, report: QuarterReport, first: int) -> list[tuple[int, str, int]]:
    rng = random.Random(f"{SEED}-{hospital.code}")  # noqa: S311  (a demonstration's shape, not a secret)
    labels = {("produccion", row): name for row, name in NAMES.items()}
    labels |= {("eficiencia", line.key): line.label for line in EFFICIENCY.rows if not line.sum_of}
    rows = Figure.objects.filter(report=report, cuadro__in=("produccion", "eficiencia"), column="ejecutado")
    base = [
        ((c, r), int(value))
        for c, r, value in rows.values_list("cuadro", "row", "value").order_by("cuadro", "row")
        if (c, r) in labels
    ]
    found = []
    for back in range(1, YEARS + 1):
        year = {key: value * 4 * (1000 - 35 * back + rng.randrange(-40, 41)) // 1000 for key, value in base}
        year[OCCUPIED] = min(year[OCCUPIED], year[AVAILABLE])  # as SIHO's own identity asks
        found += [(first - back, labels[key], value) for key, value in year.items()]
    return found
