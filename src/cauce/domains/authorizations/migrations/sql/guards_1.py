"""What the database itself refuses, on SQLite and PostgreSQL (docs/decisions/0040).

`GUARDS`: trigger name → (event, condition, message). Conditions are plain SQL that both databases read; `{differs}`
is the null-safe inequality of each. A later migration that alters one of these tables on SQLite (where altering is
making the table again) drops the guards first and creates them again after it.
"""

A = "authorizations_"
# The request of the item that NEW decides.
_ASKED = f"FROM {A}item i JOIN {A}request r ON r.id = i.request_id WHERE i.id = NEW.item_id"
_TEAMS = (
    f"FROM {A}item i JOIN {A}request r ON r.id = i.request_id"
    f" JOIN {A}careteammember mine ON mine.user_id = NEW.by_id"
    f" JOIN {A}careteammember theirs ON theirs.team_id = mine.team_id AND theirs.user_id = r.requester_id"
    " WHERE i.id = NEW.item_id"
    " AND mine.since_at <= NEW.at AND (mine.until_at IS NULL OR mine.until_at > NEW.at)"
    " AND theirs.since_at <= NEW.at AND (theirs.until_at IS NULL OR theirs.until_at > NEW.at)"
)
_INTEREST = (
    f"FROM {A}item i JOIN {A}request r ON r.id = i.request_id JOIN {A}declaredinterest d ON d.user_id = NEW.by_id"
    " WHERE i.id = NEW.item_id AND d.since_at <= NEW.at AND (d.until_at IS NULL OR d.until_at > NEW.at)"
    " AND (d.person_id = r.requester_id OR d.patient_id = r.patient_id OR d.unit_id = r.unit_id"
    " OR d.unit_id = i.place_id OR d.unit_id = NEW.place_id"
    " OR (d.service_code <> '' AND d.service_code = i.service_code))"
)
_EARLIER = (
    f"FROM {A}item i JOIN {A}item o ON o.request_id = i.request_id JOIN {A}decision e ON e.item_id = o.id"
    " WHERE i.id = NEW.item_id AND e.by_id = NEW.by_id AND e.level < NEW.level"
)
_LAST = f"(SELECT {{column}} FROM {A}decision d WHERE d.item_id = NEW.id ORDER BY d.id DESC LIMIT 1)"
_DECIDED = "NEW.state IN ('approved', 'modified', 'denied', 'not_required')"
_COUNTED = (
    f"(SELECT COALESCE(SUM(CASE WHEN u.reverses_id IS NULL THEN u.units ELSE -u.units END), 0)"
    f" FROM {A}use u WHERE u.authorisation_id = NEW.id)"
)
KEPT = ("decision", "use", "lookup", "readlog", "criteriaversion", "variantversion")

