"""How the audit events of listings and papers read, as one Spanish sentence without the actor's name."""

from django.utils.translation import gettext as _

from cauce.core.audit.log import present, presenter
from cauce.core.audit.models import Event
from cauce.core.audit.titles import title_actions

from .presenters import in_words

title_actions(
    {
        "oralhealth.listing.create": "Listado: guardar",
        "oralhealth.listing.change": "Listado: cambiar",
        "oralhealth.listing.copy": "Listado: duplicar",
        "oralhealth.listing.delete": "Listado: eliminar",
        "oralhealth.listing.restore": "Listado: recuperar",
        "oralhealth.listing.export": "Listado: descargar con cifras completas",
        "oralhealth.bulletin.request": "Boletín: pedir",
        "oralhealth.bulletin.issue": "Boletín: emitir",
        "oralhealth.form.issue": "Formulario: emitir",
    }
)
present(
    {
        "oralhealth.listing.create": "guardó el listado «{name}»",
        "oralhealth.listing.change": "cambió el listado «{name}»",
        "oralhealth.listing.copy": "guardó «{name}», copia del listado «{source}»",
        "oralhealth.listing.delete": "eliminó el listado «{name}»",
        "oralhealth.listing.restore": "recuperó el listado «{name}»",
        "oralhealth.listing.export": "descargó el listado «{name}» con cifras completas, para uso interno",
        "oralhealth.bulletin.request": "pidió el boletín de {place}, {period}",
        "oralhealth.bulletin.issue": "emitió el boletín de {place}, {period} (folio {folio}, versión {version})",
    }
)


@presenter("oralhealth.form.issue")
def form_issued(event: Event) -> str:
    return _("emitió el Formulario %(form)s de %(month)s (folio %(folio)s)") % in_words(event.data)
