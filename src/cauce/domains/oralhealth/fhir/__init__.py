"""Facilities, institutions and indicators over FHIR."""

from cauce.interop.fhir.registry import register


def offer() -> None:
    """Register the module's types; imported late, since models are not ready when apps load."""
    from .indicators import MEASURE, MEASURE_REPORT
    from .places import LOCATION, ORGANIZATION

    for resource in (LOCATION, ORGANIZATION, MEASURE, MEASURE_REPORT):
        register(resource)
