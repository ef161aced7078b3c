"""Prior authorisation over FHIR R4 in the shapes of Da Vinci PAS: reading request bundles, writing answers. Pure."""
