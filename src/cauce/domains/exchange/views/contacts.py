"""The responsible department of each institution: configuration, shown beside the help."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require, within
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Refusal
from cauce.core.organisations.actions import set_contact
from cauce.core.organisations.models import Contact

from ..forms import ContactForm, add_problems
from ..queries import institutions
from .common import find_institution, page, posted, step_context, trail


@page
def contact_list(request: HttpRequest) -> HttpResponse:
    """Institutions whose department the person may set."""
    require(request.user, Permission.CONTACT_SET, None, request.now)
    found = within(institutions(), request.user, Permission.CONTACT_SET, request.now)
    contacts = {contact.unit_id: contact for contact in Contact.objects.filter(unit__in=found)}
    context = step_context(
        0,
        crumbs=[(_("Áreas responsables"), "")],
        rows=[(place, contacts.get(place.pk)) for place in found],
    )
    return render(request, "exchange/contacts.html", context)


@page
def contact_edit(request: HttpRequest, institution: str) -> HttpResponse:
    """Set one institution's responsible department."""
    place = find_institution(institution)
    require(request.user, Permission.CONTACT_SET, place, request.now)
    current = Contact.objects.filter(unit=place).first()
    form = ContactForm(posted(request), instance=current)
    if request.method == "POST" and form.is_valid():
        try:
            set_contact(by=request.user, at=request.now, unit=place, **form.cleaned_data)
        except Refusal as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("Área responsable guardada."))
            return redirect("exchange:contacts")
    context = step_context(0, institution=place, form=form)
    context["crumbs"] = [
        *trail(None),
        (_("Áreas responsables"), reverse("exchange:contacts")),
        (str(place), ""),
    ]
    return render(request, "exchange/contact.html", context, status=422 if form.errors else 200)
