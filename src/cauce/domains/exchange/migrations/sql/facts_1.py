"""The fact view of the exchange, version 1, in SQL that SQLite and PostgreSQL share. Frozen: a change is a new file.

`declaration_id` is there besides the schema's columns so that one declaration's rows are found by its index.
"""

NAME = "exchange_fact_lines"
CREATE = f"""CREATE VIEW {NAME} AS
SELECT CAST(SUBSTR(CAST(r.opens_at AS TEXT), 1, 4) AS INTEGER) AS period,
       l.declaration_id AS declaration_id,
       CAST(r.id AS TEXT) AS round,
       CAST(d.id AS TEXT) AS declaration,
       d.state AS record,
       CAST(e.parent_id AS TEXT) AS institution,
       CAST(e.area_id AS TEXT) AS entity_state,
       CAST(u.care_level AS TEXT) AS care_level,
       CAST(s.parent_id AS TEXT) AS service_group,
       CAST(l.speciality_id AS TEXT) AS speciality,
       CAST(l.product_id AS TEXT) AS product,
       NULLIF(l.shortage_cause, '') AS cause,
       CAST(l.unit_id AS TEXT) AS unit,
       CASE WHEN l.surplus_patients IS NOT NULL THEN '1' END AS has_surplus,
       CASE WHEN l.shortage_patients IS NOT NULL THEN '1' END AS has_shortage,
       l.surplus_events AS surplus_events,
       l.surplus_patients AS surplus_patients,
       l.shortage_events AS shortage_events,
       l.shortage_patients AS shortage_patients
  FROM exchange_line l
  JOIN exchange_declaration d ON d.id = l.declaration_id
  JOIN periods_round r ON r.id = d.round_id
  JOIN organisations_orgunit e ON e.id = d.entity_id
  JOIN organisations_orgunit u ON u.id = l.unit_id
  JOIN catalogues_entry s ON s.id = l.speciality_id"""  # noqa: S608  no outside text
DROP = f"DROP VIEW {NAME}"
