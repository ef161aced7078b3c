"""Shapes what the queries return for the pages: rows, cells, steps. Nothing here writes or asks the clock."""
