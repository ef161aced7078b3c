"""The first start of an installation for a country: its places, its first administrator. Decision 0056."""
