# ruff: noqa: E501  (a table is read by rows)
"""What may be said to the patient for each coded reason, and what would change the answer: proposals that the reviewer
corrects (rule 5). Plain words, no jargon, nothing about the person. Ours: the sources give no sentences. Pure.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Both texts for one reason."""

    patient: str
    change: str


SUGGESTIONS: dict[str, Suggestion] = {
    "criteria": Suggestion(
        "Por ahora este servicio no está indicado en su caso. Su médico tiene la explicación y puede pedir que se revise de nuevo.",
        "Un dato clínico o un estudio que muestre que se cumple el criterio citado.",
    ),
    "alternative": Suggestion(
        "Antes de este servicio conviene otro estudio o tratamiento. Su médico le dirá cuál y dónde.",
        "El resultado de la alternativa, si no resuelve la pregunta clínica o no puede hacerse.",
    ),
    "evidence": Suggestion(
        "Los documentos enviados no bastan para autorizar este servicio. Su médico puede completarlos y pedirlo de nuevo.",
        "El informe o la nota que sustente la indicación.",
    ),
    "repeated": Suggestion(
        "Este estudio ya se le hizo y su resultado todavía sirve, así que no hace falta repetirlo.",
        "Un cambio clínico posterior al estudio, o que su resultado no pueda usarse.",
    ),
    "not_entitled": Suggestion(
        "No consta que este servicio le corresponda. En su unidad pueden ayudarle a revisar su vigencia de derechos.",
        "La constancia de vigencia de derechos.",
    ),
    "not_an_emergency": Suggestion(
        "Se revisó la atención que ya recibió y no se consideró una urgencia. Su médico puede explicarle qué sigue.",
        "La nota de urgencias con los datos que mostraban el riesgo en ese momento.",
    ),
    "capacity": Suggestion(
        "El servicio está indicado, pero hoy no hay lugar donde hacerlo. Su unidad le avisará cuando lo haya.",
        "Que una unidad con capacidad pueda recibirlo.",
    ),
    "quantity": Suggestion(
        "Se autorizó una parte de lo solicitado. Si después hace falta más, su médico puede pedirlo.",
        "La respuesta a lo ya autorizado, que justifique continuar.",
    ),
    "service": Suggestion(
        "Se autorizó otro servicio que responde mejor a lo que su médico necesita saber.",
        "Que el servicio autorizado no responda la pregunta clínica.",
    ),
    "place": Suggestion(
        "Se autorizó en otra unidad. En el papel de la autorización está la dirección donde se hará.",
        "Que el traslado no sea posible para usted.",
    ),
}


def suggestion(reason: str) -> Suggestion:
    """The proposal for a reason; blank for one without."""
    return SUGGESTIONS.get(reason, Suggestion("", ""))
