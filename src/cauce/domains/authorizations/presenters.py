"""How the audit events of prior authorisation read, as one Spanish sentence without the actor's name."""
