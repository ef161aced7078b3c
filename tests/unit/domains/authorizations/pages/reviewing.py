"""What the tests of the decision page share: a request of three services, the form's rows as the page sends them."""

from django.urls import reverse

ITEMS = [
    {"service": "IMG-RM", "quantity": "2"},
    {"service": "REHAB", "quantity": "10"},
    {
        "service": "CADERA",
        "quantity": "1",
        "side": "left",
        "prosthetics": {"device": "Prótesis", "side": "left", "material": "Titanio"},
    },
]
DENIAL = {
    "outcome": "denied",
    "reason_code": "criteria",
    "clause": "Guía sintética, fracción b",
    "patient_sentence": "Por ahora no está indicado.",
    "would_change": "Una radiografía con datos de alarma.",
}
MODIFICATION = DENIAL | {"outcome": "modified", "reason_code": "quantity", "quantity": "4"}
APPROVAL = {"outcome": "approved"}


def url(request) -> str:
    return reverse("authorizations:review", args=[request.uid])


def fields(**rows) -> dict:
    """`fields(i1={…})` as the form sends it."""
    return {f"items.{key[1:]}.{name}": value for key, row in rows.items() for name, value in row.items()}


def text(response) -> str:
    return response.content.decode()


def states(request) -> list[str]:
    return list(request.items.values_list("state", flat=True))
