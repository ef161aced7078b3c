"""Panama."""
