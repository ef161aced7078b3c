"""Papers of prior authorisation."""
