"""How numbers and dates are written: 1,234 and dd/mm/aaaa (es-MX), or as the language says."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cauce.indicators.wording import month_words

from .library import register

DASH = "—"  # blank is not zero: what was not reported shows a dash


@register.filter
def number(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """A number with thousands separated; None is a dash."""
    if value is None or value == "":
        return DASH
    if decimals is not None and isinstance(value, int | float | Decimal):
        value = round(value, decimals)  # Django's own formatting cuts the decimals instead
    return formats.number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)


@register.filter
def percent(value: float | Decimal | None, decimals: int = 0) -> str:
    """A share (0.25) as "25 %"."""
    return DASH if value is None else f"{number(value * 100, decimals)}\u00a0%"


@register.filter
def km(value: float | None) -> str:
    """Kilometres with one decimal."""
    return DASH if value is None else f"{number(value, 1)}\u00a0km"


@register.filter
def day(value: date | datetime | None) -> str:
    """A date as dd/mm/aaaa in a `<time>` element; None is a dash."""
    if value is None:
        return DASH
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), formats.date_format(value, "SHORT_DATE_FORMAT")
    )


@register.filter
def month_name(value: str | int) -> str:
    """ "2026-10" or 202610 as "octubre de 2026"; another text as it is."""
    found = re.fullmatch(r"(20\d\d)-?(0[1-9]|1[0-2])", str(value))
    return month_words(date(int(found[1]), int(found[2]), 1)) if found else str(value)


@register.filter
def moment(value: datetime | None) -> str:
    """An instant as dd/mm/aaaa hh:mm in local time; None is a dash."""
    if value is None:
        return DASH
    local = timezone.localtime(value)
    text = formats.date_format(local, "SHORT_DATETIME_FORMAT")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), text)


@register.filter
def file_size(octets: int | None) -> str:
    """A size in bytes as a person reads it, binary units: 100 MB is 104,857,600 bytes (decision M16)."""
    if octets is None:
        return DASH
    for unit, size in (("MB", 1 << 20), ("KB", 1 << 10)):
        if octets >= size:
            exact = octets % size == 0
            return f"{number(octets / size, 0 if exact else 1)}\u00a0{unit}"
    return f"{number(octets)}\u00a0bytes"


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, or None."""
    return mapping.get(key) if mapping else None


@register.filter
def minutes(span: timedelta) -> str:
    """A span of time in whole minutes."""
    return number(round(span.total_seconds() / 60))


@register.filter
def device(user_agent: str) -> str:
    """Browser and system of a user agent, as a person names them."""
    browsers = ("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )
    found = [next((name for mark, name in table if mark in user_agent), "") for table in (browsers, systems)]
    return " · ".join(part for part in found if part) or _("Equipo desconocido")
