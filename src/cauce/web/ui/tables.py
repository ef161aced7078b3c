"""Data tables, sorting, paging, filters, facts, tiles, cards."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .library import register, render
from .marks import icon


@register.simple_block_tag
def table(content: str, caption: str, note: str = "", css: str = "", tall: bool = False) -> SafeString:
    """`{% table "Título" %}<thead>…</thead><tbody>…</tbody>{% endtable %}`: caption, scroll, sticky head.

    css: extra classes: "stack" (rows become cards on a phone; give each td data-label), "grid" (inputs).
    """
    return render("table", body=content, caption=caption, note=note, css=css, tall=tall)


@register.simple_tag(takes_context=True)
def sortable(context: Context, key: str, label: str, numeric: bool = False) -> SafeString:
    """A header cell that sorts by the query string (`orden=key` or `orden=-key`)."""
    request: HttpRequest = context["request"]
    now = request.GET.get("orden", "")
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    query = request.GET.copy()
    query["orden"] = f"-{key}" if now == key else key
    query.pop("pagina", None)
    return format_html(
        '<th scope="col"{}{}><a href="?{}">{}{}</a></th>',
        mark_safe(' class="num"') if numeric else "",
        format_html(' aria-sort="{}"', order) if order else "",
        query.urlencode(),
        label,
        icon({"ascending": "up", "descending": "down"}.get(order, "updown")),
    )


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Any) -> SafeString:
    """Links of a `django.core.paginator.Page` (query key `pagina`), keeping the other filters."""
    query = context["request"].GET.copy()
    query.pop("pagina", None)
    rest = query.urlencode()
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return render("pagination", page=page, numbers=list(numbers), rest=f"&{rest}" if rest else "")


@register.simple_block_tag
def filters(content: str, label: str = "", clear: str = "", action: str = "") -> SafeString:
    """A bar of filters as a GET form; clear: address without filters; action: the button's word."""
    return render("filters", body=content, label=label, clear=clear, action=action)


@register.simple_tag
def facts(*pairs: Any) -> SafeString:
    """`{% facts "CLUES" code "Nivel" level %}`: a definition list; or one list of (label, value)."""
    if len(pairs) == 1:
        return render("facts", items=list(pairs[0]))
    return render("facts", items=list(zip(pairs[::2], pairs[1::2], strict=True)))


@register.simple_tag
def stats(items: Iterable[tuple[str, Any] | tuple[str, Any, str]]) -> SafeString:
    """Tiles of figures. items: (label, value) or (label, value, note or address beginning with /)."""
    rows = [(*item, "")[:3] for item in items]
    return render("stats", items=rows)


@register.simple_block_tag
def card(content: str, title: str = "", url: str = "", label: str = "") -> SafeString:
    """A card with a title and optionally one link in its head."""
    return render("card", body=content, title=title, url=url, label=label)
