"""docs/manual/, written from the help of the product, so that page and manual never disagree.

One chapter a module, one section a topic, with the pictures that the browser tests take
(`CAUCE_MANUAL_SCREENSHOTS=1`, docs/manual/img). The cover (README.md) is written by hand.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

from . import help

NOTE = "<!-- Generado por `make docs` a partir de la ayuda del producto. No editar. -->\n\n"
CHAPTERS = {
    "web": "uso-de-cauce.md",
    "exchange": "intercambio.md",
    "oralhealth": "salud-bucal.md",
    "authorizations": "autorizaciones.md",
    "riskplans": "planes-de-riesgo.md",
}
# (module, topic) → pictures: file name and what it shows
PICTURES: dict[tuple[str, str], list[tuple[str, str]]] = {
    ("exchange", "paso-0"): [("paso-0-portal", "El portal con una tarjeta por institución")],
    ("exchange", "paso-1"): [("tablero", "El tablero de entidades con su semáforo")],
    ("exchange", "paso-2"): [("paso-2-si-no", "La pregunta SI o NO")],
    ("exchange", "paso-3"): [("paso-3-unidades", "Las unidades médicas por nivel")],
    ("exchange", "paso-4"): [("paso-4-grupos", "Los grupos de servicio con su marca")],
    ("exchange", "paso-5"): [("paso-5-especialidades", "Las especialidades troncales con su marca")],
    ("exchange", "paso-6"): [
        ("paso-6-hoja", "La hoja de productos con su buscador"),
        ("paso-6-confirmar", "La confirmación antes de guardar"),
    ],
    ("exchange", "paso-7"): [("paso-7-finalizar", "Finalizar con la contraseña")],
    ("exchange", "paso-8"): [("paso-8-version-final", "La versión final lista para firmas")],
    ("exchange", "paso-9"): [
        ("paso-9-subir", "Elegir el PDF firmado"),
        ("paso-9-recibido", "El reporte firmado, recibido"),
    ],
    ("exchange", "reapertura"): [("coordinacion-reabrir", "Reabrir con su motivo")],
    ("exchange", "consolidado"): [
        ("sector-consolidado", "El consolidado con su gráfica"),
        ("coordinacion-avance", "El avance de la ronda"),
    ],
    ("oralhealth", "hoja"): [("salud-nueva-hoja", "El encabezado de una hoja nueva")],
    ("oralhealth", "renglon"): [("salud-hoja", "El renglón que se está escribiendo")],
    ("oralhealth", "revisar"): [("salud-revision", "La cola de revisión de la jefatura")],
    ("oralhealth", "reclamos"): [
        ("salud-reclamo", "Un reclamo sobre un renglón"),
        ("salud-reclamo-responder", "El reclamo, para quien escribió la hoja"),
    ],
    ("oralhealth", "meses"): [("salud-meses", "Las instalaciones de una región en un mes")],
    ("oralhealth", "atrasos"): [("salud-atrasos", "Qué meses faltan, y de quién")],
    ("oralhealth", "consolidado"): [("salud-consolidado", "El Formulario 2 de un mes")],
    ("oralhealth", "acuerdo"): [("salud-acuerdos", "Un mes con el acuerdo de una parte")],
    ("oralhealth", "indicadores"): [("salud-indicador", "Un indicador con su desglose")],
    ("oralhealth", "listados"): [("salud-listados", "Los listados del sistema, propios y compartidos")],
    ("authorizations", "solicitar"): [
        ("autoriza-solicitar", "Una solicitud lista para enviar"),
        ("autoriza-repetida", "El mismo estudio, ya pedido"),
    ],
    ("authorizations", "borrador-en-papel"): [("autoriza-transcribir", "Transcribir un formato en papel")],
    ("authorizations", "seguimiento"): [("autoriza-seguimiento", "Lo que lee el paciente")],
    ("authorizations", "responder"): [("autoriza-responder", "Responder lo que se pidió")],
    ("authorizations", "impugnar"): [("autoriza-recurso", "Presentar un recurso de revisión")],
    ("authorizations", "bandeja"): [("autoriza-bandeja", "La bandeja de revisión")],
    ("authorizations", "decidir"): [("autoriza-confirmar", "Lo que dirá la resolución")],
    ("authorizations", "modificar-negar"): [("autoriza-resolver", "Autorizar con cambios")],
    ("authorizations", "recursos"): [("autoriza-recurso-resolver", "Resolver un recurso")],
    ("authorizations", "consumir"): [("autoriza-numero", "Un número con dos unidades")],
    ("authorizations", "servicios"): [("autoriza-catalogo", "Qué requiere autorización")],
    ("authorizations", "criterios"): [("autoriza-criterio", "Un criterio en palabras")],
    ("authorizations", "variantes"): [("autoriza-variantes", "Los campos propios de una región")],
    ("authorizations", "plazos"): [("autoriza-plazos", "Los plazos vigentes de una región")],
    ("authorizations", "senales"): [("autoriza-senales", "Las señales de una región")],
    ("authorizations", "lecturas"): [("autoriza-lecturas", "Quién consultó cada solicitud")],
    ("authorizations", "indicadores"): [("autoriza-indicadores", "Los indicadores de una región")],
    ("riskplans", "recorrido"): [("pgir-tablero", "El trimestre, para el territorio")],
    ("riskplans", "cuadro"): [("pgir-cuadro", "Un Cuadro que se corrige después de una devolución")],
    ("riskplans", "matriz"): [("pgir-matriz", "Una actividad con su soporte")],
    ("riskplans", "libro"): [("pgir-libro-vista-previa", "Qué cambiaría un libro, y qué no cuadra")],
    ("riskplans", "revisar"): [("pgir-revision", "Una sección comparada")],
    ("riskplans", "puntaje"): [("pgir-puntaje", "El puntaje, sus factores y sus filas")],
    ("riskplans", "evaluar"): [("pgir-evaluacion", "La evaluación que se escribe")],
    ("riskplans", "planes"): [("pgir-plan", "La segunda modificación, rechazada con su regla")],
    ("exchange", "emparejamiento"): [("sector-emparejamiento", "Una corrida del emparejamiento con su mapa")],
}


def chapters() -> dict[str, str]:
    """File name → Markdown of each chapter whose module is switched on."""
    return {
        CHAPTERS[topics[0].module]: NOTE + _chapter(str(label), topics)
        for label, topics in help.modules()
        if topics and topics[0].module in CHAPTERS
    }


def outdated(folder: Path) -> list[str]:
    """Chapters that are missing or differ from the help."""
    return [name for name, text in chapters().items() if _read(folder / name) != text]


def build(folder: Path) -> list[str]:
    """Write the chapters; names of those that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = outdated(folder)
    for name in changed:
        (folder / name).write_text(chapters()[name], encoding="utf-8")
    return changed


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _chapter(label: str, topics: tuple[help.Topic, ...]) -> str:
    parts = [f"# {label}"]
    for topic in topics:
        parts += [f"## {topic.title}", markdown(topic.body)]
        pictures = PICTURES.get((topic.module, topic.key), [])
        parts += [f"![{words}](img/{name}.png)" for name, words in pictures]
    return "\n\n".join(parts) + "\n"


def markdown(html: str) -> str:
    """The few marks of the help texts (p, lists, h2, dl, strong) as Markdown."""
    writer = _Writer()
    writer.feed(html)
    return re.sub(r"\n{3,}", "\n\n", "".join(writer.out)).strip()


class _Writer(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.out: list[str] = []
        self.number: list[int | None] = []  # of the open lists; None for bullets

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ol", "ul"):
            self.number.append(0 if tag == "ol" else None)
            self.out.append("\n\n")
        elif tag == "li" and self.number[-1] is None:
            self.out.append("- ")
        elif tag == "li":
            self.number[-1] = (self.number[-1] or 0) + 1
            self.out.append(f"{self.number[-1]}. ")
        else:
            self.out.append(
                {"p": "\n\n", "h2": "\n\n### ", "strong": "**", "dt": "\n\n**", "dd": ": "}.get(tag, "")
            )

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ol", "ul"):
            self.number.pop()
        self.out.append({"li": "\n", "strong": "**", "dt": "**", "h2": "\n\n"}.get(tag, ""))

    def handle_data(self, data: str) -> None:
        text = re.sub(r"\s+", " ", data)
        self.out.append(text if text.strip() else "")
