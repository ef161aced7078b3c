"""Pure rules of prior authorisation: no framework, no clock, no database."""
