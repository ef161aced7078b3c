"""Risk plans in a browser."""
