"""Why an upload is refused: one row per rule, as the person reads it. `{…}` are the finding's parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cauce.core.errors import Problem
from cauce.core.rules import Rule, table

MAX_BYTES = 104_857_600  # "100 Megabytes", source 000 step 9; decision M16
MAX_PAGES = 2_000


@dataclass(frozen=True)
class Finding:
    """One rule that an upload breaks, with what its sentence needs."""

    rule: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        """The finding in the active language."""
        return RULES[self.rule].problem(**self.params)

    @property
    def sentence(self) -> str:
        return self.problem.message

    @property
    def remedy(self) -> str:
        return self.problem.remedy

    def as_dict(self) -> dict[str, Any]:
        return {"rule": self.rule, "message": self.sentence, "remedy": self.remedy, "params": self.params}


_AGAIN = "Vuelva a generar el PDF (imprimir como PDF o escanear de nuevo) y súbalo otra vez."
_CLEAN = "Escanee el documento firmado, o imprímalo como PDF desde su lector, y suba ese archivo."
_DOWNLOAD = "Descargue de nuevo la versión final, fírmela sin cambiarla y suba ese archivo."

_OURS = "design.md, signed PDFs"
_TABLE = [
    Rule(
        "DOC-01",
        "El archivo está vacío.",
        "Seleccione el PDF firmado y súbalo de nuevo.",
        _OURS,
    ),
    Rule(
        "DOC-02",
        "El archivo pesa {size_text} y el máximo es 100 megabytes (104,857,600 bytes).",
        "Escanee a 200 puntos por pulgada en escala de grises y súbalo otra vez.",
        "000, paso 9; M16",
    ),
    Rule(
        "DOC-03",
        "El archivo no es un PDF: su contenido es {found}. Solo se admiten archivos con formato PDF.",
        "Cambiar el nombre no cambia el formato: conviértalo a PDF y súbalo otra vez.",
        "000, paso 9",
    ),
    Rule(
        "DOC-04",
        "El PDF está incompleto o dañado ({detail}).",
        "Suele ocurrir cuando se corta la transmisión. Compruebe que se abre en su equipo y súbalo otra vez.",
        _OURS,
    ),
    Rule(
        "DOC-05",
        "El PDF está cifrado o protegido con contraseña.",
        "Guárdelo sin contraseña ni restricciones y súbalo otra vez.",
        _OURS,
    ),
    Rule("DOC-06", "El PDF contiene programas (JavaScript).", _CLEAN, _OURS),
    Rule(
        "DOC-07",
        "El PDF ejecuta acciones por sí solo al abrirse o al recorrerlo ({detail}).",
        _CLEAN,
        _OURS,
    ),
    Rule(
        "DOC-08",
        "El PDF contiene una acción que abre otros programas o envía datos ({detail}).",
        _CLEAN,
        _OURS,
    ),
    Rule("DOC-09", "El PDF contiene multimedia o modelos 3D ({detail}).", _CLEAN, _OURS),
    Rule(
        "DOC-10",
        "El PDF contiene un formulario XFA, que puede mostrar cosas distintas en cada lector.",
        _CLEAN,
        _OURS,
    ),
    Rule(
        "DOC-11",
        "El PDF lleva adjunto un archivo que no emitió este sistema ({names}).",
        "Quite los archivos adjuntos, o descargue de nuevo la versión final, fírmela y suba ese archivo.",
        _OURS,
    ),
    Rule(
        "DOC-12",
        "El contenido del PDF se expande desmesuradamente al abrirlo ({detail}).",
        _AGAIN,
        _OURS,
    ),
    Rule("DOC-13", "Hay {count} bytes después del final del PDF.", _DOWNLOAD, _OURS),
    Rule(
        "DOC-14",
        "El PDF tiene {pages} páginas; se admiten de 1 a 2,000.",
        _AGAIN,
        _OURS,
    ),
    Rule(
        "DOC-15",
        "No fue posible revisar el PDF dentro de los límites de {limit}.",
        _AGAIN,
        _OURS,
    ),
]
RULES = table("documents.inspection", _TABLE)
