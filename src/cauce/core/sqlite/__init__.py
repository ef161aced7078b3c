"""SQLite as Django's own backend gives it, with writers that take turns (decision 0054)."""
