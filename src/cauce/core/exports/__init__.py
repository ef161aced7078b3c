"""Tables leaving the system as CSV and XLSX, streamed: memory does not grow with the rows."""

from .files import SheetData, Written, file_response, workbook_response, write_xlsx
from .stream import csv_lines, csv_response
from .tables import asked_format, table_response

__all__ = [
    "SheetData",
    "Written",
    "asked_format",
    "csv_lines",
    "csv_response",
    "file_response",
    "table_response",
    "workbook_response",
    "write_xlsx",
]
