"""What people read for each state, outcome and choice; Spanish message ids (source 002 where it has a word)."""

from .states import AppealState, AuthorisationState, ItemState, RequestState

REQUEST_LABELS = {
    RequestState.DRAFT: "Borrador",
    RequestState.SUBMITTED: "Ingresada",
    RequestState.SCREENING: "En revisión automatizada",
    RequestState.IN_REVIEW: "En revisión del especialista",
    RequestState.INFO_REQUESTED: "En espera de información",
    RequestState.DECIDED: "Resuelta",
    RequestState.CANCELLED: "Cancelada",
    RequestState.SUPERSEDED: "Sustituida por otra solicitud",
}
REQUEST_OWNER = {
    RequestState.DRAFT: "el médico solicitante",
    RequestState.SUBMITTED: "el sistema",
    RequestState.SCREENING: "el sistema",
    RequestState.IN_REVIEW: "el médico especialista que revisa",
    RequestState.INFO_REQUESTED: "el médico solicitante",
    RequestState.DECIDED: "",
    RequestState.CANCELLED: "",
    RequestState.SUPERSEDED: "",
}
# What the patient reads on the tracking page: plain words, no jargon.
PATIENT_WORDS = {
    RequestState.DRAFT: "Su médico todavía no ha enviado la solicitud.",
    RequestState.SUBMITTED: "La solicitud llegó y se está revisando que esté completa.",
    RequestState.SCREENING: "La solicitud llegó y se está revisando que esté completa.",
    RequestState.IN_REVIEW: "Un médico especialista está revisando la solicitud.",
    RequestState.INFO_REQUESTED: "Falta información; se le pidió a su médico.",
    RequestState.DECIDED: "Ya hay respuesta.",
    RequestState.CANCELLED: "La solicitud se canceló.",
    RequestState.SUPERSEDED: "Su médico la sustituyó por otra solicitud corregida.",
}
ITEM_LABELS = {
    ItemState.PENDING: "Por resolver",
    ItemState.INFO_NEEDED: "Falta información",
    ItemState.APPROVED: "Autorizado",
    ItemState.MODIFIED: "Autorizado con cambios",
    ItemState.DENIED: "No autorizado",
    ItemState.CANCELLED: "Cancelado",
    ItemState.NOT_REQUIRED: "No requiere autorización",
}
AUTHORISATION_LABELS = {
    AuthorisationState.ACTIVE: "Vigente",
    AuthorisationState.PARTIALLY_USED: "Usada en parte",
    AuthorisationState.EXHAUSTED: "Usada por completo",
    AuthorisationState.EXPIRED: "Vencida",
    AuthorisationState.SUSPENDED: "Suspendida",
    AuthorisationState.REVOKED: "Revocada",
}
APPEAL_LABELS = {
    AppealState.FILED: "Presentado",
    AppealState.ASSIGNED: "Asignado a otro revisor",
    AppealState.UPHELD: "Se confirma la resolución",
    AppealState.OVERTURNED: "Se revoca la resolución",
    AppealState.PARTIALLY_OVERTURNED: "Se revoca en parte la resolución",
    AppealState.WITHDRAWN: "Desistido",
}
OUTCOME_LABELS = {
    "": "Sin resolver",
    "approved": "Autorizada",
    "partially_approved": "Autorizada en parte",
    "denied": "No autorizada",
    "not_required": "No requiere autorización",
    "cancelled": "Cancelada",
}
# Why somebody else may not decide a request, said of them (the rules' own sentences speak to the person).
CONFLICT_LABELS = {
    "AP-40": "Solicitó o transcribió esta solicitud.",
    "AP-41": "Pertenece al mismo equipo de atención que quien solicita.",
    "AP-42": "Declaró un interés que toca esta solicitud.",
    "AP-43": "Ya la resolvió en la instancia anterior.",
    "AP-99": "Ya tuvo la solicitud: su respuesta no sería a ciegas.",
}
