"""Cauce: one core for four public-health programmes of Latin America."""
