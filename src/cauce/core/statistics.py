"""What the database's planner knows about its tables, brought up to date after bulk writing."""

from django.db import connection


def refresh_statistics() -> None:
    """ANALYZE, on both databases and also inside a transaction.

    Without it a plan made for empty tables meets thousands of rows: seen on PostgreSQL as a SELECT of
    minutes right after the demo's seeding, before autovacuum came by.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
