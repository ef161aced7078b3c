"""Oral health information system (module 4, source 004): daily record, consolidation, surveillance, indicators."""
