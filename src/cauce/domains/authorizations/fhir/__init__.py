"""`/fhir/Claim/$submit` and `$inquire`: the same actions as the pages, in the PAS shapes (spec 2, rule 11)."""
