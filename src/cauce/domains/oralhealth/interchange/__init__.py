"""The consolidated month and the indicators for other systems: ADX, DHIS2, CSV, XLSX."""
