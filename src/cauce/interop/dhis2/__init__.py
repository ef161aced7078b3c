"""DHIS2: dataValueSets as JSON and CSV."""
