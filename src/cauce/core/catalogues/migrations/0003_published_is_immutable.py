"""Triggers on both databases that refuse any change to what a published release holds."""

from django.db import migrations

MESSAGE = "a published release is never edited"
# The number of the last published release of a catalogue (NULL when there is none).
LAST = (
    "(SELECT MAX(number) FROM catalogues_release"
    " WHERE catalogue_id = {row}.catalogue_id AND published_at IS NOT NULL)"
)
# What a published row holds besides `until`.
FIXED = ("catalogue_id", "code", "kind", "label", "parent_id", '"order"', "synthetic", "since")


def conditions(distinct: str) -> dict[str, tuple[str, str]]:
    """Trigger name → (event, condition); `distinct` is the database's null-safe inequality."""
    old, new = LAST.format(row="OLD"), LAST.format(row="NEW")
    changed = " OR ".join(f"OLD.{column} {distinct} NEW.{column}" for column in FIXED)
    until = (
        f"OLD.until {distinct} NEW.until AND (OLD.until <= {old} OR NEW.until <= {old})"
    )
    return {
        "catalogues_release_no_update": ("UPDATE ON catalogues_release", "OLD.published_at IS NOT NULL"),
        "catalogues_release_no_delete": ("DELETE ON catalogues_release", "OLD.published_at IS NOT NULL"),
        "catalogues_entry_no_insert": (
            "INSERT ON catalogues_entry",
            f"NEW.since <= {new} OR NEW.until <= {new}",
        ),
        "catalogues_entry_no_update": (
            "UPDATE ON catalogues_entry",
            f"(OLD.since <= {old} AND ({changed})) OR NEW.since <= {new} AND OLD.since > {old} OR ({until})",
        ),
        "catalogues_entry_no_delete": ("DELETE ON catalogues_entry", f"OLD.since <= {old}"),
    }


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, (event, condition) in conditions("IS DISTINCT FROM").items():
            result = "NEW" if not event.startswith("DELETE") else "OLD"
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF {condition} THEN RAISE EXCEPTION '{MESSAGE}'; END IF; RETURN {result}; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
        return
    for name, (event, condition) in conditions("IS NOT").items():
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def drop(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, (event, _condition) in conditions("IS NOT").items():
        table = event.split(" ON ")[1]
        schema_editor.execute(f"DROP TRIGGER {name} ON {table}" if postgresql else f"DROP TRIGGER {name}")
        if postgresql:
            schema_editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [("catalogues", "0002_constraints")]
    operations = [migrations.RunPython(create, drop)]
