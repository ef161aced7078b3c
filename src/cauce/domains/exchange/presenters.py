"""How the exchange's audit events read, in Spanish."""
