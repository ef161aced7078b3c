"""What the database knows about its tables' sizes, after many rows arrived at once."""

from django.db import connection


def refresh_statistics() -> None:
    """Let PostgreSQL look at its tables again; call it after bulk loads.

    Its planner goes by statistics that autovacuum gathers minutes later, and never inside the loading
    transaction: until then a join over 6,000 fresh rows took six minutes. SQLite plans by its indexes.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
