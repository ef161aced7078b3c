"""What the database knows about its tables' sizes, after many rows arrived at once."""

from django.db import connection
from django.db.models import Model


def refresh_statistics(*models: type[Model]) -> None:
    """Let PostgreSQL look at our tables (or at those of `models`) again; call it after bulk loads.

    Its planner goes by statistics that autovacuum gathers minutes later, and never inside the loading
    transaction: until then a join over 6,000 fresh rows took six minutes. SQLite plans by its indexes.
    The tables are named: a bare ANALYZE inside a transaction also locks the catalogues that all databases
    of the server share, and holds every other ANALYZE of the server up until it ends.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        tables = [model._meta.db_table for model in models] or (
            connection.introspection.django_table_names(only_existing=True, include_views=False)
        )
        cursor.execute(f"ANALYZE {', '.join(connection.ops.quote_name(table) for table in tables)}")
