"""How the bridge's event reads."""

from django.utils.translation import gettext as _

from cauce.core.audit.log import presenter
from cauce.core.audit.models import Event


@presenter("bridges.dental.confirm")
def confirmed(event: Event) -> str:
    """Which quarter, from how many sheets."""
    words = _("llevó al informe de %(period)s la producción de odontología de %(sheets)s hojas")
    return words % {"period": event.data["period"], "sheets": event.data["sheets"]}
