"""How the audit events about catalogues read, in Spanish."""

from django.utils.translation import gettext_lazy as _

from cauce.core.audit.log import present

_SENTENCES = {
    "catalogue.create": _("creó el catálogo «{name}»"),
    "release.create": _("comenzó a preparar la publicación {number} de {catalogue}"),
    "release.publish": _("publicó la publicación {number} de {catalogue}, con {entries} conceptos"),
    "release.discard": _("descartó la publicación {number} en preparación de {catalogue}"),
    "entry.add": _("agregó «{label}» ({code}) a la publicación {number} de {catalogue}"),
    "entry.close": _("cerró «{label}» ({code}) en la publicación {number} de {catalogue}"),
    "alias.add": _("agregó el nombre alterno «{alias}» a «{label}»"),
    "alias.remove": _("quitó el nombre alterno «{alias}» de «{label}»"),
}


present({f"catalogues.{what}": sentence for what, sentence in _SENTENCES.items()})
