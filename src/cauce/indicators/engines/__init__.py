"""The engines: each answers a Query with the same cells as the reference."""
