"""Ways in and out for other systems: packages, ADX, DHIS2, FHIR. Nothing here knows a programme."""
