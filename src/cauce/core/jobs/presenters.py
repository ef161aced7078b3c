"""How the audit events of jobs read, in Spanish."""

from django.utils.translation import gettext as _

from cauce.core.audit.log import presenter
from cauce.core.audit.models import Event


@presenter("jobs.job.cancel")
def cancelled(event: Event) -> str:
    """Someone stopped a job."""
    return _("canceló el trabajo «%(title)s»") % {"title": event.data.get("title", "")}
