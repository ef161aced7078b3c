"""What people call each act of the four machines, whom each tells, and where a reading comes in. Spanish message ids."""

from .states import Audience

MACHINE_LABELS = {
    "request": "La solicitud",
    "item": "Cada servicio solicitado",
    "authorisation": "El número de autorización",
    "appeal": "El recurso de revisión",
}
ACT_LABELS = {
    "request": {
        "save": "Guardar el borrador",
        "submit": "Enviar",
        "screen": "Comenzar la revisión automatizada",
        "refer": "Pasar a un especialista",
        "screen_ask": "Pedir lo que falta",
        "conclude": "Cerrar: todo está resuelto",
        "claim": "Tomar de la lista de espera",
        "release": "Liberar",
        "refer_speciality": "Pasar a otra especialidad",
        "decide": "Resolver un servicio",
        "ask_info": "Pedir información",
        "answer_info": "Responder lo que se pidió",
        "withdraw_item": "Retirar un servicio",
        "cancel": "Cancelar",
        "cancel_empty": "Cancelar: no queda ningún servicio",
        "supersede": "Sustituir por la corregida",
        "appeal": "Presentar un recurso",
    },
    "item": {
        "not_required": "No requiere autorización",
        "screen_approve": "Autorizar por criterio",
        "screen_ask": "Pedir lo que falta",
        "approve": "Autorizar",
        "modify": "Autorizar con cambios",
        "deny": "No autorizar",
        "ask_info": "Pedir información",
        "answer_info": "Responder lo que se pidió",
        "withdraw_item": "Retirar",
        "cancel": "Cancelar la solicitud",
        "overturn_approve": "En recurso: autorizar",
        "overturn_modify": "En recurso: autorizar con cambios",
        "uphold": "En recurso: confirmar",
    },
    "authorisation": {
        "consume": "Usar unidades",
        "consume_last": "Usar las últimas unidades",
        "reverse": "Revertir un uso",
        "reverse_all": "Revertir el único uso",
        "suspend": "Suspender",
        "resume": "Reanudar sin usos",
        "resume_used": "Reanudar ya usada en parte",
        "revoke": "Revocar",
        "expire": "Vencer",
        "replace": "Sustituir por lo resuelto en recurso",
    },
    "appeal": {
        "assign": "Asignar a otro revisor",
        "uphold": "Confirmar la resolución",
        "overturn": "Revocar la resolución",
        "overturn_partly": "Revocar en parte",
        "withdraw": "Desistirse",
    },
}
AUDIENCE_LABELS = {
    Audience.REQUESTER: "quien solicita",
    Audience.QUEUE: "la lista de espera (si es urgente)",
    Audience.REVIEWER: "quien la revisa",
    Audience.APPEAL_REVIEWER: "quien resuelve el recurso",
    Audience.CENTRE: "el centro",
    Audience.COORDINATION: "la coordinación",
    Audience.PATIENT: "el paciente (en su página de seguimiento)",
}
DOOR_LABELS = {
    "page": "página",
    "api": "interfaz de datos",
    "fhir": "expediente electrónico",
    "cli": "terminal",
}
