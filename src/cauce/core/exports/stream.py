"""CSV to the browser, row by row, with no limit of rows."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from .cells import csv_cell

BOM = "\ufeff"  # without it Excel reads UTF-8 as the machine's old code page and breaks the accents
ROWS_PER_CHUNK = 1000  # one write to the socket each; about 200 KB


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]], *, bom: bool = True) -> Iterator[bytes]:
    """The CSV (RFC 4180, UTF-8) as chunks of bytes; memory is that of one chunk."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    if bom:
        buffer.write(BOM)
    writer.writerow([csv_cell(name) for name in header])
    for number, row in enumerate(rows, start=1):
        writer.writerow([csv_cell(value) for value in row])
        if number % ROWS_PER_CHUNK == 0:
            yield _drain(buffer)
    yield _drain(buffer)


def _drain(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return content


def csv_response(
    filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, bom: bool = True
) -> StreamingHttpResponse:
    """A download of any number of rows. rows: an iterator (a queryset's `.iterator()`), read as it is sent.

    bom: put the mark that makes Excel read the accents right; False for programs.
    """
    response = StreamingHttpResponse(csv_lines(header, rows, bom=bom), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, filename)
    response["Cache-Control"] = "private, no-store"
    return response
