"""How the audit events of documents read."""

from django.utils.translation import gettext as _

from cauce.core.audit.log import presenter
from cauce.core.audit.models import Event


@presenter("documents.issue")
def issued(event: Event) -> str:
    return _("emitió el documento %(folio)s, versión %(version)s") % event.data


@presenter("documents.supersede")
def superseded(event: Event) -> str:
    return _("retiró el documento %(folio)s, versión %(version)s; se conserva como sustituido") % event.data


@presenter("documents.receive")
def received(event: Event) -> str:
    return _("subió la copia firmada %(copy)s de %(folio)s (%(verdict)s)") % event.data


@presenter("documents.refuse_upload")
def refused(event: Event) -> str:
    return _("intentó subir una copia de %(folio)s y fue rechazada (%(rule)s)") % event.data


@presenter("documents.judge")
def judged(event: Event) -> str:
    if event.data["genuine"]:
        return _("cotejó la copia %(copy)s de %(folio)s y la dio por buena") % event.data
    return _("cotejó la copia %(copy)s de %(folio)s y la rechazó") % event.data
