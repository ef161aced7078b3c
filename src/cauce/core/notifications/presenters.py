"""How the audit events of notices read, in Spanish."""

from django.utils.translation import gettext as _

from cauce.core.audit.log import presenter
from cauce.core.audit.models import Event
from cauce.core.audit.titles import title_actions

from .models import Preference

title_actions({"notifications.preference.set": "Avisos: elegir cómo recibirlos"})


@presenter("notifications.preference.set")
def preference_set(event: Event) -> str:
    """Someone chose how to get e-mail."""
    label = dict(Preference.Email.choices).get(event.data.get("email", ""), "")
    return _("eligió cómo recibir correos: %(label)s") % {"label": label}
