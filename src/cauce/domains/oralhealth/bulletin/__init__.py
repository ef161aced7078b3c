"""The statistical bulletin of a month or a year, for the nation, a region or a facility (source 004, p. 12; spec 4)."""
