"""Pages about people and API tokens."""
