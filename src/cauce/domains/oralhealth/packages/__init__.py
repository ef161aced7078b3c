"""A facility's month as a signed package: made at a node without a network, taken in by its region."""
