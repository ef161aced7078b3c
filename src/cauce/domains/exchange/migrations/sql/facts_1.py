"""The fact views of the exchange, version 1, in SQL that SQLite and PostgreSQL share. Frozen: a change is a new file.

`exchange_fact_ids` has the ids as they are: the consolidated counts over it, a third of the time of texts. Every join
is a LEFT JOIN of a key, though none can fail: both databases then leave out the tables that a question does not name.
`exchange_fact_lines` is the same as the engine's schema has it (texts), for everybody else.
"""

IDS, LINES = "exchange_fact_ids", "exchange_fact_lines"
CREATE_IDS = f"""CREATE VIEW {IDS} AS
SELECT l.declaration_id AS declaration_id,
       r.opens_at AS opens_at,
       d.round_id AS round,
       l.declaration_id AS declaration,
       d.state AS record,
       e.parent_id AS institution,
       e.area_id AS entity_state,
       u.care_level AS care_level,
       s.parent_id AS service_group,
       l.speciality_id AS speciality,
       l.product_id AS product,
       NULLIF(l.shortage_cause, '') AS cause,
       l.unit_id AS unit,
       CASE WHEN l.surplus_patients IS NOT NULL THEN '1' END AS has_surplus,
       CASE WHEN l.shortage_patients IS NOT NULL THEN '1' END AS has_shortage,
       l.surplus_events AS surplus_events,
       l.surplus_patients AS surplus_patients,
       l.shortage_events AS shortage_events,
       l.shortage_patients AS shortage_patients
  FROM exchange_line l
  LEFT JOIN exchange_declaration d ON d.id = l.declaration_id
  LEFT JOIN periods_round r ON r.id = d.round_id
  LEFT JOIN organisations_orgunit e ON e.id = d.entity_id
  LEFT JOIN organisations_orgunit u ON u.id = l.unit_id
  LEFT JOIN catalogues_entry s ON s.id = l.speciality_id"""  # noqa: S608  no outside text
_TEXTS = (
    "round declaration institution entity_state care_level service_group speciality product unit"
).split()
_AS_THEY_ARE = (
    "record cause has_surplus has_shortage surplus_events surplus_patients shortage_events shortage_patients"
).split()
CREATE_LINES = f"""CREATE VIEW {LINES} AS
SELECT CAST(SUBSTR(CAST(opens_at AS TEXT), 1, 4) AS INTEGER) AS period, declaration_id,
       {", ".join(f"CAST({name} AS TEXT) AS {name}" for name in _TEXTS)},
       {", ".join(_AS_THEY_ARE)}
  FROM {IDS}"""  # noqa: S608  no outside text
DROP_IDS, DROP_LINES = f"DROP VIEW {IDS}", f"DROP VIEW {LINES}"
