"""How the audit events about imports read, in Spanish."""

from django.utils.translation import gettext_lazy as _

from cauce.core.audit.log import present

_SENTENCES = {
    "imports.prepare": _("subió «{filename}» para revisarlo: {errors} problemas, {warnings} avisos"),
    "imports.apply": _("importó «{filename}»: {added} altas, {changed} cambios, {closed} cierres"),
    "imports.discard": _("descartó «{filename}» sin importarlo"),
}


present(_SENTENCES)
