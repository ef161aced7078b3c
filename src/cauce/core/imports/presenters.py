"""How the audit events about imports read, in Spanish."""

from django.utils.translation import gettext_lazy as _

from cauce.core.audit.log import presenter
from cauce.core.audit.models import Event

_SENTENCES = {
    "imports.prepare": _("subió «{filename}» para revisarlo: {errors} problemas, {warnings} avisos"),
    "imports.apply": _("importó «{filename}»: {added} altas, {changed} cambios, {closed} cierres"),
    "imports.discard": _("descartó «{filename}» sin importarlo"),
}


def _reader(sentence):
    def read(event: Event) -> str:
        return str(sentence).format(**event.data)

    return read


for _action, _sentence in _SENTENCES.items():
    presenter(_action)(_reader(_sentence))
