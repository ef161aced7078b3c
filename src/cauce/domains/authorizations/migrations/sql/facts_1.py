"""The fact views of oversight, version 1: one SELECT per table of facts.py. Frozen: a change is a new file.

SQLite and PostgreSQL share all but how a JSON object is read. `period` is a stored column with an index, so that a
question about a month reads that month.
"""

A = "authorizations_"
ORG = "organisations_orgunit"
_WHERE = "institution.code AS institution, region.code AS region"
_PLACES = f"""
    JOIN {ORG} unit ON unit.id = r.unit_id
    JOIN {ORG} region ON region.id = r.region_id
    LEFT JOIN {ORG} institution ON institution.id = region.parent_id"""
_YES = "CASE WHEN {} THEN '1' ELSE '0' END"
_REQUEST = f"""
    {_WHERE}, unit.code AS unit,
    NULLIF(r.speciality, '') AS speciality, NULLIF(r.priority, '') AS priority, NULLIF(r.setting, '') AS setting,
    NULLIF(r.channel, '') AS channel, {_YES.format("r.emergency")} AS emergency"""
_LAST = f"(SELECT {{}} FROM {A}decision d WHERE d.item_id = i.id ORDER BY d.id DESC LIMIT 1)"
_LEVEL = "CASE d.level WHEN 0 THEN 'screening' WHEN 1 THEN 'review' ELSE 'appeal' END"


def _hours(column: str) -> str:
    return f"(r.{column} + 1800) / 3600"


_BY_A_PERSON = (
    f"EXISTS (SELECT 1 FROM {A}item i JOIN {A}decision d ON d.item_id = i.id WHERE i.request_id = r.id AND d.level > 0)"
)
ITEMS = f"""
SELECT r.day AS period, CAST(i.id AS VARCHAR(20)) AS row_id, {_REQUEST},
    i.category AS category, i.service_code AS service, i.state AS state,
    {_LAST.format(_LEVEL)} AS decided_by, NULLIF({_LAST.format("d.reason_code")}, '') AS reason,
    {_YES.format("i.waits_for_capacity")} AS waits, i.quantity AS quantity, i.quantity_granted AS quantity_granted
FROM {A}item i JOIN {A}request r ON r.id = i.request_id {_PLACES}"""
REQUESTS = f"""
SELECT r.day AS period, CAST(r.id AS VARCHAR(20)) AS row_id, {_REQUEST},
    r.state AS state, NULLIF(r.outcome, '') AS outcome, {_YES.format(_BY_A_PERSON)} AS reviewed,
    CASE WHEN r.escalated_at IS NOT NULL OR r.decided_at > r.due_at THEN '1'
         WHEN r.decided_at IS NOT NULL THEN '0' END AS breached,
    {_YES.format("r.duplicate_of_id IS NOT NULL")} AS duplicate,
    CASE WHEN r.emergency THEN CASE WHEN r.late_registration THEN 'late' ELSE 'in_term' END END AS registered,
    {_YES.format("r.replaces_id IS NOT NULL")} AS corrected,
    {_hours("gross_seconds")} AS gross_hours, {_hours("net_seconds")} AS net_hours,
    (SELECT COUNT(*) FROM {A}inforequest q WHERE q.request_id = r.id) AS info_requests,
    (SELECT COUNT(*) FROM {A}item i WHERE i.request_id = r.id) AS items
FROM {A}request r {_PLACES}
WHERE r.day IS NOT NULL"""
APPEALS = f"""
SELECT r.day AS period, CAST(a.id AS VARCHAR(20)) AS row_id, {_REQUEST}, a.state AS state
FROM {A}appeal a JOIN {A}request r ON r.id = a.request_id {_PLACES}"""
NUMBERS = f"""
SELECT r.day AS period, CAST(n.id AS VARCHAR(20)) AS row_id, {_REQUEST},
    i.category AS category, n.service_code AS service, centre.code AS centre, n.state AS state,
    n.units AS units, n.consumed AS consumed, n.units - n.consumed AS unused
FROM {A}authorisation n JOIN {A}item i ON i.id = n.item_id JOIN {A}request r ON r.id = i.request_id {_PLACES}
    LEFT JOIN {ORG} centre ON centre.id = n.place_id"""
# {key}, {answer} and {each} say how the database reads the object item's sequence → answer.
OPINIONS = f"""
SELECT r.day AS period, CAST(b.id AS VARCHAR(20)) || '-' || CAST(i.id AS VARCHAR(20)) AS row_id, {_REQUEST},
    i.category AS category, i.service_code AS service,
    CASE WHEN f.outcome = {{answer}} THEN '1' WHEN f.outcome IS NOT NULL THEN '0' END AS agrees
FROM {A}blindreview b JOIN {A}request r ON r.id = b.request_id {_PLACES}
    CROSS JOIN {{each}} given
    JOIN {A}item i ON i.request_id = r.id AND i.sequence = CAST({{key}} AS INTEGER)
    LEFT JOIN {A}decision f ON f.id = (
        SELECT MIN(d.id) FROM {A}decision d WHERE d.item_id = i.id AND d.level = 1)
WHERE b.answered_at IS NOT NULL"""
SIGNALS = f"""
SELECT s.day AS period, CAST(s.id AS VARCHAR(20)) AS row_id, {_WHERE}, s.kind AS kind, s.state AS state
FROM {A}signal s JOIN {ORG} region ON region.id = s.place_id
    LEFT JOIN {ORG} institution ON institution.id = region.parent_id"""
VIEWS = {
    "items": ITEMS,
    "requests": REQUESTS,
    "appeals": APPEALS,
    "numbers": NUMBERS,
    "opinions": OPINIONS,
    "signals": SIGNALS,
}
JSON = {
    "sqlite": {"each": "json_each(b.answers)", "key": "given.key", "answer": "given.value"},
    "postgresql": {
        "each": "LATERAL jsonb_each_text(b.answers)", "key": "given.key", "answer": "given.value",
    },
}  # fmt: skip


def create(name: str, vendor: str) -> str:
    """CREATE VIEW of one fact for a database."""
    select = VIEWS[name].format(**JSON[vendor]) if name == "opinions" else VIEWS[name]
    return f"CREATE VIEW {A}fact_{name} AS {select}"


def drop(name: str) -> str:
    """The inverse."""
    return f"DROP VIEW {A}fact_{name}"
