"""`/fhir/Claim/$submit` and `$inquire`: the same actions as the pages, in the PAS shapes (spec 2, rule 11)."""

from cauce.interop.fhir.registry import Operation, register_operation

_PAS = "http://hl7.org/fhir/us/davinci-pas/OperationDefinition"
OPERATIONS = (
    Operation("Claim", "submit", "Pedir una autorización previa", definition=f"{_PAS}/Claim-submit"),
    Operation("Claim", "inquire", "Preguntar por una solicitud", definition=f"{_PAS}/Claim-inquiry"),
)


def offer() -> None:
    """Tell them in /fhir/metadata; their addresses are in urls.py."""
    for operation in OPERATIONS:
        register_operation(operation)
