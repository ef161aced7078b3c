"""How the audit events of the seeding read, in Spanish."""

from django.utils.translation import gettext_lazy as _

from cauce.core.audit.log import present

_SENTENCES = {
    "demo.units": _("cargó {units} unidades de demostración ({real} reales y {synthetic} sintéticas)"),
    "demo.people": _("creó {accounts} cuentas de demostración"),
    "demo.catalogue": _("cargó y publicó la publicación {number} del catálogo, con {entries} conceptos"),
    "demo.rows": _("registró {rows} renglones de demostración en {sheets} hojas"),
    "demo.requests": _("registró {requests} solicitudes de autorización de demostración de {month}"),
    "demo.signed": _("recibió una copia firmada de demostración del folio {folio}"),
}


present(_SENTENCES)
