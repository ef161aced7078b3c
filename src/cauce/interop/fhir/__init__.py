"""FHIR R4 (4.0.1; the resources are checked with the R4B shapes of fhir.resources): a small base that modules fill.

A module registers what it offers (`registry.register`, `registry.register_operation`); this package answers
/fhir/metadata, /fhir/<Type>, /fhir/<Type>/<id>, /fhir/<Type>/$<operation>, with the API's keys and permissions.
"""
