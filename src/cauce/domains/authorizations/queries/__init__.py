"""Reading prior authorisation's tables."""
