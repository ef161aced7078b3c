"""Requests captured at a unit without a network, as a signed package: made there, taken into the common queue here."""
