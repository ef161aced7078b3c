"""Imports of units and catalogues: read, show every problem and what would change, then all or nothing."""
