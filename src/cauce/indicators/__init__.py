"""The indicator engine: one definition, many engines, one way to divide (spec 5)."""
