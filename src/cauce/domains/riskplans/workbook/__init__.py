"""The hospital's workbook on disk: written with xlsxwriter, read with openpyxl; its layout is in rules/workbook.py."""
