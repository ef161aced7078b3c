"""The help topics, in reading order; texts in templates/packages/help."""

from django.utils.translation import gettext_lazy as _

TITLES = {
    "paquetes": _("Paquetes: entregar datos sin red"),
    "llaves": _("Llaves: en qué paquetes se confía"),
}
