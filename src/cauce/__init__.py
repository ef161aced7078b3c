"""Cauce: one core for four public-health programmes of Latin America."""

__version__ = "0.1.0"
