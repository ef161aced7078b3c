"""Importing daily-record rows from files: the same rules as the page, all or nothing."""
