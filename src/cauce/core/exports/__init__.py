"""Tables leaving the system as CSV and XLSX, streamed: memory does not grow with the rows."""

from .files import SheetData, Written, file_response, workbook_response, write_xlsx
from .stream import csv_lines, csv_response

__all__ = [
    "SheetData",
    "Written",
    "csv_lines",
    "csv_response",
    "file_response",
    "workbook_response",
    "write_xlsx",
]
