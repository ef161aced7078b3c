"""The consolidated of a round: aggregate, rows, CSV."""

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Field, Query, Router, Schema

from cauce.api.shapes import PageIn, Text, answers
from cauce.core.exports import csv_response

from ..consolidated import Cut, consolidate, detail_header, detail_lines, detail_rows, read_cut
from ..consolidated.aggregate import Row
from ..consolidated.detail import COLUMNS, presented
from . import finding

router = Router()
AT = "/rounds/{code}/consolidated"


class CutIn(Schema):
    """by: one or two of institution, state, level, group, speciality, product, cause, joined by a comma."""

    by: Text = Field("institution", max_length=60)
    institution: Text = Field("", max_length=20)
    state: Text = Field("", max_length=20)
    level: Text = Field("", max_length=20)
    group: Text = Field("", max_length=20)
    speciality: Text = Field("", max_length=20)
    product: Text = Field("", max_length=20)
    unit: Text = Field("", max_length=20)
    cause: Text = Field("", max_length=20)
    kind: Text = Field("both", max_length=20)
    open: Text = Field("", max_length=5, description="1 incluye los registros abiertos, contados aparte")
    sort: Text = Field("", max_length=40)

    def cut(self) -> Cut:
        """The cut asked for. Raises Invalid."""
        return read_cut(self.model_dump())


class GroupOut(Schema):
    """One group: its keys, its labels, its figures, and how many of its rows are of open declarations."""

    keys: dict[str, Any]
    labels: dict[str, str]
    values: dict[str, int | None]
    open_lines: int


class ConsolidatedOut(Schema):
    """A page of groups and the total; `values` are monthly figures, null when nobody reported them."""

    count: int
    total: GroupOut
    items: list[GroupOut]


class RowsOut(Schema):
    """A page of rows; `columns` names the cells."""

    count: int
    columns: list[str]
    items: list[list[Any]]


@router.get(AT, response=answers(ConsolidatedOut), summary="Consolidado")
def get_consolidated(
    request: HttpRequest, code: Text, wanted: CutIn = Query(...), page: PageIn = Query(...)
) -> dict[str, Any]:
    """Surplus and shortage by one or two dimensions; only finalised declarations unless open=1."""
    table = consolidate(finding.a_round(code), request.user, request.now, wanted.cut())
    chosen = table.rows[page.offset : page.offset + page.limit]
    return {
        "count": len(table.rows),
        "total": _group_out(table.total),
        "items": [_group_out(row) for row in chosen],
    }


@router.get(f"{AT}/rows", response=answers(RowsOut), summary="Renglones de un corte")
def get_rows(
    request: HttpRequest, code: Text, wanted: CutIn = Query(...), page: PageIn = Query(...)
) -> dict[str, Any]:
    """The rows behind a number."""
    lines = detail_lines(finding.a_round(code), request.user, request.now, wanted.cut())
    found = lines.values_list(*COLUMNS.values())[page.offset : page.offset + page.limit]
    return {"count": lines.count(), "columns": detail_header(), "items": list(presented(found))}


@router.get(f"{AT}.csv", response=answers(str), summary="Renglones de un corte en CSV, sin límite")
def get_csv(request: HttpRequest, code: Text, wanted: CutIn = Query(...)) -> StreamingHttpResponse:
    """All the rows behind a cut, streamed."""
    rows = detail_rows(finding.a_round(code), request.user, request.now, wanted.cut())
    return csv_response(f"consolidado-{code}.csv", detail_header(), rows, bom=False)


def _group_out(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in GroupOut.model_fields}
