"""How the audit events of the seeding read, in Spanish."""

from django.utils.translation import gettext_lazy as _

from cauce.core.audit.log import presenter
from cauce.core.audit.models import Event

_SENTENCES = {
    "demo.units": _("cargó {units} unidades de demostración ({real} reales y {synthetic} sintéticas)"),
    "demo.people": _("creó {accounts} cuentas de demostración"),
    "demo.catalogue": _("cargó y publicó la publicación {number} del catálogo, con {entries} conceptos"),
    "demo.rows": _("registró {rows} renglones de demostración en {sheets} hojas"),
    "demo.signed": _("recibió una copia firmada de demostración del folio {folio}"),
}


def _reader(sentence):
    def read(event: Event) -> str:
        return str(sentence).format(**event.data)

    return read


for _action, _sentence in _SENTENCES.items():
    presenter(_action)(_reader(_sentence))
