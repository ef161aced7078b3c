"""The exchange's printed reports."""
