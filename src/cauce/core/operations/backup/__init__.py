"""Backup and restore: one tar with the database, the documents, the keys, and a manifest that seals them.

The manifest (the last member) lists every part with its SHA-256, the audit chain's head in that very
snapshot, and the migrations. The database part is one of:

    database.sqlite3   SQLite's online copy; or, from PostgreSQL, the same tables copied row by row
                       ("portable": it restores into either database)
    database.pgdump    pg_dump's custom format, of one exported snapshot

So a clinic that grows moves from SQLite to PostgreSQL with `cauce backup` and `cauce restore`.
"""
