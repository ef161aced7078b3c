"""How the audit events about units read, in Spanish."""

from django.utils.translation import gettext as _

from cauce.core.audit.log import presenter
from cauce.core.audit.models import Event


@presenter("organisations.unit.create")
def unit_created(event: Event) -> str:
    """A unit was added to the tree."""
    return _("dio de alta «%(name)s» (%(code)s)") % {
        "name": event.data.get("name", ""),
        "code": event.data.get("code", ""),
    }


@presenter("organisations.contact.set")
def contact_set(event: Event) -> str:
    """The responsible department was set."""
    return _("registró el área responsable «%(department)s»") % {
        "department": event.data.get("department", "")
    }


@presenter("organisations.country.found")
def country_founded(event: Event) -> str:
    """A country was set up from the server's console."""
    return _("cargó los lugares de «%(country)s» y nombró a «%(person)s» para administrarlo") % {
        "country": event.data.get("country", ""),
        "person": event.data.get("administrator", ""),
    }
