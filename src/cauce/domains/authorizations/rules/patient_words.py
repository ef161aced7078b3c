"""What patients read beyond the state: what happens next, and how to appeal. Plain words; Spanish message ids."""

from collections.abc import Collection

from .states import APPEALABLE_ITEM, GRANTED_ITEM, AuthorisationState, ItemState, RequestState

_READING = (
    "Se revisa que la solicitud esté completa.",
    "Un médico especialista la revisa y responde a más tardar en la fecha límite.",
    "Si falta información, se le pide a su médico; usted lo verá en la página de seguimiento.",
    "Cuando haya respuesta, la página dirá qué se autorizó, con qué número y a dónde acudir.",
)
NEXT_STEPS: dict[RequestState, tuple[str, ...]] = {
    RequestState.SUBMITTED: _READING,
    RequestState.SCREENING: _READING,
    RequestState.IN_REVIEW: _READING[1:],
    RequestState.INFO_REQUESTED: (
        "Pregunte en la unidad donde lo atienden si ya enviaron lo que falta.",
        "Cuando llegue la información, el médico especialista sigue con la revisión.",
        "Mientras se espera, el plazo se detiene; por eso puede cambiar la fecha límite.",
    ),
    RequestState.CANCELLED: (
        "Si todavía necesita el servicio, pida a su médico una solicitud nueva.",
    ),
    RequestState.SUPERSEDED: (
        "Pida a su médico el folio y la clave de la solicitud nueva.",
    ),
}  # fmt: skip
# Of what is decided, what applies.
READ = "Lea la respuesta de cada servicio."
USE_IT = "Con lo autorizado, pida su cita en el centro que se indica, antes de que termine la vigencia."
IS_OVER = "La atención de urgencia ya se dio: no tiene que presentarse de nuevo."
DISPUTE = "Si algo no se autorizó, hable con su médico: puede corregir la solicitud o presentar un recurso."
# What is told of a service when nobody wrote a sentence for the patient.
ITEM_WORDS: dict[ItemState, str] = {
    ItemState.PENDING: "Todavía no hay respuesta.",
    ItemState.INFO_NEEDED: "Falta información para poder responder.",
    ItemState.APPROVED: "Con este número puede pedir su cita.",
    ItemState.CANCELLED: "Su médico lo retiró de la solicitud.",
    ItemState.NOT_REQUIRED: "No necesita autorización: puede pedir su cita directamente.",
}
# Of a number that can no longer be used, or not now.
NUMBER_WORDS: dict[AuthorisationState, str] = {
    AuthorisationState.EXHAUSTED: "Ya se usaron todas las unidades autorizadas.",
    AuthorisationState.EXPIRED: "El número venció. Si todavía necesita el servicio, su médico puede pedir otro.",
    AuthorisationState.SUSPENDED: "El número está detenido por ahora: pregunte en la unidad que hizo la solicitud.",
    AuthorisationState.REVOKED: "El número ya no vale: pregunte en la unidad que hizo la solicitud.",
}
ATTENDED = "La atención de urgencia quedó autorizada; no tiene que presentarse de nuevo."
HOW_TO_APPEAL = (
    "Si no está de acuerdo, pida en la unidad que hizo la solicitud que se presente un recurso de revisión. "
    "Lo resuelve otra persona, distinta de quien respondió. También su médico puede corregir la solicitud y "
    "volver a enviarla; son caminos distintos y no se excluyen."
)
EMERGENCY = "Si es una urgencia, acuda a recibir atención: en una urgencia no hace falta autorización previa."


def item_words(state: str, sentence: str, emergency: bool, number: str = "") -> str:
    """What the patient reads of a service: the reviewer's sentence, else the usual one; "" when there is none.

    number: the state of its number, "" for none, and on paper, which speaks of the day of the decision.
    """
    if sentence:
        return sentence
    if emergency and state == ItemState.APPROVED:
        return ATTENDED
    if number and (words := NUMBER_WORDS.get(AuthorisationState(number))):
        return words
    return ITEM_WORDS.get(ItemState(state), "")


def next_steps(state: str, items: Collection[str], emergency: bool) -> tuple[str, ...]:
    """What happens next, in order. items: the states of the services."""
    if state != RequestState.DECIDED:
        return NEXT_STEPS.get(RequestState(state), ())
    steps = [READ]
    if GRANTED_ITEM.intersection(items):
        steps.append(IS_OVER if emergency else USE_IT)
    if APPEALABLE_ITEM.intersection(items):
        steps.append(DISPUTE)
    return tuple(steps)