GUARDS: dict[str, tuple[str, str, str]] = {
    "auth_decision_requester": (
        f"BEFORE INSERT ON {A}decision",
        f"EXISTS (SELECT 1 {_ASKED} AND NEW.by_id IN (r.requester_id, r.registered_by_id))",
        "AP-40 nobody decides their own request",
    ),
    "auth_decision_care_team": (
        f"BEFORE INSERT ON {A}decision",
        f"EXISTS (SELECT 1 {_TEAMS})",
        "AP-41 nobody decides for their own care team",
    ),
    "auth_decision_interest": (
        f"BEFORE INSERT ON {A}decision",
        f"EXISTS (SELECT 1 {_INTEREST})",
        "AP-42 nobody decides where they declared an interest",
    ),
    "auth_decision_earlier": (
        f"BEFORE INSERT ON {A}decision",
        f"EXISTS (SELECT 1 {_EARLIER})",
        "AP-43 nobody decides what they decided at an earlier level",
    ),
    "auth_item_state": (
        f"BEFORE UPDATE ON {A}item",
        f"{_DECIDED} AND (OLD.state <> NEW.state OR OLD.quantity_granted {{differs}} NEW.quantity_granted)"
        f" AND (NEW.state {{differs}} {_LAST.format(column='d.outcome')}"
        f" OR NEW.quantity_granted {{differs}} {_LAST.format(column='d.quantity')})",
        "the state of an item is that of its last decision",
    ),
    "auth_item_born": (
        f"BEFORE INSERT ON {A}item",
        "NEW.state <> 'pending'",
        "an item begins pending",
    ),
    "auth_request_decided": (
        f"BEFORE UPDATE ON {A}request",
        "NEW.state = 'decided' AND (OLD.state NOT IN ('screening', 'in_review', 'decided') OR EXISTS"
        f" (SELECT 1 FROM {A}item i WHERE i.request_id = NEW.id AND i.state IN ('pending', 'info_needed')))",
        "a request is decided when all its items are",
    ),
    "auth_authorisation_granted": (
        f"BEFORE INSERT ON {A}authorisation",
        f"NEW.consumed <> 0 OR NOT EXISTS (SELECT 1 FROM {A}decision d JOIN {A}item i ON i.id = d.item_id"
        " WHERE d.id = NEW.decision_id AND d.item_id = NEW.item_id AND d.outcome IN ('approved', 'modified')"
        " AND d.quantity >= NEW.units AND i.state = d.outcome)",
        "a number needs a decision that grants its units",
    ),
    "auth_authorisation_counted": (
        f"BEFORE UPDATE ON {A}authorisation",
        "OLD.units <> NEW.units OR OLD.number <> NEW.number OR OLD.item_id <> NEW.item_id"
        f" OR (OLD.consumed <> NEW.consumed AND NEW.consumed <> {_COUNTED})",
        "the units of a number are counted from its uses",
    ),
    "auth_use_allowed": (
        f"BEFORE INSERT ON {A}use",
        "(NEW.reverses_id IS NULL AND NOT EXISTS"
        f" (SELECT 1 FROM {A}authorisation a WHERE a.id = NEW.authorisation_id"
        " AND a.state IN ('active', 'partially_used')))"
        f" OR (NEW.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {A}use u WHERE u.id = NEW.reverses_id"
        " AND u.reverses_id IS NULL AND u.authorisation_id = NEW.authorisation_id AND u.units = NEW.units))",
        "a use needs a live number, and a reversal its use",
    ),
    **{
        f"auth_{table}_no_{verb.lower()}": (
            f"BEFORE {verb} ON {A}{table}",
            "1 = 1",
            f"{table} rows are append-only",
        )
        for table in KEPT
        for verb in ("UPDATE", "DELETE")
    },
}
# The counting itself: the CHECK on the authorisation then refuses to go beyond.
COUNT = (
    f"UPDATE {A}authorisation SET consumed = consumed +"
    " CASE WHEN NEW.reverses_id IS NULL THEN NEW.units ELSE -NEW.units END WHERE id = NEW.authorisation_id"
)


def create(apps, schema_editor):
    """Make every guard on the database in use."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in _postgresql() if postgresql else _sqlite():
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    """Take every guard away."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    events = {name: event for name, (event, _condition, _message) in GUARDS.items()}
    for name, event in {**events, "auth_use_count": f"AFTER INSERT ON {A}use"}.items():
        table = event.split(" ON ")[1]
        schema_editor.execute(f"DROP TRIGGER {name} ON {table}" if postgresql else f"DROP TRIGGER {name}")
        if postgresql:
            schema_editor.execute(f"DROP FUNCTION {name}()")


def _sqlite():
    for name, (event, condition, message) in GUARDS.items():
        when = condition.replace("{differs}", "IS NOT")
        yield f"CREATE TRIGGER {name} {event} WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    yield f"CREATE TRIGGER auth_use_count AFTER INSERT ON {A}use BEGIN {COUNT}; END"


def _postgresql():
    for name, (event, condition, message) in GUARDS.items():
        when = condition.replace("{differs}", "IS DISTINCT FROM")
        back = "OLD" if "DELETE" in event else "NEW"
        yield from _function(name, event, f"IF {when} THEN RAISE EXCEPTION '{message}'; END IF; RETURN {back};")
    yield from _function("auth_use_count", f"AFTER INSERT ON {A}use", f"{COUNT}; RETURN NULL;")


def _function(name, event, body):
    yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    yield f"CREATE TRIGGER {name} {event} FOR EACH ROW EXECUTE FUNCTION {name}()"
