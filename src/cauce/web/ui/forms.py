"""Form fields with help beside and error at the field; buttons that say why they are disabled."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ..idempotency import KEY, new_key
from .library import register, render


@register.simple_tag
def field(bound: BoundField, help: str | None = None, label: str = "") -> SafeString:
    """A Django form field: label, help, control, and its errors tied by aria-describedby.

    help: instead of the field's own ("" for none). Placeholders are dropped: help stands beside, not inside.
    """
    widget = bound.field.widget
    help = bound.help_text if help is None else help
    described = [f"{bound.auto_id}_help"] if help else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attrs: dict[str, Any] = {"class": _control_class(widget, bool(bound.errors)), "placeholder": False}
    attrs["aria-describedby"] = " ".join(described) or False
    if bound.errors:
        attrs["aria-invalid"] = "true"
    kind = "check" if isinstance(widget, forms.CheckboxInput) else "group" if _is_group(widget) else "plain"
    return render(
        "field",
        bound=bound,
        control=_options(bound, attrs) if kind == "group" else bound.as_widget(attrs=attrs),
        help=help,
        label=label or bound.label,
        kind=kind,
    )


def _options(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """Radio buttons or boxes, each with its own label beside."""
    rows = []
    for option in bound.subwidgets:
        option.data["attrs"] |= {key: value for key, value in attrs.items() if value is not False}
        rows.append((option.tag(), option.id_for_label, option.choice_label))
    one = '<div class="form-check">{} <label class="form-check-label" for="{}">{}</label></div>'
    return format_html_join("", one, rows)


def _is_group(widget: forms.Widget) -> bool:
    return isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def _control_class(widget: forms.Widget, wrong: bool) -> str:
    own = widget.attrs.get("class", "")
    base = "form-control"
    if isinstance(widget, forms.CheckboxInput) or _is_group(widget):
        base = "form-check-input"
    elif isinstance(widget, forms.Select):
        base = "form-select"
    return " ".join(part for part in (own, base, "is-invalid" if wrong else "") if part)


@register.simple_tag
def form_errors(form: forms.BaseForm) -> SafeString:
    """The summary of a form's errors, each linking to its field; takes focus when the page opens."""
    items = [("", error) for error in form.non_field_errors()]
    items += [(bound.auto_id, f"{bound.label}: {error}") for bound in form for error in bound.errors]
    return render("form_errors", items=items) if items else SafeString("")


@register.simple_tag
def button(
    label: str,
    url: str = "",
    reason: str = "",
    style: str = "primary",
    icon: str = "",
    small: bool = False,
    name: str = "",
    value: str = "",
) -> SafeString:
    """A link (with url) or a submit button. With `reason` it is disabled and the sentence stands beside it."""
    return render(
        "button",
        label=label,
        url=url,
        reason=reason,
        style=style,
        icon=icon,
        small=small,
        name=name,
        value=value,
    )


@register.simple_tag
def file_picker(bound: BoundField, limit: int = 0, help: str = "") -> SafeString:
    """A file field with its limit in bytes; upload.js shows progress on forms with `data-upload`."""
    return render("file_picker", bound=bound, limit=limit, help=help or bound.help_text)


@register.simple_tag
def draft_notice() -> SafeString:
    """Where drafts.js says that it restored what was typed (on forms with `data-draft`)."""
    return mark_safe('<div data-draft-notice aria-live="polite"></div>')


@register.simple_tag
def once() -> SafeString:
    """The hidden key that keeps this form from being entered twice (web/idempotency.py)."""
    return format_html('<input type="hidden" name="{}" value="{}">', KEY, new_key())
