"""Signed packages between nodes: what a facility without a network hands to its region in one file."""
