"""Pages of the catalogues: browse and search, one entry, and the history of releases."""
